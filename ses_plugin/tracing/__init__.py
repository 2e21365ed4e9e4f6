"""What happens while a program runs."""
