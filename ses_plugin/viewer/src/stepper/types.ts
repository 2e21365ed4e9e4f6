// A trace as `Trace.to_json` writes it (docs/tracing.md), and what the page needs beside it.

export type Kind = "call" | "line" | "return" | "exception";

export interface Event {
  kind: Kind;
  frame: number;
  function: string;
  line: number;
  changes?: [string, string | null][];
  printed?: string;
  value?: string | null;
  yielded?: boolean;
  resumed?: boolean;
  leaves?: boolean;
  column?: number;
  truth?: boolean;
}

/** After how many events, the kind, the number of the node, the value, the truth, values of the names. */
export type Probe = [number, string, number, string, boolean | null, ...string[]];

export interface Trace {
  source: string;
  input: string;
  entry_point: string | null;
  outcome: string;
  error: string;
  truncated: string;
  stdout: string;
  value: string | null;
  events: Event[];
  probes: Probe[];
}

/** Where a node of the program is: lines from 1, columns in UTF-16 units; the names in it. */
export interface Span {
  place: [number, number, number, number];
  kind: string;
  names: string[];
  /** Of a loop: from its beginning to the end of its condition or iterable. */
  head?: [number, number, number, number];
  /** Of the condition of a `while`: the number of the loop. */
  loop?: number;
}

export type Spans = Record<string, Span>;

export interface TraceData {
  trace: Trace;
  spans: Spans;
}

export interface Claim {
  start: number;
  end: number;
  verdict: string;
  event: number | null;
  line: number | null;
  visit: number | null;
}

export interface Divergence {
  divergence_class: string;
  family: string;
  start: number;
  end: number;
  claim: string;
  subject: string;
  predicted: string | null;
  real: string | null;
  value_kind: string | null;
  predicted_line: number | null;
  line: number | null;
  visit: number | null;
  event: number | null;
  function: string;
  message: string;
}

/** A report of the debugger, as `DebugReport.to_dict` writes it. */
export interface DebugReport {
  verdict: string;
  form: string;
  answer: string;
  coherent: boolean | null;
  counts: Record<string, number>;
  claims: Claim[];
  divergence: Divergence | null;
}

export interface DebugData {
  explanation: string;
  report: DebugReport;
}
