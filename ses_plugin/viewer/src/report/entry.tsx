// The page of one problem or instance.
import { formatHash, readHash, writeHash, type HashState } from "../shared/hash";
import { visible } from "../shared/text";
import { InstanceFacts, InstanceView } from "./instance";
import { useKeys } from "./keys";
import { Badge, Flags } from "./parts";
import { ProblemFacts, ProblemView } from "./problem";
import { useEntry, type Store } from "./store";
import { selectRows, useTexts } from "./table";
import { isProblem, rowOf, type Run } from "./types";

export function EntryView({ store, run, index, state }: { store: Store; run: Run; index: number; state: HashState }) {
  const { texts } = useTexts(store, index, Boolean(state.q));
  const shown = selectRows(run.rows, state, texts);
  const row = rowOf(run, state.id);
  const entry = useEntry(store, index, row);
  const place = shown.findIndex((each) => run.rows[each] === row);
  const go = (step: number) => () => {
    const other = run.rows[shown[place + step] ?? -1];
    if (other) writeHash({ id: other.id, cell: "" }, { replace: true });
  };
  const back = () => writeHash({ view: "table", cell: "" });
  useKeys({ j: go(1), k: go(-1), Escape: back });
  if (!row) return <main class="entry"><p class="no-rows">The run has no entry {visible(`"${state.id ?? ""}"`)}.</p></main>;
  return (
    <main class="entry">
      <header class="entry-head">
        <nav aria-label="Entries">
          <a class="button" href={formatHash({ ...readHash(), view: "table", cell: "" })}>{"\u2190"} Table</a>
          <button type="button" onClick={go(-1)} disabled={place <= 0} title="Previous (k)">{"\u2191"} Previous</button>
          <button type="button" onClick={go(1)} disabled={place < 0 || place >= shown.length - 1} title="Next (j)">{"\u2193"} Next</button>
          <span class="dim">{place < 0 ? "" : `${place + 1} of ${shown.length}`}</span>
        </nav>
        <h1>{visible(row.id)} <Badge outcome={row.outcome} /></h1>
        <p class="dim facts">
          {entry && !(entry instanceof Error) && (isProblem(entry) ? <ProblemFacts problem={entry} /> : <InstanceFacts instance={entry} />)}
          <Flags flags={row.flags} />
        </p>
      </header>
      {entry instanceof Error && <p class="no-rows">{visible(entry.message)}</p>}
      {entry && !(entry instanceof Error) && (isProblem(entry)
        ? <ProblemView key={entry.id} problem={entry} cell={state.cell} onSelect={(cell) => writeHash({ cell }, { replace: true })} />
        : <InstanceView key={entry.id} instance={entry} />)}
    </main>
  );
}
