"""Inputs of a function: shown by its module, drawn by its annotations, guessed from its code, or changed."""
