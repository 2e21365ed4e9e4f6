// The states of a run. Step `n` is the moment before event `n`; the last step is the end of the run.
//
// A state is computed from the keyframe before it, so that each step takes as long as any other. What a line
// has changed is there when the next event of its frame comes.
import type { Event, Probe, Span, Spans, Trace } from "./types";

const GLOBAL = "global ";
const EVERY = 64;

export interface Loop {
  node: number;
  count: number;
  over: boolean;
}

export interface FrameState {
  number: number;
  name: string;
  values: Map<string, string>;
  /** The event that comes next in it, or is the last: -1 before the first. */
  current: number;
  /** The event before that. */
  done: number;
  loops: Loop[];
  epoch: number;
}

export interface Change {
  frame: number;
  name: string;
  value: string | null;
  before: string | undefined;
}

export interface State {
  step: number;
  frames: Map<number, FrameState>;
  stack: number[];
  changes: Change[];
}

export interface Computed {
  probe: Probe;
  span: Span;
}

const LOOPS = new Set(["For", "AsyncFor", "While", "comprehension"]);

export class Timeline {
  readonly events: Event[];
  readonly last: number;
  /** How many frames there are at each event. */
  readonly depth: Int32Array;
  /** Of each event the next one of its frame; the last step if there is none. */
  readonly follower: Int32Array;
  /** The steps in which a line runs next, by line. */
  readonly visits = new Map<number, number[]>();
  readonly exceptions: number[] = [];
  readonly lines: string[];
  /** Where the statements of a line begin, if it has several: columns by line. */
  private readonly columns = new Map<number, Set<number>>();
  private readonly due: number[][];
  private readonly printed: Int32Array;
  private readonly output: string;
  private readonly firstProbe: Int32Array;
  private readonly probeFrame: Int32Array;
  private readonly byNode = new Map<number, number[]>();
  private readonly keyframes: State[] = [];
  private epoch = 0;

  constructor(readonly trace: Trace, readonly spans: Spans) {
    const events = (this.events = trace.events);
    this.lines = trace.source.split(/\r\n|\r|\n/);
    this.last = events.length;
    this.depth = new Int32Array(events.length + 1);
    this.follower = new Int32Array(events.length).fill(events.length);
    this.due = Array.from({ length: events.length + 1 }, () => []);
    this.printed = new Int32Array(events.length + 1);
    this.firstProbe = new Int32Array(events.length + 2);
    this.probeFrame = new Int32Array(trace.probes.length).fill(-1);
    this.output = this.readEvents();
    this.readProbes();
    this.makeKeyframes();
  }

  private readEvents(): string {
    const latest = new Map<number, number>();
    const texts: string[] = [];
    let length = 0;
    this.events.forEach((event, number) => {
      const before = latest.get(event.frame);
      if (before !== undefined) {
        this.follower[before] = number;
        if (!this.showsAtOnce(before)) this.due[number]?.push(before);
      }
      if (this.showsAtOnce(number)) this.due[number]?.push(number);
      latest.set(event.frame, number);
      if (event.kind === "line") {
        const steps = this.visits.get(event.line);
        if (steps) steps.push(number);
        else this.visits.set(event.line, [number]);
      }
      if (event.column !== undefined) {
        const columns = this.columns.get(event.line) ?? new Set<number>();
        this.columns.set(event.line, columns.add(this.unit(event.line, event.column)));
      }
      if (event.kind === "exception") this.exceptions.push(number);
      const text = event.printed ?? "";
      texts.push(text);
      length += text.length;
      this.printed[number + 1] = length;
    });
    for (const number of latest.values()) if (!this.showsAtOnce(number)) this.due[this.last]?.push(number);
    return texts.join("");
  }

  /** The arguments of a call are there at once. */
  private showsAtOnce(number: number): boolean {
    const event = this.events[number];
    return event?.kind === "call" && !event.resumed;
  }

  private readProbes(): void {
    const { probes } = this.trace;
    let next = 0;
    for (let number = 0; number <= this.last + 1; number++) {
      while (next < probes.length && (probes[next]?.[0] ?? 0) < number) next++;
      this.firstProbe[number] = next;
    }
    probes.forEach((probe, number) => {
      if (!"VTI".includes(probe[1])) return;
      const found = this.byNode.get(probe[2]);
      if (found) found.push(number);
      else this.byNode.set(probe[2], [number]);
    });
  }

  private makeKeyframes(): void {
    const state: State = { step: -1, frames: new Map(), stack: [], changes: [] };
    for (let step = 0; step <= this.last; step++) {
      this.advance(state, true);
      this.depth[step] = state.stack.length;
      if (step % EVERY === 0) {
        this.keyframes.push({ ...state, frames: new Map(state.frames), stack: [...state.stack] });
        this.epoch++;
      }
    }
  }

  /** Return the state at a step. */
  at(step: number): State {
    const near = this.keyframes[Math.floor(step / EVERY)];
    if (!near) throw new RangeError(`no step ${step}`);
    const state: State = { ...near, frames: new Map(near.frames), stack: [...near.stack] };
    this.epoch++;
    while (state.step < step) this.advance(state, false);
    return state;
  }

  private advance(state: State, first: boolean): void {
    const step = ++state.step;
    const before = this.events[step - 1];
    if (before && (before.kind === "return" || before.leaves)) {
      const gone = state.stack.pop();
      if (gone && !before.yielded) this.forget(state, gone);
    }
    this.follow(state, step, first);
    const event = this.events[step];
    state.changes = [];
    if (event) this.enter(state, event);
    for (const number of this.due[step] ?? []) this.apply(state, number);
    if (!event) return;
    const frame = this.own(state, event.frame);
    if (!frame) return;
    frame.done = frame.current;
    frame.current = step;
  }

  /** A frame that is left stays until its last changes have shown. */
  private forget(state: State, frame: number): void {
    state.frames.delete(frame);
  }

  private enter(state: State, event: Event): void {
    const place = state.stack.indexOf(event.frame);
    if (event.kind === "call" || place < 0) state.stack.push(event.frame);
    else state.stack.length = place + 1;
    if (state.frames.has(event.frame)) return;
    const frame = { number: event.frame, name: event.function, values: new Map(), current: -1, done: -1, loops: [], epoch: this.epoch };
    state.frames.set(event.frame, frame);
  }

  /** Return a frame that may be changed: the keyframes keep theirs. */
  private own(state: State, number: number): FrameState | undefined {
    const frame = state.frames.get(number);
    if (!frame || frame.epoch === this.epoch) return frame;
    const copy = { ...frame, values: new Map(frame.values), loops: frame.loops.map((loop) => ({ ...loop })), epoch: this.epoch };
    state.frames.set(number, copy);
    return copy;
  }

  private apply(state: State, number: number): void {
    const event = this.events[number];
    for (const [full, value] of event?.changes ?? []) {
      const inModule = full.startsWith(GLOBAL);
      const name = inModule ? full.slice(GLOBAL.length) : full;
      const frame = this.own(state, inModule ? 0 : (event?.frame ?? 0));
      if (!frame) continue;
      const change = { frame: frame.number, name, value, before: frame.values.get(name) };
      if (value === null) frame.values.delete(name);
      else frame.values.set(name, value);
      state.changes.push(change);
    }
  }

  /** Follow the probes before the event of a step: they are of the frame that ran until then. */
  private follow(state: State, step: number, first: boolean): void {
    const active = state.stack.at(-1);
    const end = this.firstProbe[step + 1] ?? 0;
    for (let number = this.firstProbe[step] ?? 0; number < end; number++) {
      if (active === undefined) continue;
      if (first) this.probeFrame[number] = active;
      const probe = this.trace.probes[number];
      if (probe && "STIX".includes(probe[1])) this.followLoops(state, active, probe);
    }
  }

  private followLoops(state: State, active: number, [, kind, node, , truth]: Probe): void {
    const span = this.spans[node];
    const frame = this.own(state, active);
    if (!span || !frame) return;
    const { loops } = frame;
    const top = () => loops.at(-1);
    if (kind === "S") {
      while (top() && (top()?.node === node || !contains(this.spans[top()?.node ?? 0], span))) loops.pop();
      if (LOOPS.has(span.kind)) loops.push({ node, count: 0, over: false });
      return;
    }
    const own = kind === "T" ? span.loop : node;
    if (own === undefined || (kind === "T" && truth === null)) return;
    while (top() && top()?.node !== own && loops.some((loop) => loop.node === own)) loops.pop();
    if (top()?.node !== own) loops.push({ node: own, count: 0, over: false });
    const loop = top();
    if (!loop) return;
    loop.over = kind === "X" || truth === false;
    if (!loop.over) loop.count++;
  }

  /** Return the step in which what an event does shows: of a line, when it is done. */
  shows(number: number): number {
    const event = this.events[number];
    if (event?.kind !== "line" && !event?.resumed) return number;
    return this.follower[number] ?? number;
  }

  /** Return what has been printed before a step, and how much of it before the step before. */
  printedAt(step: number): { text: string; fresh: number } {
    const fresh = this.printed[Math.max(0, step - 1)] ?? 0;
    if (step === this.last) return { text: this.trace.stdout, fresh: Math.min(fresh, this.trace.stdout.length) };
    return { text: this.output.slice(0, this.printed[step]), fresh };
  }

  /** Return what the expressions of a frame's line have computed between an event of it and a step. */
  computed(frame: number, since: number, step: number): Computed[] {
    const found: Computed[] = [];
    const end = this.firstProbe[step + 1] ?? 0;
    for (let number = this.firstProbe[since + 1] ?? 0; number < end; number++) {
      const probe = this.trace.probes[number];
      const span = probe && this.spans[probe[2]];
      if (probe && span && this.probeFrame[number] === frame && "VTIX".includes(probe[1])) found.push({ probe, span });
    }
    return found;
  }

  /** Return the latest value of a node before a step, of the given frame if it has one there. */
  latest(node: number, frame: number, step: number): Probe | null {
    const list = this.byNode.get(node) ?? [];
    const end = this.firstProbe[step + 1] ?? 0;
    let low = 0;
    for (let high = list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((list[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    for (let place = low - 1; place >= 0 && place > low - 5000; place--) {
      const number = list[place] ?? 0;
      if (this.probeFrame[number] === frame) return this.trace.probes[number] ?? null;
    }
    return this.trace.probes[list[low - 1] ?? -1] ?? null;
  }

  /** Return a column in UTF-16 units; events have it in bytes of UTF-8. */
  private unit(line: number, column: number): number {
    const text = this.lines[line - 1] ?? "";
    return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, column)).length;
  }

  /** Return the place of the statement that an event is about, in a line of several. */
  statement(number: number): Span["place"] | null {
    const event = this.events[number];
    if (event?.kind !== "line" || event.column === undefined) return null;
    const start = this.unit(event.line, event.column);
    const text = this.lines[event.line - 1] ?? "";
    const others = [...(this.columns.get(event.line) ?? [])].filter((column) => column > start);
    const part = text.slice(start, Math.min(text.length, ...others)).replace(/;?\s*$/, "");
    if (start === 0 && part.length === text.length) return null;
    return [event.line, start, event.line, start + part.length];
  }

  /** Return which visit of its line a step is, from 1, and 0 if it is none. */
  visit(step: number): number {
    const event = this.events[step];
    if (event?.kind !== "line") return 0;
    return countUpTo(this.visits.get(event.line) ?? [], step);
  }
}

/** Return how many numbers of a sorted list are at most `most`. */
export function countUpTo(sorted: number[], most: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function contains(outer: Span | undefined, inner: Span): boolean {
  if (!outer) return false;
  const [line, column, endLine, endColumn] = outer.place;
  const [first, start, last, end] = inner.place;
  const begins = line < first || (line === first && column <= start);
  return begins && (endLine > last || (endLine === last && endColumn >= end));
}
