"""What all tests have in common."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ses", deadline=None)  # a busy machine decides no test
settings.load_profile("ses")
