"""The predicted run beside the real one: the first divergence of an explanation, and its class."""
