"""Frozen values that all packages share: programs, execution results, problems."""
