"""Training data: natural-language execution traces (NLEX) and its splits."""
