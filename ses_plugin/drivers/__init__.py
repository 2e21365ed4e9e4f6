"""Drivers: they run the flows of strategies with a backend that answers their requests.

`run` drives one flow, `arun` one flow with asyncio, and `run_lockstep` many flows, with one batched call for
each round. All three lead to the same results. `transcript` records what a backend answers and replays it.
"""

from ses_plugin.drivers.runners import AsyncBackend, Backend, arun, run, run_lockstep
from ses_plugin.drivers.transcript import RecordingBackend, Transcript, replay_backend

__all__ = [
    "AsyncBackend",
    "Backend",
    "RecordingBackend",
    "Transcript",
    "arun",
    "replay_backend",
    "run",
    "run_lockstep",
]
