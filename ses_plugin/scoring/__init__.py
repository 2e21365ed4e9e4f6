"""Pure comparison and extraction: is an output right, and where is the answer in a reply."""
