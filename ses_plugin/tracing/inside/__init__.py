"""What records a trace, in the process of the program: the standard library alone, nothing of SES."""
