"""`ses tasks-dir`."""

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
from ses_plugin.execution import Isolation, Sandbox, time_scaling
from ses_plugin.execution import shared_sandbox as shared_sandbox
from ses_plugin.execution.isolation import ISOLATION_ENV_VAR, resolve_isolation
from ses_plugin.plugins.registry import DISABLE_ENV_VAR as NO_PLUGINS
from ses_plugin.plugins.registry import shared_registry
from ses_plugin.types.program import Outcome, Program


def tasks_dir() -> str:
    """Return the folder of the lm-eval task files."""
    return str((Path(ses_plugin.__file__).parent / "tasks").resolve())


_LIBRARIES = ("lm_eval", "transformers", "torch", "vllm", "openai", "litellm", "trl")


def doctor_report() -> str:
    """Return the report as text, one fact a line."""
    return "\n".join(f"{name:<14}{text}" for name, text in _facts())


def _facts() -> Iterator[tuple[str, str]]:
    yield "ses_plugin", version("ses_plugin")
    yield "python", f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    for name in _LIBRARIES:
        yield name, _version(name)
    yield "task folder", tasks_dir()
    yield "lm-eval hook", _hook()
    yield from _plugins()
    yield "isolation", "what keeps the programs that SES runs apart from this machine"
    for level in Isolation:
        yield f"  {level}", _isolation(level)
    yield "in use", f"isolation {resolve_isolation(None).value!r} ({ISOLATION_ENV_VAR} chooses another)"
    yield "time factor", _time_factor()


def _plugins() -> Iterator[tuple[str, str]]:
    found = shared_registry()
    if not (found.enabled or found.disabled):
        yield "plugins", "none installed"
    for plugin in found.enabled:
        added = [f"{offer.kind.noun} {offer.name}" for offer in found.registrations if offer.plugin == plugin]
        yield "plugin", f"{plugin}: {', '.join(added) or 'adds nothing'}"
    for plugin in found.disabled:
        yield "plugin", f"{plugin}: off ({NO_PLUGINS} is set)"
    for fault in found.errors:
        yield "", str(fault)


def _isolation(level: Isolation) -> str:
    try:
        with Sandbox(1, level) as sandbox:
            ran = sandbox.run(Program("pass"), "")
            if ran.outcome is Outcome.OK:
                return f"works: {ran.isolation}"
            return f"does not work: an empty program ends with {ran.outcome.value!r}, {ran.error}"
    except SesError as error:
        return f"does not work: {error}"


def _time_factor() -> str:
    try:
        given = time_scaling.resolve_time_factor(None)
        factor = shared_sandbox().time_factor
    except SesError as error:
        return f"unknown: {error}"
    how = "measured; SES_TIME_FACTOR sets another" if given is None else "as SES_TIME_FACTOR says"
    return f"{factor:g}: problems' time limits are multiplied by it ({how})"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # vLLM for the CPU, for one, is a package of another name
        others = packages_distributions().get(name, ())
        return ", ".join(f"{version(other)} ({other})" for other in others) or "not installed"


def _hook() -> str:
    if os.environ.get("SES_NO_HOOK", "") not in ("", "0"):
        return 'off (SES_NO_HOOK is set); use lm_eval --include_path "$(ses tasks-dir)"'
    if find_spec("_ses_boot") is None:
        return 'not installed; use lm_eval --include_path "$(ses tasks-dir)"'
    import _ses_boot

    if _ses_boot.installed():
        return "on: plain `lm_eval` finds the tasks, as ses_output_pred, and the model ses"
    return 'installed but not started (python -S?); use lm_eval --include_path "$(ses tasks-dir)"'
