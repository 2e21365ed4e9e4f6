"""The licence of code, as far as its own metadata says it."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

UNKNOWN = "unknown"
STDLIB = "PSF-2.0"
OURS = "Apache-2.0"


def of_package(name: str) -> str:
    """Return what the installed distribution that has the import package `name` says of its licence."""
    for distribution in metadata.packages_distributions().get(name, []):
        about = metadata.metadata(distribution).json
        classifiers = about.get("classifier") or ()
        classified = [c.split(" :: ")[-1] for c in classifiers if c.startswith("License :: ")]
        for said in (about.get("license_expression"), *classified, about.get("license")):
            if isinstance(said, str) and said and "\n" not in said and said != "OSI Approved":
                return said
    return UNKNOWN


def of_folder(folder: Path) -> str:
    """Return what the pyproject.toml of `folder` says, else the first line of its licence file."""
    try:
        said = tomllib.loads((folder / "pyproject.toml").read_text("utf-8")).get("project", {}).get("license")
    except (OSError, ValueError):
        said = None
    text = said.get("text") if isinstance(said, dict) else said
    if isinstance(text, str) and text.strip():
        return text.strip().split("\n")[0]
    for path in sorted(folder.glob("LICEN[CS]E*")):
        lines = path.read_text("utf-8", "replace").split("\n") if path.is_file() else []
        if named := next((line.strip() for line in lines if line.strip()), ""):
            return named
    return UNKNOWN
