"""Running foreign code: the only package that does.

    run(program, input, limits) -> Ran

Programs are run by a fresh interpreter each, in a process group of its own, with resource
limits, an empty environment and an empty working directory. Stronger isolation (namespaces,
seccomp, a warm fork server) comes behind this same function.
"""

from ses_plugin.execution.process import run

__all__ = ["run"]
