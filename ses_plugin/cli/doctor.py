"""`ses doctor` and `ses tasks-dir`: print the installation."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

import ses_plugin
from ses_plugin.errors import SesError
from ses_plugin.execution import Isolation, Sandbox, shared_sandbox, time_scaling
from ses_plugin.execution.isolation import ISOLATION_ENV_VAR, resolve_isolation
from ses_plugin.plugins import DISABLE_ENV_VAR as NO_PLUGINS
from ses_plugin.plugins import shared_registry
from ses_plugin.types.program import Outcome, Program


def tasks_dir() -> str:
    """Return the folder of the lm-eval task files."""
    return str((Path(ses_plugin.__file__).parent / "tasks").resolve())


_LIBRARIES = ("lm_eval", "transformers", "torch", "vllm", "openai", "litellm", "trl")


def doctor_report() -> str:
    """Return the report on the installation as text, one fact per line."""
    return "\n".join(f"{name:<14}{text}" for name, text in _facts())


def _facts() -> Iterator[tuple[str, str]]:
    yield "ses_plugin", version("ses_plugin")
    yield "python", f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    for name in _LIBRARIES:
        yield name, _version(name)
    yield "task folder", tasks_dir()
    yield "lm-eval hook", _hook()
    yield from _plugins()
    yield "isolation", "how programs that SES runs are kept from this machine"
    for level in Isolation:
        yield f"  {level}", _isolation(level)
    yield "in use", f"isolation {resolve_isolation(None).value!r} (set {ISOLATION_ENV_VAR} for another)"
    yield "time factor", _time_factor()


def _plugins() -> Iterator[tuple[str, str]]:
    registry = shared_registry()
    if not (registry.enabled or registry.disabled):
        yield "plugins", "none installed"
    for plugin in registry.enabled:
        added = [
            f"{registration.kind.noun} {registration.name}"
            for registration in registry.registrations
            if registration.plugin == plugin
        ]
        yield "plugin", f"{plugin}: {', '.join(added) or 'adds nothing'}"
    for plugin in registry.disabled:
        yield "plugin", f"{plugin}: off ({NO_PLUGINS} is set)"
    for error in registry.errors:
        yield "", str(error)


def _isolation(level: Isolation) -> str:
    try:
        with Sandbox(1, level) as sandbox:
            execution = sandbox.run(Program("pass"), "")
            if execution.outcome is Outcome.OK:
                return f"works: {execution.isolation}"
            return f"does not work: an empty program ends with {execution.outcome.value!r}, {execution.error}"
    except SesError as error:
        return f"does not work: {error}"


def _time_factor() -> str:
    try:
        configured = time_scaling.resolve_time_factor(None)
        factor = shared_sandbox().time_factor
    except SesError as error:
        return f"unknown: {error}"
    source = "measured; set SES_TIME_FACTOR for another" if configured is None else "from SES_TIME_FACTOR"
    return f"{factor:g}: problems' time limits are multiplied by it ({source})"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # the distribution may have another name, as vLLM for CPUs has
        packages = packages_distributions().get(name, ())
        return ", ".join(f"{version(package)} ({package})" for package in packages) or "not installed"


def _hook() -> str:
    if os.environ.get("SES_NO_HOOK", "") not in ("", "0"):
        return 'off (SES_NO_HOOK is set); use lm_eval --include_path "$(ses tasks-dir)"'
    if find_spec("_ses_boot") is None:
        return 'not installed; use lm_eval --include_path "$(ses tasks-dir)"'
    import _ses_boot

    if _ses_boot.installed():
        return "on: plain `lm_eval` finds the tasks, as ses_output_pred, and the model ses"
    return 'installed but not started (python -S?); use lm_eval --include_path "$(ses tasks-dir)"'
