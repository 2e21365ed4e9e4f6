"""Drivers answer the requests of strategies. All three lead to the same results.

`run` drives one flow, `arun` one flow with asyncio, `run_lockstep` many flows, with one batched call for each
round. A backend answers requests; `transcript` records and replays.
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
