"""Each extra in a fresh environment, alone, by its newest and its oldest allowed versions, is used.

`make test-extras` runs this. The wheel is built as for a release, and uv installs it: it takes the lowest
versions that `pyproject.toml` allows, and seconds where pip takes minutes. Nothing that happens to be
installed here is seen there. What an extra is used for is in `uses/`; it must print nothing on standard
error, where a user would read warnings about which nothing can be done.

Not here: `hf`, `vllm`, `train` and `ray`, whose libraries take gigabytes, and `data` and `bench`. The
environment of `make test` has what `hf` and `train` need, at its newest; CI installs neither vLLM nor Ray.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import Path as ZipPath

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.extras

ROOT = Path(__file__).parents[2]
USES = Path(__file__).parent / "uses"
SERVERS = ROOT / "tests" / "hosts"

CELLS = [
    ("", "core.py"),
    ("problems", "problem_packages.py"),
    ("openai", "openai_client.py"),
    ("report", "report_run.py"),
    ("litellm", "litellm_provider.py"),
    ("inspect", "inspect_task.py"),
    ("lm-eval", "lm_eval_task.py"),
    ("api", "lm_eval_task.py --api"),
]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(_uv(), "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.parametrize("resolution", ["highest", "lowest-direct"])
@pytest.mark.parametrize(("extra", "use"), CELLS, ids=[extra or "core" for extra, _ in CELLS])
def test_an_extra_alone(wheel: Path, tmp_path: Path, extra: str, use: str, resolution: str) -> None:
    python = installed(wheel, tmp_path, extra, resolution)
    used(python, *use.split())


def test_openai_beside_httpx(wheel: Path, tmp_path: Path) -> None:
    """A client of openai 3 may be given an HTTP client of httpx, and somebody else may need httpx."""
    used(installed(wheel, tmp_path, "openai", "highest", "httpx"), "openai_client.py", "--httpx")


def test_litellm_by_the_older_openai(wheel: Path, tmp_path: Path) -> None:
    """LiteLLM takes either: its errors are those of httpx2 with the one, of httpx with the other."""
    used(installed(wheel, tmp_path, "litellm", "highest", "openai<3"), "litellm_provider.py")


def test_inspect_with_openai(wheel: Path, tmp_path: Path) -> None:
    """Inspect's own provider for OpenAI asks for the newest openai."""
    python = installed(wheel, tmp_path, "inspect,openai", "highest", "openai>=3.4")
    used(python, "inspect_task.py")
    used(python, "openai_client.py")


def installed(wheel: Path, folder: Path, extra: str, resolution: str, *more: str) -> Path:
    """Return the Python of a new environment that has the wheel with an extra, and `more`."""
    python = folder / "venv" / "bin" / "python"
    _run(_uv(), "venv", "--quiet", "--python", sys.executable, folder / "venv")
    # Only what is named counts as direct: an extra's own requirements are named, too.
    named = [f"ses_plugin[{extra}] @ {wheel.as_uri()}", *_requirements(wheel, extra), *more]
    install = (_uv(), "pip", "install", "--quiet", "--python", python, "--resolution", resolution)
    _run(*install, *named)
    print(_run(_uv(), "pip", "freeze", "--python", python))  # shown if the use fails
    return python


def used(python: Path, use: str, *options: str) -> None:
    """Run a use; assert that it ends well and without a word on standard error."""
    ours = ("PYTHON", "SES_", "LITELLM_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env["PYTHONPATH"] = str(SERVERS)
    done = subprocess.run(
        [python, USES / use, *options],
        env=env,
        cwd=python.parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "used", done.stdout
    assert done.stderr == ""


def _requirements(wheel: Path, extra: str) -> list[str]:
    (metadata,) = (one for one in ZipPath(wheel).iterdir() if one.name.endswith(".dist-info"))
    text = metadata.joinpath("METADATA").read_text("utf-8")
    named = []
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if name != "Requires-Dist":
            continue
        requirement = Requirement(value)
        marker, requirement.marker = requirement.marker, None
        if marker is None or any(marker.evaluate({"extra": one}) for one in (extra or "none").split(",")):
            named.append(str(requirement))
    return named


def _uv() -> str:
    from uv import find_uv_bin

    return str(find_uv_bin())


def _run(*command: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
