"""The command `ses`."""

from ses_plugin.cli.main import main

__all__ = ["main"]
