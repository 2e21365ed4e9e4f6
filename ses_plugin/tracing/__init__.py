"""What happens while a program runs: counted (`step_counter`), traced (`tracer`), and shown (`render`)."""
