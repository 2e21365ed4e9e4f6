"""The wheel in a virtual environment of its own: lm-eval finds the tasks, and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.hosts.conftest import LmEval, copy_lm_eval

ROOT = Path(__file__).parents[2]


def shell(*command: object, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"), "--wheel")


def build(out: Path, *options: str) -> Path:
    """Build in an environment that has only what `pyproject.toml` names; uv makes it faster than pip does."""
    shell(sys.executable, "-m", "build", "--installer", "uv", *options, "--outdir", out, ROOT)
    (path,) = out.glob("*.whl")
    return path


LIBRARIES = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A fresh environment that is lent the libraries installed here, but not SES. The pip here works on it.

    A folder named in a `.pth` file lends its packages; its own `.pth` files, and so the editable SES and
    its hook, are not read.
    """
    folder = tmp_path / "venv"
    venv.create(folder)
    (site(folder) / "lent.pth").write_text(f"{LIBRARIES}\n")
    return folder


@pytest.fixture
def environment_without_lm_eval(environment: Path, tmp_path: Path) -> Path:
    """The same, but what is lent has no lm-eval: Python would find it before an editable one."""
    lent = tmp_path / "lent"
    lent.mkdir()
    for path in LIBRARIES.iterdir():
        if path.suffix != ".pth" and not path.name.startswith("lm_eval"):
            (lent / path.name).symlink_to(path)
    (site(environment) / "lent.pth").write_text(f"{lent}\n")
    return environment


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """lm-eval as a checkout that can be installed, as a wheel or editable, by setuptools as the real one."""
    folder = copy_lm_eval(tmp_path / "checkout")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "lm_eval"\nversion = "0.4.13"\n'
        '[tool.setuptools.packages.find]\ninclude = ["lm_eval*"]\n'
        '[tool.setuptools.package-data]\nlm_eval = ["**/*.yaml", "tasks/**/*"]\n'
    )
    return folder


def pip(environment: Path, *arguments: object) -> None:
    """Install or uninstall our wheel as a user does."""
    where = ("--python", environment / "bin" / "python", "--disable-pip-version-check", "--quiet")
    shell(sys.executable, "-m", "pip", *where, *arguments)


def install_checkout(environment: Path, *source: object) -> None:
    """Install lm-eval, by its own build backend; the installer does not matter, and uv is fast."""
    python = environment / "bin" / "python"
    options = ("--quiet", "--no-cache", "--no-deps", "--no-build-isolation", "--python", python)
    shell(sys.executable, "-m", "uv", "pip", "install", *options, *source)


def site(folder: Path) -> Path:
    return next((folder / "lib").glob("python3*")) / "site-packages"


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if "__pycache__" not in p.parts}


def test_wheel(wheel: Path, environment: Path, checkout: Path, lm_eval: LmEval) -> None:
    python = environment / "bin" / "python"
    install_checkout(environment, checkout)
    before = files(environment)
    pip(environment, "install", "--no-deps", wheel)
    where = shell(python, "-c", "import ses_plugin; print(ses_plugin.__file__)")
    assert str(site(environment)) in where, "the wheel is meant, not the editable install"
    assert "lm-eval hook  on" in shell(environment / "bin" / "ses", "doctor")

    arguments = ["--model", "dummy", "--tasks", "ses_output_pred", "--limit", "2"]
    done = lm_eval(*arguments, python=str(python))
    assert done.status == 0, done.text
    assert "pass@1,none" in done.results["ses_output_pred"]

    off = lm_eval(*arguments, python=str(python), SES_NO_HOOK="1")
    assert off.status != 0
    assert "ses_output_pred" in off.text
    folder = shell(environment / "bin" / "ses", "tasks-dir").strip()
    included = lm_eval(*arguments, "--include_path", folder, python=str(python), SES_NO_HOOK="1")
    assert included.status == 0, included.text

    pip(environment, "uninstall", "--yes", "ses_plugin")
    assert files(environment) == before
    left = listed(python)
    assert "ses_output_pred" not in left
    assert "hellaswag" in left


def listed(python: Path) -> str:
    return shell(python, "-m", "lm_eval", "ls", "tasks")


def test_wheel_contents(wheel: Path, tmp_path: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "_ses_boot.py",
        "ses_plugin.pth",
        "ses_plugin.start",
        "ses_plugin/adapters/lm_eval/output_prediction.py",
        "ses_plugin/tasks/output_prediction/ses_output_pred.yaml",
        "ses_plugin/datasets/embedded/test.jsonl",
        "ses_plugin/py.typed",
        f"ses_plugin-{version('ses_plugin')}.dist-info/licenses/LICENSE",
    ):
        assert name in names
    for name in names:
        assert name.startswith(("ses_plugin", "_ses_boot.py")), name
    through_sdist = build(tmp_path)
    assert sorted(zipfile.ZipFile(through_sdist).namelist()) == sorted(names)


def test_beside_an_editable_lm_eval(wheel: Path, environment_without_lm_eval: Path, checkout: Path) -> None:
    """An editable checkout of lm-eval keeps working, with our tasks, and after we are gone."""
    environment = environment_without_lm_eval
    python = environment / "bin" / "python"
    install_checkout(environment, "--editable", checkout)
    pip(environment, "install", "--no-deps", wheel)
    assert str(checkout) in shell(python, "-c", "import lm_eval; print(lm_eval.__file__)")
    assert "ses_output_pred" in listed(python)
    pip(environment, "uninstall", "--yes", "ses_plugin")
    left = listed(python)
    assert "ses_output_pred" not in left
    assert "hellaswag" in left
