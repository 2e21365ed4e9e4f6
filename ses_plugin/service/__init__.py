"""Solving a problem end to end: what all front ends share."""
