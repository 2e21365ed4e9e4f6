"""What happens while a program runs: counted (`counting`), traced (`tracer`), and shown (`render`)."""
