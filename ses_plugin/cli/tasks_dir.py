"""`ses tasks-dir`."""

from __future__ import annotations

from pathlib import Path

import ses_plugin


def tasks_dir() -> str:
    """Return the folder of the lm-eval task files."""
    return str((Path(ses_plugin.__file__).parent / "tasks").resolve())
