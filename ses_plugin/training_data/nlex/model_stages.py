"""The stages of a build that call a model, each around an engine: generated inputs, and translations."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from ses_plugin.drivers import BackgroundRunner
from ses_plugin.errors import SesError
from ses_plugin.narration.translate import Refusal, TranslateOptions, Translation, translate_traces
from ses_plugin.tracing.trace import Trace
from ses_plugin.training_data.nlex.engines import Engine, Work
from ses_plugin.training_data.nlex.harvest import SourceFunction
from ses_plugin.training_data.nlex.input_proposals import InputGenerationOptions, generate_inputs
from ses_plugin.training_data.nlex.rows import add_explanation, find_defect, keep_short
from ses_plugin.training_data.nlex.shards import Shard, ShardResult
from ses_plugin.usage import UsageByRole, merge_usage, with_usage, without_seconds

_Found = tuple[list[list[str] | None], UsageByRole]
_Said = tuple[list[Translation], UsageByRole]


@dataclass(frozen=True, slots=True)
class InputGenerator:
    """How inputs are generated: `calls` drives the model, which is asked for `ahead` programs in advance."""

    calls: BackgroundRunner
    options: InputGenerationOptions
    ahead: int


def with_generated_inputs(engine: Engine, inventor: InputGenerator, shards: Iterable[Shard]) -> Work:
    """Have `engine` try what the model writes beside all else, while the model is asked for the next shards.

    A call that failed for good leaves its function without these inputs. Raises what the backend raises.
    """
    notes: dict[int, ShardResult] = {}
    with closing(engine(_with_inputs(shards, inventor, notes))) as work:
        for shard, made in work:
            note = notes.pop(shard.number)
            spent = merge_usage([made.spent, note.spent])
            yield shard, ShardResult(made.rows, made.discards + note.discards, spent, made.coverage)


def _with_inputs(
    shards: Iterable[Shard], inventor: InputGenerator, notes: dict[int, ShardResult]
) -> Iterator[Shard]:
    """Yield the shards with their generated inputs; note for each what did not work, and what it took."""
    for shard, future in _asked(shards, inventor):
        found, ledger = future.result()
        missing = Counter(why for inputs in found for why in _missing(inputs))
        notes[shard.number] = ShardResult(discards=missing, spent=without_seconds(ledger))
        texts = iter(found)
        candidates = [_having(one, next(texts)) if _is_open(one) else one for one in shard.candidates]
        yield replace(shard, candidates=tuple(candidates))


def _asked(shards: Iterable[Shard], inventor: InputGenerator) -> Iterator[tuple[Shard, Future[_Found]]]:
    """Yield the shards, each with its calls, when those of some shards after it have begun."""
    begun: deque[tuple[Shard, Future[_Found]]] = deque()
    for shard in shards:
        functions = [candidate.program for candidate in shard.candidates if _is_open(candidate)]
        begun.append((shard, inventor.calls.start(with_usage(generate_inputs(functions, inventor.options)))))
        while sum(len(shard.candidates) for shard, _ in begun) >= inventor.ahead:
            yield begun.popleft()
    yield from begun


def _is_open(candidate: SourceFunction) -> bool:
    """Return whether inputs are to be found for a candidate."""
    return candidate.guess and candidate.program.entry_point is not None


def _having(candidate: SourceFunction, inputs: list[str] | None) -> SourceFunction:
    return replace(candidate, known=(*candidate.known, *(inputs or ())))


def _missing(inputs: list[str] | None) -> list[str]:
    """Return why a function has no generated inputs, nothing if it has."""
    if inputs is None:
        return ["inventing inputs: the call failed"]
    return [] if inputs else ["inventing inputs: no literals in the reply"]


@dataclass(frozen=True, slots=True)
class Translator:
    """How rows are translated.

    `calls` drives the model. No program is run while there are `ahead` calls to be waited for, or as many as
    may make the `rows` that are wanted (None: all). A call that failed for good ends the build, to go on from
    there; with `drop_failed` its row is dropped.
    """

    calls: BackgroundRunner
    options: TranslateOptions
    ahead: int
    rows: int | None = None
    drop_failed: bool = False

    def wants(self, kept: int, waiting: int) -> bool:
        """Return whether more calls are to be made, with so many rows kept, and calls waited for."""
        return waiting < self.ahead and (self.rows is None or kept + waiting < self.rows)


def with_translations(engine: Engine, translator: Translator, shards: Iterable[Shard]) -> Work:
    """Translate the rows without explanation that `engine` makes, several shards at a time.

    Raises SesError where a call failed for good, and what the backend raises: when all calls that are under
    way have been answered, since they are paid for.
    """
    running: dict[Future[_Said], tuple[Shard, ShardResult]] = {}
    kept, more = 0, True
    failure: SesError | None = None
    with closing(engine(shards)) as untold, _cancelling(running):
        while more or running:
            waiting = sum(len(made.rows) for _, made in running.values())
            room = more and (not running or translator.wants(kept, waiting))
            if room and (next_one := next(untold, None)):
                shard, made = next_one
                running[_started(made, translator)] = shard, made
            elif room:
                more = False
            for future in wait(running, 0 if room else None, FIRST_COMPLETED).done:
                shard, made = running.pop(future)
                try:
                    result = _told(shard, made, *future.result(), drop_failed=translator.drop_failed)
                except SesError as raised:
                    failure, more = failure or raised, False
                    continue
                kept += len(result.rows)
                yield shard, result
    if failure is not None:
        raise failure


@contextmanager
def _cancelling(running: Iterable[Future[_Said]]) -> Iterator[None]:
    """Cancel at the end what is still running, before others wait for theirs to end."""
    try:
        yield
    finally:
        for future in running:
            future.cancel()


def _started(made: ShardResult, translator: Translator) -> Future[_Said]:
    traces = [Trace.from_json(row["trace"]) for row in made.rows]
    return translator.calls.start(with_usage(translate_traces(traces, translator.options)))


def _told(
    shard: Shard, made: ShardResult, said: list[Translation], ledger: UsageByRole, *, drop_failed: bool
) -> ShardResult:
    """Return what remains of a shard's rows, with their explanations. Raises SesError for a failed call."""
    failed = [one.reply for one in said if one.refusal is Refusal.FAILED]
    if failed and not drop_failed:
        raise SesError(
            f"a call of the model failed ({failed[-1]}); answered calls are kept, and the same command goes "
            "on from there; with --drop-failed rows without an answer are dropped"
        )
    rows = []
    discards: Counter[str] = Counter(made.discards)
    for row, one in zip(made.rows, said, strict=True):
        if why := _dropped(one):
            discards[f"translation: {why}"] += 1
            continue
        short = keep_short(add_explanation(row, one.text), shard.options)
        if isinstance(short, str):
            discards[short] += 1
        else:
            rows.append(short)
    return ShardResult(rows, discards, merge_usage([made.spent, without_seconds(ledger)]), made.coverage)


def _dropped(said: Translation) -> str:
    return said.refusal.value if said.refusal else find_defect(said.text)
