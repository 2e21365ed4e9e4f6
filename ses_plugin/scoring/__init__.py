"""Compare outputs: predictions with true outputs, a program's output with the expected one. Pure."""
