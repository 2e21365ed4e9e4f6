"""Plugins: extensions of SES by other packages, loaded with pluggy."""
