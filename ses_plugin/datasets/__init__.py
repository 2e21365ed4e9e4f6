"""Embedded programs and the data sets built from them; readers of published ones."""
