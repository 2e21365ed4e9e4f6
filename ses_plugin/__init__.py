"""Self-execution simulation for code LLMs (arXiv 2604.03253)."""
