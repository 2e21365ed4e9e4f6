"""What SES adds to the start of lm-eval: our task against a built-in one, in turns, in one run.

    python benchmarks/startup.py [--runs 7]

Both commands load a task, build its prompts, ask the model `dummy` (which answers at once) and print the
table. The peer is a stock generation task of as many rows on a local JSON file, so that neither waits for a
network. Prints the medians, their difference and their ratio; exits with 1 if the difference is
over the bound.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

BOUND_S = 0.5
PEER = "local_peer"
PEER_YAML = """
task: local_peer
dataset_path: json
dataset_kwargs: {{data_files: {{test: {data}}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{context}}}}"
doc_to_target: "{{{{completion}}}}"
generation_kwargs: {{until: ["\\n"], do_sample: false}}
metric_list: [{{metric: exact_match, aggregation: mean, higher_is_better: true}}]
metadata: {{version: 1.0}}
"""


def seconds(task: str, folder: Path) -> float:
    """Return the wall-clock seconds of one whole lm_eval command on `task`."""
    start = time.perf_counter()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "lm_eval",
            "run",
            "--model",
            "dummy",
            "--tasks",
            task,
            "--limit",
            "20",
            "--include_path",
            str(folder),
        ],
        cwd=folder,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start


def main() -> int:
    """Time both tasks in turns and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [{"context": f"{i} + {i} =", "completion": str(2 * i)} for i in range(630)]
        data = folder / "rows.json"
        data.write_text("\n".join(map(json.dumps, rows)))
        (folder / "peer.yaml").write_text(PEER_YAML.format(data=data))
        for task in (PEER, "ses_output_pred"):  # warm the disk cache, and the peer's cached data set
            seconds(task, folder)
        pairs = [(seconds("ses_output_pred", folder), seconds(PEER, folder)) for _ in range(runs)]
    ours, stock = median(p[0] for p in pairs), median(p[1] for p in pairs)
    added = median(a - b for a, b in pairs)
    print(f"ses_output_pred {ours:.2f} s, stock local task {stock:.2f} s (medians of {runs} runs in turns)")
    print(f"added {added:+.2f} s (bound {BOUND_S} s), ratio {median(a / b for a, b in pairs):.3f}")
    return 0 if added <= BOUND_S else 1


if __name__ == "__main__":
    sys.exit(main())
