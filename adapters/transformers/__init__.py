"""transformers in this process: a round of needs as batches of `generate`."""
