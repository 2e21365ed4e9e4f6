// The table of a run's entries: sorted, filtered, searched; only the rows in view are in the page.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { formatHash, readHash, writeHash, type HashState } from "../shared/hash";
import { visible, visibleText } from "../shared/text";
import { csv, download, jsonLines } from "./download";
import { fixed, number, plural, words } from "./format";
import { useKeys } from "./keys";
import { Badge, Flags, OUTCOMES, Strip } from "./parts";
import type { Store } from "./store";
import { rowOf, type Row, type Run } from "./types";

const ROW_HEIGHT = 38;

/** The rows of a window that slides over `count` rows, inside the element that scrolls. */
export function useVirtual(count: number, scroller: RefObject<HTMLElement>, height = ROW_HEIGHT) {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const [virtual] = useState(() => new Virtualizer<HTMLElement, HTMLElement>({
    count, estimateSize: () => height, getScrollElement: () => scroller.current, overscan: 12,
    scrollToFn: elementScroll, observeElementRect, observeElementOffset, onChange: redraw,
  }));
  virtual.setOptions({ ...virtual.options, count, onChange: redraw });
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  return virtual;
}

const list = (text: string | undefined) => (text ? text.split(",") : []);

type Key = "id" | "level" | "outcome" | "right" | "confidence" | "tokens" | "calls" | "flags" | "answer" | "expected";

function sortValue(row: Row, key: Key): string | number {
  switch (key) {
    case "right": return row.strip.filter((each) => each.outcome === "right").length;
    case "outcome": return row.outcome ? OUTCOMES.indexOf(row.outcome) : OUTCOMES.length;
    case "flags": return row.flags.join(" ");
    case "confidence": case "tokens": case "calls": return row[key] ?? Number.NEGATIVE_INFINITY;
    case "level": case "answer": case "expected": return row[key] ?? "";
    default: return row.id;
  }
}

const collator = new Intl.Collator("en", { numeric: true });

/** Return the numbers of the rows that a view shows, in its order. */
export function selectRows(rows: Row[], state: HashState, texts: string[]): number[] {
  const [outcomes, flags] = [list(state.outcome), list(state.flag)];
  const query = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found: number[] = [];
  rows.forEach((row, index) => {
    if (outcomes.length && !outcomes.includes(row.outcome ?? "none")) return;
    if (state.level && row.level !== state.level) return;
    if (!flags.every((flag) => row.flags.includes(flag))) return;
    if (query.length && !query.every((word) => texts[index]?.includes(word))) return;
    found.push(index);
  });
  const key = (state.sort ?? "") as Key | "";
  if (!key) return found;
  const values = rows.map((row) => sortValue(row, key));
  const sign = state.dir === "down" ? -1 : 1;
  return found.sort((a, b) => {
    const [x, y] = [values[a] ?? "", values[b] ?? ""];
    const order = typeof x === "number" && typeof y === "number" ? (x < y ? -1 : x > y ? 1 : 0) : collator.compare(String(x), String(y));
    return sign * order || a - b;
  });
}

/** Read the texts of a run for a search, and draw again as they come. */
export function useTexts(store: Store, run: number, wanted: boolean): { texts: string[]; ready: boolean } {
  const [ready, setReady] = useState(false);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const timer = setInterval(redraw, 250);
    store.readAll(run).then(() => {
      clearInterval(timer);
      if (current) setReady(true);
    });
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [store, run, wanted]);
  return { texts: store.texts(run), ready: ready || !wanted };
}

interface Column { key: Key; name?: string; label: string; numeric?: boolean; narrow?: boolean; show: (row: Row) => ComponentChildren }

function columnsOf(run: Run): Column[] {
  const has = (test: (row: Row) => unknown) => run.rows.some(test);
  const solving = run.kind === "solving";
  const columns: (Column | false)[] = [
    {
      key: "id", label: solving ? "problem" : "instance", narrow: true,
      show: (row) => <><span class="row-id">{visible(row.id)}</span> <span class="preview">{visible(row.preview)}</span></>,
    },
    has((row) => row.level !== null) && { key: "level", label: "level", show: (row) => visible(row.level ?? "") },
    { key: "outcome", label: "answer", narrow: true, show: (row) => <Badge outcome={row.outcome} /> },
    !solving && { key: "answer", name: "answer-text", label: "predicted", show: (row) => visible(row.answer ?? "") },
    !solving && { key: "expected", name: "true-text", label: "true output", show: (row) => visible(row.expected ?? "") },
    has((row) => row.strip.length > 1) && {
      key: "right", label: solving ? "candidates" : "replies", narrow: true, show: (row) => <Strip strip={row.strip} />,
    },
    flagsOf(run).length > 0 && { key: "flags", label: "flags", show: (row) => <Flags flags={row.flags.filter((flag) => flag !== row.outcome)} /> },
    has((row) => typeof row.confidence === "number") && {
      key: "confidence", label: "confidence", numeric: true,
      show: (row) => (typeof row.confidence === "number" ? fixed(row.confidence, 2) : ""),
    },
    has((row) => row.tokens !== null) && {
      key: "tokens", label: "tokens", numeric: true, show: (row) => (row.tokens === null ? "" : number(row.tokens)),
    },
    has((row) => typeof row.calls === "number") && {
      key: "calls", label: "calls", numeric: true, show: (row) => (typeof row.calls === "number" ? number(row.calls) : ""),
    },
  ];
  return columns.filter((each) => each !== false);
}

/** Return the flags that say something else than the answers' outcomes do. */
function flagsOf(run: Run): string[] {
  const flags = [...new Set(run.rows.flatMap((row) => row.flags))].sort();
  return flags.filter((flag) => run.rows.some((row) => row.flags.includes(flag) !== (row.outcome === flag)));
}

function Filters({ run, state }: { run: Run; state: HashState }) {
  const count = (test: (row: Row) => boolean) => run.rows.filter(test).length;
  const flags = useMemo(() => flagsOf(run), [run]);
  const levels = useMemo(
    () => [...new Set(run.rows.map((row) => row.level))].filter((each) => each !== null).sort(collator.compare), [run]);
  const toggle = (key: "outcome" | "flag", name: string) => {
    const chosen = list(state[key]);
    const others = chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name];
    writeHash({ [key]: others.join(",") }, { replace: true });
  };
  const chip = (key: "outcome" | "flag", name: string, shown: number) => (
    <button type="button" class={`chip ${key === "outcome" ? name : ""}`} aria-pressed={list(state[key]).includes(name)} onClick={() => toggle(key, name)}>
      {visible(words(name))} <span class="count">{shown}</span>
    </button>
  );
  return (
    <div class="filters">
      <div class="chips" role="group" aria-label="Answer">
        <span class="what">answer</span>
        {OUTCOMES.map((name) => [name, count((row) => row.outcome === name)] as const)
          .filter(([name, shown]) => shown || list(state.outcome).includes(name))
          .map(([name, shown]) => chip("outcome", name, shown))}
      </div>
      {flags.length > 0 && (
        <div class="chips" role="group" aria-label="Flags">
          <span class="what">flags</span>
          {flags.map((name) => chip("flag", name, count((row) => row.flags.includes(name))))}
        </div>
      )}
      {levels.length > 1 && (
        <select aria-label="Level" value={state.level ?? ""} onChange={(event) => writeHash({ level: event.currentTarget.value }, { replace: true })}>
          <option value="">all levels</option>
          {levels.map((level) => <option value={level}>level {visibleText(level)}</option>)}
        </select>
      )}
    </div>
  );
}

function sortBy(key: Key, state: HashState, numeric: boolean | undefined) {
  const first = numeric || key === "right" ? "down" : "up";
  const second = first === "up" ? "down" : "up";
  if (state.sort !== key) writeHash({ sort: key, dir: first }, { replace: true });
  else if ((state.dir || "up") === first) writeHash({ dir: second }, { replace: true });
  else writeHash({ sort: "", dir: "" }, { replace: true });
}

export function Table({ store, run, index, state }: { store: Store; run: Run; index: number; state: HashState }) {
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { texts, ready } = useTexts(store, index, Boolean(state.q));
  const shown = selectRows(run.rows, state, texts);
  const columns = useMemo(() => columnsOf(run), [run]);
  const virtual = useVirtual(shown.length, scroller);
  const chosen = rowOf(run, state.id);
  const known = shown.findIndex((each) => run.rows[each] === chosen);
  const current = Math.max(0, known);
  const select = (place: number) => {
    const row = run.rows[shown[Math.max(0, Math.min(shown.length - 1, place))] ?? -1];
    if (!row) return;
    writeHash({ id: row.id }, { replace: true });
    virtual.scrollToIndex(Math.max(0, Math.min(shown.length - 1, place)), { align: "auto" });
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
  useKeys({
    j: () => select(known < 0 ? 0 : current + 1), ArrowDown: () => select(known < 0 ? 0 : current + 1),
    k: () => select(current - 1), ArrowUp: () => select(current - 1),
    PageDown: () => select(current + page()), PageUp: () => select(current - page()),
    Home: () => select(0), End: () => select(shown.length - 1),
    Enter: () => { if (shown.length) openRow(run.rows[shown[current] ?? 0]); },
    "/": () => search.current?.focus(),
    Escape: () => writeHash({ q: "", outcome: "", flag: "", level: "" }, { replace: true }),
  });
  useEffect(() => {
    if (known > 0) virtual.scrollToIndex(known, { align: "center" });
  }, []);
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const name = run.name.replace(/[^\w.-]+/g, "-") || "run";
  const saveLines = async () => {
    const entries = await Promise.all(shown.map((each) => store.entry(index, run.rows[each] as Row)));
    download(`${name}.jsonl`, "application/jsonl", jsonLines(entries));
  };
  return (
    <main class="table-view">
      <div class="tools">
        <input
          ref={search} type="search" placeholder="Search statements, programs, tests  ( / )" aria-label="Search" value={state.q ?? ""}
          onInput={(event) => writeHash({ q: event.currentTarget.value }, { replace: true })}
          onKeyDown={(event) => {
            if (event.key === "Escape" && event.currentTarget.value === "") event.currentTarget.blur();
            if (event.key === "Enter") event.currentTarget.blur();
          }}
        />
        <span class="shown dim" aria-live="polite">
          {shown.length === run.rows.length ? plural(shown.length, "row") : `${shown.length.toLocaleString("en")} of ${plural(run.rows.length, "row")}`}
          {ready ? "" : ", reading\u2026"}
        </span>
        <span class="downloads">
          <button type="button" onClick={saveLines} disabled={!shown.length}>JSONL</button>
          <button type="button" onClick={() => download(`${name}.csv`, "text/csv", csv(shown.map((each) => run.rows[each] as Row)))} disabled={!shown.length}>CSV</button>
        </span>
      </div>
      <Filters run={run} state={state} />
      <div class="scroller" ref={scroller}>
        <table class="rows" aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  scope="col" class={`${column.name ?? column.key} ${column.numeric ? "num" : ""} ${column.narrow ? "" : "wide"}`}
                  aria-sort={state.sort === column.key ? (state.dir === "down" ? "descending" : "ascending") : "none"}
                >
                  <button type="button" onClick={() => sortBy(column.key, state, column.numeric)}>
                    {column.label}
                    <span class="arrow" aria-hidden="true">{state.sort === column.key ? (state.dir === "down" ? "\u2193" : "\u2191") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${before}px` }} /></tr>}
            {items.map((item) => {
              const row = run.rows[shown[item.index] ?? -1];
              if (!row) return null;
              return (
                <tr
                  key={row.id} aria-rowindex={item.index + 2} aria-selected={item.index === known} class={item.index === known ? "current" : ""}
                  onClick={() => openRow(row)}
                >
                  {columns.map((column, place) => (
                    <td class={`${column.name ?? column.key} ${column.numeric ? "num" : ""} ${column.narrow ? "" : "wide"}`}>
                      {place === 0 ? <a href={formatHash({ ...readHash(), view: "entry", id: row.id })} onClick={(event) => event.stopPropagation()}>{column.show(row)}</a> : column.show(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${after}px` }} /></tr>}
          </tbody>
        </table>
        {!shown.length && <p class="no-rows">{ready ? "No row matches. Escape clears the filters." : "Reading\u2026"}</p>}
      </div>
    </main>
  );
}

function openRow(row: Row | undefined) {
  if (row) writeHash({ view: "entry", id: row.id });
}
