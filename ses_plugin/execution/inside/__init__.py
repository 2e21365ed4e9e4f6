"""What runs inside the sandbox: the fork server and its children.

These files use the standard library alone and import nothing of SES: the sandbox sees this folder
and the interpreter, and no other file of the machine.
"""
