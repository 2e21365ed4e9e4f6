"""The code that runs inside the sandbox: the fork server and its children.

It uses only the standard library and imports nothing of SES: the sandbox contains the interpreter and no
other file of the machine. Even these modules are passed in, compiled (`isolation.server_code`).
"""
