// The program: the line that runs next, the one that ran last, breakpoints, visits, values under the pointer.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { highlightLines } from "../shared/code";
import { visible } from "../shared/text";
import { countUpTo, type State, type Timeline } from "./timeline";
import type { Span } from "./types";
import { Value } from "./value";

export interface Notes {
  next: number;
  done: number;
  callers: Set<number>;
  /** The statement that runs next, in a line of several. */
  statement: Span["place"] | null;
  note: ComponentChildren;
  /** Tells the notes of two steps apart. */
  key: string;
}

interface Props {
  timeline: Timeline;
  state: State;
  notes: Notes;
  breakpoints: ReadonlySet<number>;
  toggle: (line: number) => void;
  visit: (line: number, way: 1 | -1) => void;
  focus: Span | null;
  divergent: number | null;
}

export function CodePane({ timeline, state, notes, breakpoints, toggle, visit, focus, divergent }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => highlightLines(timeline.trace.source.replace(/(\r\n?|\n)$/, "")), [timeline]);
  const cache = useRef<{ key: string; node: VNode }[]>([]);
  const [hover, setHover] = useState<Hover | null>(null);
  useScroll(box, notes.next || notes.done);
  const span = focus ?? hover?.span ?? null;
  useHighlight(box, "expression", span && (span.head ?? span.place));
  useHighlight(box, "statement", notes.statement);
  useEffect(() => setHover(null), [state.step]);
  const point = (event: MouseEvent) => {
    const place = placeAt(event);
    const found = place && valueAt(timeline, state, place);
    setHover(found ? { ...found, x: event.clientX, y: event.clientY } : null);
  };
  const nodes = lines.map((line, index) => {
    const number = index + 1;
    const steps = timeline.visits.get(number);
    const count = steps ? countUpTo(steps, state.step) : 0;
    const here = number === notes.done ? notes.key : "";
    const kind = [
      number === notes.next && "next", number === notes.done && "done", notes.callers.has(number) && "caller",
      breakpoints.has(number) && "break", !steps && "unused", number === divergent && "divergent",
    ].filter(Boolean).join(" ");
    const key = `${kind}|${count}|${here}`;
    const known = cache.current[index];
    if (known?.key === key) return known.node;
    const node = (
      <div class={`line ${kind}`} data-line={number} aria-current={number === notes.next ? "step" : undefined}>
        <button type="button" class="number" tabIndex={-1} aria-pressed={breakpoints.has(number)} disabled={!steps} title={steps ? `Breakpoint in line ${number}` : "This line never runs by itself"} onClick={() => toggle(number)}>
          {number}
        </button>
        <VisitButton line={number} count={count} total={steps?.length ?? 0} visit={visit} />
        <span class="source">{line.length ? line : "\n"}</span>
        {here && <span class="note">{notes.note}</span>}
      </div>
    );
    cache.current[index] = { key, node };
    return node;
  });
  return (
    <div class="scroll code-scroll" ref={box}>
      <pre class="code stepped" tabIndex={0} aria-label="program" onMouseMove={point} onClick={point} onMouseLeave={() => setHover(null)}>
        {nodes}
      </pre>
      {hover && <HoverBox hover={hover} />}
    </div>
  );
}

function VisitButton({ line, count, total, visit }: { line: number; count: number; total: number; visit: (line: number, way: 1 | -1) => void }) {
  if (!total) return <span class="visits" />;
  const text = total > 1 || count > 0;
  return (
    <button
      type="button" class="visits" tabIndex={-1} onClick={(event) => visit(line, event.shiftKey ? -1 : 1)}
      title={`Line ${line}: visit ${count} of ${total}. Click: to the next visit; with Shift: to the one before.`}
    >
      <span class="so-far">{text ? count : "\u00b7"}</span>{total > 1 && <span class="total">/{total}</span>}
    </button>
  );
}

// --- scrolling, within the pane only

function useScroll(box: { current: HTMLDivElement | null }, line: number): void {
  useLayoutEffect(() => {
    const pane = box.current;
    const row = pane?.querySelector<HTMLElement>(`[data-line="${line}"]`);
    if (!pane || !row) return;
    const top = row.offsetTop;
    const margin = Math.min(3 * row.offsetHeight, pane.clientHeight / 4);
    if (top < pane.scrollTop + margin || top + row.offsetHeight > pane.scrollTop + pane.clientHeight - margin) {
      pane.scrollTop = Math.max(0, top - pane.clientHeight / 3);
    }
  }, [line]);
}

// --- values under the pointer

interface Found {
  span: Span | null;
  rows: { label: string; value: string; truth: boolean | null }[];
}
interface Hover extends Found {
  x: number;
  y: number;
}
interface Place {
  line: number;
  column: number;
  word: string;
}
type Caret = { offsetNode: Node; offset: number };

function caretAt(event: MouseEvent): Caret | null {
  const page = document as Document & { caretPositionFromPoint?: (x: number, y: number) => Caret | null };
  if (page.caretPositionFromPoint) return page.caretPositionFromPoint(event.clientX, event.clientY);
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  return range ? { offsetNode: range.startContainer, offset: range.startOffset } : null;
}

function placeAt(event: MouseEvent): Place | null {
  const source = event.target instanceof Element ? event.target.closest(".source") : null;
  const caret = caretAt(event);
  const row = source?.closest<HTMLElement>("[data-line]");
  if (!source || !caret || !row || !source.contains(caret.offsetNode)) return null;
  const range = document.createRange();
  range.setStart(source, 0);
  range.setEnd(caret.offsetNode, caret.offset);
  const column = range.toString().length;
  const text = source.textContent ?? "";
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, column))?.[0] ?? "";
  const after = /^[\p{L}\p{N}_]*/u.exec(text.slice(column))?.[0] ?? "";
  return { line: Number(row.dataset.line), column, word: before + after };
}

function valueAt(timeline: Timeline, state: State, { line, column, word }: Place): Found | null {
  const top = state.stack.at(-1) ?? 0;
  const rows: Found["rows"] = [];
  const variable = /^[\p{L}_]/u.test(word) ? (state.frames.get(top)?.values.get(word) ?? state.frames.get(0)?.values.get(word)) : undefined;
  if (variable !== undefined) rows.push({ label: word, value: variable, truth: null });
  let best: { span: Span; value: string; truth: boolean | null } | null = null;
  for (const [number, span] of Object.entries(timeline.spans)) {
    if (!covers(span, line, column) || (best && !smaller(span, best.span))) continue;
    const probe = timeline.latest(Number(number), top, state.step);
    if (probe && "VT".includes(probe[1])) best = { span, value: probe[3], truth: probe[4] };
  }
  const text = best && sourceOf(timeline, best.span.place);
  if (best && text !== null && text !== word) rows.push({ label: text, value: best.value, truth: best.truth });
  return rows.length ? { span: best?.span ?? null, rows } : null;
}

function covers({ place: [line, column, endLine, endColumn] }: Span, at: number, place: number): boolean {
  return (at > line || (at === line && place >= column)) && (at < endLine || (at === endLine && place <= endColumn));
}

function smaller(span: Span, other: Span): boolean {
  const size = ({ place: [line, column, endLine, endColumn] }: Span) => (endLine - line) * 100_000 + endColumn - column;
  return size(span) < size(other);
}

/** Return the text of a node, in one line. */
export function sourceOf(timeline: Timeline, [line, column, endLine, endColumn]: Span["place"]): string {
  const lines = timeline.lines.slice(line - 1, endLine);
  if (!lines.length) return "";
  lines[lines.length - 1] = (lines.at(-1) ?? "").slice(0, endColumn);
  lines[0] = (lines[0] ?? "").slice(column);
  return lines.map((each) => each.trim()).join(" ");
}

function HoverBox({ hover }: { hover: Hover }) {
  const style = { left: `${Math.max(8, Math.min(hover.x + 12, innerWidth - 380))}px`, top: `${Math.min(hover.y + 18, innerHeight - 120)}px` };
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => void Object.assign(box.current?.style ?? {}, style));
  return (
    <div class="hover-box" role="tooltip" ref={box}>
      {hover.rows.map(({ label, value, truth }) => (
        <p><code class="expression">{visible(label)}</code> <Result value={value} truth={truth} /></p>
      ))}
    </div>
  );
}

/** What an expression came to: a condition is true or false, whatever its value. */
export function Result({ value, truth }: { value: string; truth: boolean | null }) {
  const plain = truth !== null && value === (truth ? "True" : "False");
  return (
    <>
      {!plain && <Value text={value} />}
      {truth !== null && <span class={`truth ${truth}`}>{String(truth)}</span>}
    </>
  );
}

// --- the place of a value in the code, without any change of the page's tree

function useHighlight(box: { current: HTMLDivElement | null }, name: string, place: Span["place"] | null): void {
  useEffect(() => {
    if (!("highlights" in CSS) || !place) return;
    const range = rangeOf(box.current, place);
    if (!range) return;
    CSS.highlights.set(name, new Highlight(range));
    return () => void CSS.highlights.delete(name);
  }, [place?.join()]);
}

function rangeOf(box: HTMLDivElement | null, [line, column, endLine, endColumn]: Span["place"]): Range | null {
  const start = pointOf(box, line, column);
  const end = pointOf(box, endLine, endColumn);
  if (!start || !end) return null;
  const range = document.createRange();
  range.setStart(...start);
  range.setEnd(...end);
  return range;
}

function pointOf(box: HTMLDivElement | null, line: number, column: number): [Node, number] | null {
  const source = box?.querySelector(`[data-line="${line}"] .source`);
  if (!source || source.querySelector(".hidden-char")) return null;
  const walker = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
  let left = column;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return [node, left];
    left -= length;
  }
  return null;
}
