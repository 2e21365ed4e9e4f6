"""Reports errors of ours in one line, without a traceback, in the `lm_eval` command."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from ses_plugin.errors import SesError


def install_error_display() -> None:
    """Print an uncaught SesError in one line if this process is the `lm_eval` command."""
    command = Path(sys.argv[0])
    if command.stem not in ("lm_eval", "lm-eval") and command.parent.name != "lm_eval":
        return
    previous = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, SesError):
            print(f"error: {error}", file=sys.stderr)
        else:
            previous(kind, error, trace)

    sys.excepthook = hook
