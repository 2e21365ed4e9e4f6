"""The bounded text of any value, without running any code of its own.

No `__repr__`, `__eq__`, `__hash__`, `__getattr__`, property or iterator of the program is called: exact
built-in types are shown as `repr` would, instances by what lies in their `__dict__` and slots.
"""

from __future__ import annotations


def bounded(value: object, most: int) -> str:
    """Return the text of `value`, at most `most` characters."""
    kind = type(value)
    if kind in (int, str, float, bool, type(None), list, dict, tuple, set):
        text = repr(value)
        return text if len(text) <= most else text[: most // 2] + "…" + text[-(most // 2) :]
    return f"<{kind.__name__}>"
