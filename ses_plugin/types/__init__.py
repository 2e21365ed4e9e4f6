"""Frozen values that every package shares: programs, results of runs, problems."""
