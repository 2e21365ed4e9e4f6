"""A version and commit titles."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

TITLES = ["fix: a", "feat: b", "feat(ui): c", "docs: d", "perf: e", "fix(db): f", "merge", "feat!: g"]
RARE = ["fix!: h", "chore: BREAKING", "chore!: i", "refactor: j", "feat(x)!: k", "fix : l"]


def generate(draw: SeededRandom, level: int) -> tuple[str, list[str]]:
    low, high = {1: (1, 2), 2: (4, 11), 3: (22, 28)}[level]
    commits: list[str] = []
    for _ in range(draw.integer(low, high)):
        if draw.chance(0.2):
            commits.append("release")
        else:
            commits.append(draw.choice(RARE if draw.chance(0.15) else TITLES))
    return draw.choice(["0.9.3", "1.4.9", "2.0.0"]), commits
