"""Running foreign code: the only package that does.

    run(program, text, limits) -> Ran          judge(program, tests) -> Judgement

Each run is a fresh child of a warm fork server (`inside/`), in namespaces made by bubblewrap, under Landlock
and seccomp rules and resource limits (`isolation`). `Sandbox` is a pool of such servers.
"""

from ses_plugin.execution.isolation import Isolation
from ses_plugin.execution.judging import Judged, Judgement, judge
from ses_plugin.execution.sandbox import Sandbox, shared
from ses_plugin.programs import Limits, Program, Ran

__all__ = ["Isolation", "Judged", "Judgement", "Sandbox", "judge", "run", "shared"]


def run(
    program: Program, text: str, limits: Limits | None = None, isolation: Isolation | str | None = None
) -> Ran:
    """Run `program` on `text` in this process's shared sandbox; see `Sandbox.run`."""
    return shared(isolation).run(program, text, limits)
