"""Readers of published contest problems: packages and rows of data sets, as `Problem`."""
