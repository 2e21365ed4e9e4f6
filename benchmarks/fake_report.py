"""Invented but plausible data of a report's page, of any size, for tests of the page and for its measurement.

Programs and statements are those of our contest families; replies are invented sentences about them, so that
they compress as real ones do. Equal arguments give equal data. Numbers are not those of any model.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from ses_plugin.report.page_data import (
    PAGE_VERSION,
    AnswerOutcome,
    CandidateEntry,
    Cell,
    CellClass,
    Chart,
    Comparison,
    InstanceEntry,
    Metric,
    PageData,
    Pair,
    Point,
    ProblemEntry,
    Reply,
    RunEntry,
    TestRow,
    Value,
    Vote,
)

FAMILIES = Path(__file__).parents[1] / "ses_plugin/datasets/families"
OUTCOMES: tuple[AnswerOutcome, ...] = ("right", "wrong", "no_answer", "truncated", "failed")
VERDICTS = {"right": "accepted", "wrong": "wrong answer"}
SENTENCES = (
    "First, line {a} runs and the variable `{v}` becomes {x}.",
    "Now the loop begins its iteration number {a}: `{v}` is {x} and `{w}` is {y}.",
    "The condition `{v} > {w}` compares {x} with {y}, so the {branch} branch is taken.",
    "We call `{w}({x}, {y})`, which returns {z} after {a} steps.",
    "After that the list is [{x}, {y}, {z}], and its length is {a}.",
    "Since {x} is not divisible by {a}, we go on with {y}.",
    "The total is {x} + {y} = {z}, which is stored in `{v}`.",
    "At the end of line {a} the dictionary maps '{v}' to {x} and '{w}' to {y}.",
    "Then `{v}` is appended; the queue now holds {a} items, the last of which is {z}.",
    "Wait, let me check that again: {x} * {a} = {y}, not {z}.",
)
NAMES = tuple(
    "total count best items left right index queue grid row seen start end value key depth rest".split()
)


class Family:
    """The statement and the programs of one family of problems."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.statement = (folder / "statement.md").read_text("utf-8")
        self.right = [path.read_text("utf-8") for path in sorted(folder.glob("correct_*.py"))]
        self.wrong = [path.read_text("utf-8") for path in sorted(folder.glob("wrong_*.py"))]
        self.level = str(tomllib.loads((folder / "family.toml").read_text("utf-8")).get("level", 2))


@cache
def families() -> tuple[Family, ...]:
    """Return all families that have programs of both kinds."""
    found = [Family(path.parent) for path in sorted(FAMILIES.glob("*/statement.md"))]
    return tuple(family for family in found if family.right and family.wrong)


def explanation(draw: random.Random, length: int) -> str:
    """Return about `length` characters of sentences about a run."""
    lines, size = [], 0
    while size < length:
        v, w = draw.sample(NAMES, 2)
        numbers = {name: draw.randrange(-99, 400) for name in "xyz"}
        branch = draw.choice(["first", "second", "else"])
        line = draw.choice(SENTENCES).format(v=v, w=w, a=draw.randrange(1, 40), branch=branch, **numbers)
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines)


def output(draw: random.Random) -> str:
    """Return what a program may print."""
    return "".join(
        " ".join(str(draw.randrange(-9, 300)) for _ in range(draw.randrange(1, 4))) + "\n"
        for _ in range(draw.randrange(1, 5))
    )


def changed(draw: random.Random, text: str) -> str:
    """Return `text` with one digit changed."""
    places = [place for place, char in enumerate(text) if char.isdigit()]
    place = draw.choice(places)
    return text[:place] + str((int(text[place]) + 1 + draw.randrange(8)) % 10) + text[place + 1 :]


def simulation_prompt(program: str, text: str) -> str:
    """Return a prompt like that of an output prediction."""
    return (
        "Simulate the execution of the following Python program on the given standard input. Follow what the "
        f"code really does, even where it looks like a mistake.\n\n<program>\n{program}</program>\n\n"
        f"<input>\n{text}</input>\n\nFirst go through the execution step by step. Then give what the program "
        "prints, exactly and completely, between the tags <output> and </output>."
    )


def vote(draw: random.Random, program: str, test: TestRow, predicted: str, status: str) -> Vote:
    """Return one prediction with its reply."""
    said = explanation(draw, draw.randrange(250, 900))
    reply = f"{said}\n<output>\n{predicted}</output>" if status == "answered" else said[:-7]
    made = status != "not predicted"
    return {
        "status": status,
        "output": predicted if status == "answered" else None,
        "reply": reply if made else "",
        "reason": "" if made else "HTTP 503 after 4 attempts",
        "prompt": simulation_prompt(program, test["input"]),
    }


def cell_class(status: str, predicted: bool | None, real: bool | None) -> CellClass:
    """Return the class of a predicted verdict."""
    if status != "answered":
        other = {"no answer": "no_answer", "truncated": "truncated", "not predicted": "failed"}
        return cast(CellClass, other[status])
    truth = "true" if predicted == real else "false"
    return cast(CellClass, f"{truth}_{'positive' if predicted else 'negative'}")


def cell(draw: random.Random, program: str, test: TestRow, *, passes: bool, votes: int) -> Cell:
    """Return a candidate's predicted and real results on a test."""
    expected = test["expected"] or ""
    real_output = expected if passes else changed(draw, expected)
    (status,) = draw.choices(["answered", "no answer", "truncated", "not predicted"], weights=[90, 3, 5, 2])
    guess = real_output if draw.random() < 0.72 else changed(draw, expected)
    if draw.random() < 0.06:
        guess = expected
    every = [vote(draw, program, test, guess, status)]
    every += [
        vote(draw, program, test, guess if draw.random() < 0.7 else changed(draw, expected), "answered")
        for _ in range(votes - 1)
    ]
    predicted = guess.split() == expected.split() if status == "answered" else None
    return {
        "predicted": predicted,
        "real": passes,
        "cell_class": cell_class(status, predicted, passes),
        "votes": every,
        "real_output": real_output,
        "real_verdict": "accepted" if passes else "wrong answer",
        "real_error": None,
        "output_truncated": False,
    }


def candidate(  # noqa: PLR0913
    draw: random.Random, family: Family, tests: Sequence[TestRow], *, right: bool, votes: int, prompt: str
) -> CandidateEntry:
    """Return a candidate with its predictions and its real results."""
    (kind,) = draw.choices(["program", "no_answer", "truncated", "failed"], weights=[92, 3, 4, 1])
    said = explanation(draw, draw.randrange(200, 900))
    if kind != "program":
        return {
            "program": None,
            "reply": "" if kind == "failed" else said[:-9],
            "prompt": prompt,
            "chosen": False,
            "tied": False,
            "outcome": cast(AnswerOutcome, kind),
            "private_verdict": None,
            "private_tests": 12,
            "cells": [],
            "tokens": len(said) // 4,
        }
    program = draw.choice(family.right if right else family.wrong)
    name, other = draw.sample(NAMES, 2)
    program = f"# {explanation(draw, 50).splitlines()[0]}\n{program}".replace(name, other)
    return {
        "program": program,
        "reply": f"{said}\n```python\n{program}```\n",
        "prompt": prompt,
        "chosen": False,
        "tied": False,
        "outcome": "right" if right else "wrong",
        "private_verdict": "accepted" if right else "wrong answer",
        "private_tests": 12,
        "cells": [
            cell(draw, program, test, passes=right or draw.random() < 0.45, votes=votes) for test in tests
        ],
        "tokens": len(said + program) // 3,
    }


def score(entry: CandidateEntry) -> tuple[int, bool]:
    """Return how many tests a candidate is predicted to pass."""
    return sum(each["predicted"] is True for each in entry["cells"]), entry["program"] is not None


def flags_of(chosen: CandidateEntry, candidates: Sequence[CandidateEntry]) -> list[str]:
    """Return what the table filters by."""
    classes = {each["cell_class"] for entry in candidates for each in entry["cells"]}
    outcomes = {entry["outcome"] for entry in candidates}
    flags = {
        "selection_loss": "right" in outcomes and chosen["outcome"] != "right",
        "verifier_false_positive": "false_positive" in classes,
        "verifier_false_negative": "false_negative" in classes,
        "truncated": "truncated" in outcomes | classes,
        "failed": "failed" in outcomes | classes,
        "no_program": any(entry["program"] is None for entry in candidates),
    }
    return [name for name, present in flags.items() if present]


def usage(draw: random.Random, calls: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Return calls, tokens and cost of each role."""
    rows = {}
    for role, number in calls.items():
        tokens = sum(draw.randrange(150, 900) for _ in range(number))
        rows[role] = {
            "calls": number,
            "failed_calls": draw.randrange(2) if number > 9 else 0,
            "prompt_tokens": number * 620,
            "completion_tokens": tokens,
            "cost": round(tokens * 6e-7 + number * 620 * 1.5e-7, 6),
            "seconds": round(tokens / 900, 2),
        }
    return rows


def test_rows(draw: random.Random, number: int) -> list[TestRow]:
    """Return public tests."""
    return [
        {"input": f"{draw.randrange(2, 9)}\n{output(draw)}", "expected": output(draw)} for _ in range(number)
    ]


def problem(draw: random.Random, number: int, candidates: int, *, strategy: str, votes: int) -> ProblemEntry:
    """Return one problem; with "self-fix", its candidates are turns, and an oracle is beside them."""
    family = families()[number % len(families())]
    tests = test_rows(draw, draw.choice([2, 3, 3, 4]))
    shift = draw.gauss(0, 0.3)
    prompt = f"Solve the following programming problem with a Python program.\n\n{family.statement}"

    def entries(rate: float, number: int) -> list[CandidateEntry]:
        return [
            candidate(
                draw,
                family,
                tests,
                right=draw.random() < rate + shift + turn * step,
                votes=votes,
                prompt=prompt,
            )
            for turn in range(number)
        ]

    fix = strategy == "self-fix"
    step = 0.2 if fix else 0.0
    found = entries(0.42, draw.randrange(1, 4) if fix else candidates)
    chosen = found[-1] if fix else max(found, key=score)
    chosen["chosen"] = True
    for entry in found:
        entry["tied"] = not fix and entry is not chosen and score(entry) == score(chosen)
    cells = sum(len(each["votes"]) for entry in found for each in entry["cells"])
    rows = usage(draw, {"solve": len(found), "simulate": cells})
    return {
        "id": f"{family.name}-{number:04d}",
        "statement": f"{family.statement}\n{explanation(draw, 120)}",
        "level": family.level,
        "entry_point": None,
        "strategy": strategy,
        "outcome": chosen["outcome"],
        "flags": flags_of(chosen, found),
        "confidence": round(draw.random(), 3),
        "stop_reason": draw.choice(["submitted", "max_turns"]) if fix else None,
        "tokens": sum(row["prompt_tokens"] + row["completion_tokens"] for row in rows.values()),
        "calls": sum(row["calls"] for row in rows.values()),
        "tests": tests,
        "candidates": found,
        "oracle": entries(0.5, draw.randrange(1, 4)) if fix else None,
        "usage": rows,
    }


def debug_report(draw: random.Random, reply: str) -> dict[str, Any]:
    """Return a report like that of the debugger: each sentence of the reply is a claim."""
    claims: list[dict[str, Any]] = []
    place = 0
    for sentence in reply.partition("\n<output>")[0].splitlines():
        verdict = draw.choices(["true", "unknown"], weights=[7, 3])[0]
        where = {"event": len(claims), "line": draw.randrange(2, 12), "visit": draw.randrange(1, 5)}
        claims.append({"start": place, "end": place + len(sentence), "verdict": verdict, **where})
        place += len(sentence) + 1
    first = draw.choice(claims)
    first["verdict"] = "false"
    text = reply[first["start"] : first["end"]]
    return {
        "schema": "ses.debug_report",
        "version": 1,
        "verdict": "diverges",
        "form": "prose",
        "answer": "wrong",
        "coherent": True,
        "counts": dict(Counter(claim["verdict"] for claim in claims)),
        "claims": claims,
        "divergence": {
            **{key: first[key] for key in ("start", "end", "event", "line", "visit")},
            "divergence_class": "wrong_value",
            "family": "state",
            "claim": text,
            "subject": "total",
            "predicted": "7",
            "real": "8",
            "value_kind": "int",
            "predicted_line": None,
            "function": "<module>",
            "message": f"Line {first['line']}, visit {first['visit']}: total is 8, not 7.",
        },
    }


def instance(draw: random.Random, number: int) -> InstanceEntry:
    """Return one instance of an output prediction task."""
    family = families()[number % len(families())]
    program = draw.choice([*family.right, *family.wrong])
    expected = output(draw)
    text = f"{draw.randrange(2, 9)}\n{output(draw)}"
    (outcome,) = draw.choices(OUTCOMES, weights=[52, 36, 4, 6, 2])
    answer = {"right": expected, "wrong": changed(draw, expected)}.get(outcome)
    said = explanation(draw, draw.randrange(500, 2200))
    answer_block = f"\n<output>\n{answer}</output>" if answer is not None else ""
    reply: Reply = {
        "reply": "" if outcome == "failed" else said + answer_block,
        "answer": answer,
        "outcome": outcome,
        "prompt": simulation_prompt(program, text),
    }
    if outcome == "wrong":
        reply["divergence"] = debug_report(draw, reply["reply"])
    return {
        "id": f"{family.name}-{number:04d}",
        "cluster": family.name,
        "program": program,
        "entry_point": None,
        "input": text,
        "expected": expected,
        "level": family.level,
        "features": {
            "steps": draw.randrange(8, 900),
            "lines": program.count("\n"),
            "loops": draw.randrange(4),
        },
        "flags": [outcome] if outcome not in ("right", "wrong") else [],
        "outcome": outcome,
        "tokens": len(said) // 4,
        "replies": [reply],
    }


def value(share: float, n: int, spread: float = 1.0) -> Value:
    """Return a share with an interval of a plausible width."""
    width = spread * 1.96 * (max(share * (1 - share), 0.01) / max(n, 1)) ** 0.5
    return {"value": share, "low": max(0.0, share - width), "high": min(1.0, share + width), "n": n}


def metric(name: str, label: str, help_text: str, share: float, n: int) -> Metric:
    """Return a metric that is a share."""
    return {
        **value(share, n),
        "name": name,
        "label": label,
        "help": help_text,
        "unit": "share",
        "higher_is_better": not name.startswith(("truncated", "failed")),
    }


def points(shares: Sequence[float], n: int, spread: float = 1.0) -> list[Point]:
    """Return the points of a curve from 1 on."""
    return [
        {"x": x, "y": y, "low": value(y, n, spread)["low"], "high": value(y, n, spread)["high"], "n": n}
        for x, y in enumerate(shares, 1)
    ]


def charts(draw: random.Random, base: float, most: int, n: int) -> list[Chart]:
    """Return one chart of each kind."""
    curves = {
        "any (pass@k)": 0.34,
        "by execution": 0.28,
        "by prediction": 0.19,
        "shortest": 0.04,
        "random": 0.0,
    }
    best: Chart = {
        "id": "best_at_k",
        "title": "Best of k candidates",
        "help": "How often the selected one of k candidates is right, by who selects.",
        "kind": "line",
        "x_label": "candidates k",
        "y_label": "right",
        "series": [
            {
                "name": name,
                "points": points([base + gain * (1 - 0.72 ** (k - 1)) for k in range(1, most + 1)], n),
            }
            for name, gain in curves.items()
        ],
    }
    bins: list[Point] = [
        {
            "x": (edge + 0.5) / 10,
            "y": min(1.0, max(0.0, 0.12 + 0.78 * (edge + 0.5) / 10 + draw.gauss(0, 0.04))),
            "low": None,
            "high": None,
            "n": draw.randrange(4, max(5, n)),
        }
        for edge in range(10)
    ]
    reliability: Chart = {
        "id": "reliability",
        "title": "Reliability of confidence",
        "help": "The share that is right among answers of about the same confidence.",
        "kind": "reliability",
        "x_label": "confidence",
        "y_label": "right",
        "series": [{"name": "candidates", "points": bins}],
    }
    levels: Chart = {
        "id": "by_level",
        "title": "By difficulty",
        "help": "The share that is right, by level.",
        "kind": "bar",
        "x_label": "level",
        "y_label": "right",
        "series": [
            {
                "name": name,
                "points": [
                    cast(Point, {**point, "label": str(int(point["x"]))})
                    for point in points([start - 0.17 * level for level in range(3)], n // 3, 0.8)
                ],
            }
            for name, start in (("selected", 0.8), ("random", 0.6))
        ],
    }
    scatter: Chart = {
        "id": "tokens_accuracy",
        "title": "Tokens against accuracy",
        "help": "Mean tokens of a problem and the share that is right, for each k.",
        "kind": "scatter",
        "x_label": "tokens per problem",
        "y_label": "right",
        "x_scale": "log",
        "series": [
            {
                "name": name,
                "points": [
                    {
                        "x": 900.0 * k * factor,
                        "y": base + gain * (1 - 0.72 ** (k - 1)),
                        "low": None,
                        "high": None,
                    }
                    for k in range(1, most + 1)
                ],
            }
            for name, gain, factor in (("by prediction", 0.19, 3.1), ("random", 0.0, 1.0))
        ],
    }
    return [best, reliability, levels, scatter]


def counts(outcomes: Sequence[str | None]) -> dict[AnswerOutcome, int]:
    """Return how often each outcome occurs."""
    number = Counter(outcomes)
    return {outcome: number[outcome] for outcome in OUTCOMES}


def total_usage(entries: Sequence[ProblemEntry]) -> dict[str, dict[str, Any]]:
    """Return the summed usage of problems."""
    total: dict[str, dict[str, Any]] = {}
    for entry in entries:
        for role, row in entry["usage"].items():
            sums = total.setdefault(role, dict.fromkeys(row, 0))
            for key, number in row.items():
                sums[key] = round(sums[key] + number, 6)
    return total


def metrics(entries: Sequence[ProblemEntry]) -> list[Metric]:
    """Return metrics of a solving run."""
    n = len(entries)
    selected = sum(entry["outcome"] == "right" for entry in entries) / n
    some = sum(any(c["outcome"] == "right" for c in entry["candidates"]) for entry in entries) / n
    rows = [c["outcome"] == "right" for entry in entries for c in entry["candidates"]]
    mean = sum(rows) / len(rows)
    return [
        metric(
            "best_at_k", "best@k simulate", "The candidate selected by predictions is right.", selected, n
        ),
        metric("best_at_k_exec", "best@k exec", "The same, selected by execution.", (selected + some) / 2, n),
        metric("pass_at_1", "pass@1", "A random candidate is right.", mean, n),
        metric("pass_at_k", "pass@k", "At least one of k candidates is right.", some, n),
        {
            "value": (some - selected) / 2,
            "low": max(0.0, (some - selected) / 2 - 0.04),
            "high": (some - selected) / 2 + 0.05,
            "n": n,
            "name": "simulation_gap",
            "label": "simulation gap",
            "help": "What selection by execution gains over selection by prediction.",
            "unit": "share",
            "higher_is_better": False,
        },
        metric("truncated", "truncated", "Replies that ended at the token limit.", 0.043, n),
        {
            "value": sum(entry["tokens"] or 0 for entry in entries) / n,
            "low": None,
            "high": None,
            "n": n,
            "name": "tokens",
            "label": "tokens per problem",
            "help": "Prompt and completion tokens of all calls.",
            "unit": "tokens",
            "higher_is_better": False,
        },
    ]


def settings(**more: Any) -> dict[str, Any]:
    """Return the settings of a run."""
    return {
        "k": 5,
        "votes": 1,
        "max_tokens": 1024,
        "temperature": 1.0,
        "top_p": 0.95,
        "seed": 0,
        "prompt_set": "v1",
        "data": "ses_problems (64), sha256 5f0c…19ab",
        "lm_eval": "0.4.13",
        "simulate": {"temperature": 0.6, "max_tokens": 2048},
        **more,
    }


def solving_run(  # noqa: PLR0913
    name: str, problems: int, candidates: int, *, seed: int = 0, strategy: str = "self-verify", votes: int = 1
) -> RunEntry:
    """Return a run of a solving task."""
    draw = random.Random(f"{name} {seed}")
    entries = [
        problem(draw, number, candidates, strategy=strategy, votes=votes) for number in range(problems)
    ]
    classes = Counter(c["cell_class"] for e in entries for entry in e["candidates"] for c in entry["cells"])
    return {
        "name": name,
        "path": f"results/{name}",
        "kind": "solving",
        "task": "ses_self_fix" if strategy == "self-fix" else "ses_self_verify",
        "strategy": strategy,
        "model": "example/coder-1b",
        "settings": settings(k=candidates, votes=votes, seed=seed),
        "metrics": metrics(entries),
        "outcomes": counts([entry["outcome"] for entry in entries]),
        "cells": dict(classes),
        "usage": total_usage(entries),
        "charts": charts(draw, 0.36, candidates, problems),
        "notes": ["4 calls failed after all attempts; their problems count as failed, not as wrong."],
        "problems": entries,
        "instances": [],
    }


def prediction_run(name: str, instances: int, *, seed: int = 0) -> RunEntry:
    """Return a run of an output prediction task."""
    draw = random.Random(f"{name} {seed}")
    entries = [instance(draw, number) for number in range(instances)]
    outcomes = counts([entry["outcome"] for entry in entries])
    accuracy = outcomes["right"] / instances
    return {
        "name": name,
        "path": f"results/{name}",
        "kind": "output_prediction",
        "task": "ses_output_pred",
        "strategy": None,
        "model": "example/coder-1b",
        "settings": settings(split="test", split_seed=0),
        "metrics": [
            metric("acc", "accuracy", "The predicted output is the true one.", accuracy, instances),
            metric("truncated", "truncated", "Replies that ended at the token limit.", 0.06, instances),
        ],
        "outcomes": outcomes,
        "usage": usage(draw, {"simulate": instances}),
        "charts": charts(draw, 0.4, 5, instances)[1:3],
        "notes": [],
        "problems": [],
        "instances": entries,
    }


def comparison(runs: Sequence[RunEntry], a: int, b: int) -> Comparison:
    """Return the comparison of two solving runs."""
    second = {entry["id"]: entry["outcome"] for entry in runs[b]["problems"]}
    pairs: list[Pair] = []
    right = Counter[str]()
    for entry in runs[a]["problems"]:
        before, after = entry["outcome"], second[entry["id"]]
        was, now = before == "right", after == "right"
        change = "same" if was == now else "improved" if now else "regressed"
        pairs.append({"id": entry["id"], "a": before, "b": after, "change": cast(Any, change)})
        right["both" if was and now else "only_a" if was else "only_b" if now else "neither"] += 1
    n = len(pairs)
    gain = (right["only_b"] - right["only_a"]) / n
    difference: Value = {"value": gain, "low": gain - 0.07, "high": gain + 0.08, "n": n}
    return {
        "a": a,
        "b": b,
        "right": cast(Any, {name: right[name] for name in ("both", "only_a", "only_b", "neither")}),
        "p_value": 0.0723,
        "difference": difference,
        "metrics": [
            {
                "name": first["name"],
                "label": first["label"],
                "unit": first["unit"],
                "higher_is_better": first["higher_is_better"],
                "a": first,
                "b": other,
                "difference": {
                    "value": (other["value"] or 0) - (first["value"] or 0),
                    "low": (other["value"] or 0) - (first["value"] or 0) - 0.06,
                    "high": (other["value"] or 0) - (first["value"] or 0) + 0.06,
                    "n": n,
                },
            }
            for first, other in zip(runs[a]["metrics"], runs[b]["metrics"], strict=True)
        ],
        "differences": [
            {"name": "seed", "a": 0, "b": 1, "loud": True},
            {"name": "votes", "a": 1, "b": 3, "loud": False},
        ],
        "equal_settings": 9,
        "only_in_a": [],
        "only_in_b": [],
        "pairs": pairs,
    }


def page_data(problems: int = 64, candidates: int = 5) -> PageData:
    """Return a page with a run of each kind and a comparison."""
    runs = [
        solving_run("self-verify, 1 vote", problems, candidates),
        solving_run("self-verify, 3 votes", problems, candidates, seed=1, votes=3),
        solving_run("self-fix", problems, 1, strategy="self-fix"),
        prediction_run("output prediction", 2 * problems),
    ]
    return {
        "version": PAGE_VERSION,
        "title": "Four runs of an invented model",
        "release": "0.1.0",
        "runs": runs,
        "comparisons": [comparison(runs, 0, 1)],
    }


def one_run(problems: int, candidates: int) -> PageData:
    """Return a page with one run of self-verify."""
    run = solving_run("self-verify", problems, candidates)
    return {
        "version": PAGE_VERSION,
        "title": f"{problems} problems x {candidates} candidates",
        "release": "0.1.0",
        "runs": [run],
        "comparisons": [],
    }
