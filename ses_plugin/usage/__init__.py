"""What requests to models cost: usage, budgets, limits."""
