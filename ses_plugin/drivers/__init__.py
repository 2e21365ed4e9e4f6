"""Drivers answer what strategies need. All three lead to the same results.

`run` drives one flow, `arun` one flow with asyncio, `run_lockstep` many flows, with one batched call for each
round. A backend is whatever answers needs; `transcript` records and replays.
"""

from ses_plugin.drivers.drive import AsyncBackend, Backend, arun, run, run_lockstep
from ses_plugin.drivers.transcript import Recording, Transcript, replaying

__all__ = [
    "AsyncBackend",
    "Backend",
    "Recording",
    "Transcript",
    "arun",
    "replaying",
    "run",
    "run_lockstep",
]
