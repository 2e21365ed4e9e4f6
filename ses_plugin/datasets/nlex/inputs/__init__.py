"""Inputs of a function: those that its module shows, by its annotations, by its use of a parameter, changed ones."""
