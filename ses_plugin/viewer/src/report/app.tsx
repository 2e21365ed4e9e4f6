// The frame of the report: which run and which view, the keys that work everywhere, and help.
import { useEffect, useRef } from "preact/hooks";
import { formatHash, useHash, writeHash, type HashState } from "../shared/hash";
import { visible, visibleText } from "../shared/text";
import { ThemeButton } from "../shared/theme";
import { Compare } from "./compare";
import { EntryView } from "./entry";
import { useKeys } from "./keys";
import { Overview, Runs } from "./overview";
import type { Store } from "./store";
import { Table } from "./table";
import type { Head } from "./types";

const HELP: [string[], string][] = [
  [["j", "k"], "next and previous row, problem or pair"],
  [["\u2191", "\u2193", "\u2190", "\u2192"], "rows of a table; cells of a grid"],
  [["Enter"], "open the row; go to the cell's details"],
  [["Esc"], "back to the table; clear the filters"],
  [["/"], "search"],
  [["1", "2", "3"], "overview, table, comparison"],
  [["?"], "this help"],
];

function Help({ dialog }: { dialog: { current: HTMLDialogElement | null } }) {
  return (
    <dialog ref={dialog} class="help-box" aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {HELP.map(([keys, meaning]) => (
          <div><dt>{keys.map((key) => <kbd>{key}</kbd>)}</dt><dd>{meaning}</dd></div>
        ))}
      </dl>
      <p class="dim">
        The address holds the view: filters, sorting, the open problem and cell. Copy it to send the view with the file.
        A failed call, a truncated reply and a missing answer are never counted as wrong answers.
      </p>
      <form method="dialog"><button type="submit" class="primary">Close</button></form>
    </dialog>
  );
}

function viewOf(head: Head, state: HashState): string {
  return state.view || (head.runs.length > 1 ? "runs" : "overview");
}

function Header({ head, state, help }: { head: Head; state: HashState; help: () => void }) {
  const view = viewOf(head, state);
  const index = Number(state.run ?? 0);
  const run = head.runs[index] ?? head.runs[0];
  const link = (name: string, label: string, changes: HashState, current = view === name) => (
    <a href={formatHash(changes)} aria-current={current ? "page" : undefined}>{label}</a>
  );
  const here = { run: String(index) };
  return (
    <header class="top">
      <span class="brand" title={`ses ${head.release}`}>SES</span>
      {head.runs.length > 1 && (
        <select
          aria-label="Run" value={view === "runs" || view === "compare" ? "" : String(index)}
          onChange={(event) => writeHash({ ...clear(state), view: event.currentTarget.value === "" ? "runs" : view === "table" ? "table" : "overview", run: event.currentTarget.value })}
        >
          <option value="">All runs</option>
          {head.runs.map((each, number) => <option value={number}>{visibleText(each.name)}</option>)}
        </select>
      )}
      <nav aria-label="Views">
        {head.runs.length > 1 && link("runs", "Runs", { view: "runs" })}
        {run && link("overview", "Overview", { view: "overview", ...here })}
        {run && link("table", run.kind === "solving" ? "Problems" : "Instances", { view: "table", ...here }, view === "table" || view === "entry")}
        {head.comparisons.length > 0 && link("compare", "Comparison", { view: "compare" })}
      </nav>
      <span class="end">
        <ThemeButton />
        <button type="button" class="quiet" onClick={help} aria-label="Keys" title="Keys (?)">?</button>
      </span>
    </header>
  );
}

/** Return changes that leave nothing of a view. */
const clear = (state: HashState): HashState => Object.fromEntries(Object.keys(state).map((key) => [key, ""]));

export function App({ store }: { store: Store }) {
  const state = useHash();
  const { head } = store;
  const dialog = useRef<HTMLDialogElement>(null);
  const help = () => dialog.current?.showModal();
  const index = Number(state.run ?? 0);
  const run = head.runs[index] ?? head.runs[0];
  const view = viewOf(head, state);
  const open = (name: string) => () => writeHash({ view: name, run: String(run ? head.runs.indexOf(run) : 0) });
  useKeys({ "?": help, 1: open("overview"), 2: open("table"), ...(head.comparisons.length ? { 3: open("compare") } : {}) });
  useEffect(() => {
    if (view !== "table") scrollTo(0, 0);
  }, [view, state.run, view === "entry" ? state.id : ""]);
  return (
    <>
      <Header head={head} state={state} help={help} />
      <Help dialog={dialog} />
      {!run && <main class="overview"><p class="no-rows">The report has no run.</p></main>}
      {view === "runs" && <Runs head={head} />}
      {view === "compare" && <Compare store={store} head={head} state={state} />}
      {run && view === "overview" && <Overview key={index} run={run} index={index} />}
      {run && view === "table" && <Table key={index} store={store} run={run} index={index} state={state} />}
      {run && view === "entry" && <EntryView key={index} store={store} run={run} index={index} state={state} />}
      <footer class="bottom dim">{view !== "table" && <span>{visible(head.title)}, ses {visible(head.release)}</span>}</footer>
    </>
  );
}
