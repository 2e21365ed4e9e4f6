"""vLLM in this process: a round of needs as one batch of its engine."""
