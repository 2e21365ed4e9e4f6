from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ses_plugin.drivers.record import Record
from ses_plugin.drivers.traffic import EXECUTE, Traffic
from ses_plugin.errors import UsageError
from ses_plugin.metrics.ledger import Spent


def test_answers_are_kept_by_all_that_was_asked(tmp_path: Path) -> None:
    record = Record(tmp_path / "new" / "answers.sqlite")
    record.put({"model": "a", "seed": 1}, {"text": "é\n"})
    assert record.get({"seed": 1, "model": "a"}) == {"text": "é\n"}
    assert record.get({"model": "a", "seed": 2}) is None
    record.put({"model": "a", "seed": 1}, {"text": "new"})
    record.close()
    assert Record(record.path).get({"model": "a", "seed": 1}) == {"text": "new"}


def test_a_killed_process_leaves_what_it_put(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom ses_plugin.drivers.record import Record\n"
        "record = Record(Path(sys.argv[1]))\n"
        "for n in range(50): record.put({'n': n}, {'text': str(n)})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    record = Record(path)
    assert [record.get({"n": n}) for n in range(50)] == [{"text": str(n)} for n in range(50)]


def test_two_processes_may_share_the_file(tmp_path: Path) -> None:
    first, second = Record(tmp_path / "a.sqlite"), Record(tmp_path / "a.sqlite")
    first.put({"n": 1}, {"text": "one"})
    second.put({"n": 2}, {"text": "two"})
    assert (first.get({"n": 2}), second.get({"n": 1})) == ({"text": "two"}, {"text": "one"})


def test_a_file_that_can_not_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("this is no database, and long enough to be seen as none" * 20)
    for path in (tmp_path / "no.sqlite", tmp_path / "no.sqlite" / "below", tmp_path):
        with pytest.raises(UsageError, match="--no-cache"):
            Record(path)


def test_the_price_of_all_is_known_if_that_of_each_is() -> None:
    traffic = Traffic()
    assert traffic.spent.cost == 0
    traffic.of("solve").spent += Spent(1, 0, 5, 6, 0.5, 1.0)
    traffic.of("simulate").spent += Spent(1, 0, 5, 6, 0.25, 1.0)
    traffic.of(EXECUTE).spent += Spent(calls=3)
    assert (traffic.spent.calls, traffic.spent.cost) == (2, 0.75)
    traffic.of("simulate").spent += Spent(1, 0, 5, 6, None, 1.0)
    assert traffic.to_row()["cost"] is None
    assert traffic.to_row()["roles"]["solve"]["spent"]["cost"] == 0.5
