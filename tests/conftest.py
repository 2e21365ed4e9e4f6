"""What all tests have in common."""

from __future__ import annotations

from hypothesis import settings

# A busy machine decides no test. On CI machines hypothesis would draw the same examples each time.
settings.register_profile("ses", deadline=None, derandomize=False)
settings.load_profile("ses")
