"""transformers in this process: a round of requests as batches of `generate`."""
