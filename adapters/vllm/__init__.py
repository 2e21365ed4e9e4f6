"""vLLM in this process: a round of requests as one batch of its engine."""
