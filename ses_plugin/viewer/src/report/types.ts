// What `ses_plugin/viewer/report_page.py` puts into the page, in the words of `ses_plugin/report/page_data.py`.
// The head has what the overview and the tables show; each entry is whole in a block that is read when needed.

import type { TraceData } from "../stepper/types";

export type Outcome = "right" | "wrong" | "no_answer" | "truncated" | "failed";
export type CellClass =
  | "true_positive" | "false_positive" | "true_negative" | "false_negative"
  | "no_answer" | "truncated" | "failed" | "unknown";

export interface Value { value: number | null; low: number | null; high: number | null; n: number }
export interface Metric extends Value {
  name: string; label: string; help: string; unit: string; higher_is_better: boolean | null;
}
export interface Point { x: number; y: number; low: number | null; high: number | null; n?: number; label?: string }
export interface Series { name: string; points: Point[] }
export interface Chart {
  id: string; title: string; help: string; kind: "line" | "scatter" | "bar" | "reliability";
  x_label: string; y_label: string; series: Series[]; x_scale?: "linear" | "log";
}
export interface Vote { status: string; output: string | null; reply: string; reason: string; prompt?: string }
export interface Cell {
  predicted: boolean | null; real: boolean | null; cell_class: CellClass; votes: Vote[];
  real_output: string | null; real_verdict: string | null; real_error: string | null; output_truncated: boolean;
}
export interface Candidate {
  program: string | null; reply: string; prompt?: string; chosen: boolean; tied: boolean; outcome: Outcome | null;
  private_verdict: string | null; private_tests: number; cells: Cell[]; tokens?: number | null;
}
export interface TestRow { input: string; expected: string | null }
export interface Problem {
  id: string; statement: string; level: string | null; entry_point: string | null; strategy: string;
  outcome: Outcome | null; flags: string[]; confidence: number | null; stop_reason: string | null;
  tokens: number | null; calls: number | null; tests: TestRow[]; candidates: Candidate[];
  oracle: Candidate[] | null; usage: Usage;
}
export interface Reply {
  reply: string; answer: string | null; outcome: Outcome; prompt?: string; divergence?: Record<string, unknown>;
  trace?: TraceData;
}
export interface Instance {
  id: string; cluster: string; program: string; entry_point?: string | null; input: string; expected: string;
  level: string | null; features: Record<string, unknown>; flags: string[]; outcome: Outcome;
  tokens: number | null; replies: Reply[];
}
export type Entry = Problem | Instance;
export type Usage = Record<string, Record<string, unknown>>;

/** A row of a table: an entry without its texts. `strip` has a mark for each candidate. */
export interface Row {
  id: string; level: string | null; outcome: Outcome | null; flags: string[]; tokens: number | null;
  calls?: number | null; confidence?: number | null; preview: string; expected?: string | null; answer?: string | null;
  strip: { outcome: Outcome | null; chosen: boolean }[]; block: number; place: number;
}
export interface Run {
  name: string; path: string; kind: "solving" | "output_prediction"; task: string; strategy: string | null;
  model: string; settings: Record<string, unknown>; metrics: Metric[]; outcomes: Partial<Record<Outcome, number>>;
  cells?: Partial<Record<CellClass, number>>; usage: Usage; charts: Chart[]; notes: string[];
  rows: Row[]; blocks: number;
}
export interface MetricComparison {
  name: string; label: string; unit: string; higher_is_better: boolean | null; a: Value; b: Value; difference: Value;
}
export interface Pair { id: string; a: Outcome | null; b: Outcome | null; change: "improved" | "regressed" | "same" }
export interface Comparison {
  a: number; b: number; right: Record<"both" | "only_a" | "only_b" | "neither", number>; p_value: number;
  difference: Value; metrics: MetricComparison[];
  differences: { name: string; a: unknown; b: unknown; loud: boolean }[];
  equal_settings: number; only_in_a: string[]; only_in_b: string[]; pairs: Pair[];
}
export interface Head { version: number; title: string; release: string; runs: Run[]; comparisons: Comparison[] }

export const isProblem = (entry: Entry): entry is Problem => "candidates" in entry;

/** Return the row with this identifier. An address holds no lone surrogates: there they are replaced. */
export const rowOf = (run: Run, id: string | undefined): Row | undefined =>
  run.rows.find((row) => row.id === id || wellFormed(row.id) === id);

const wellFormed = (text: string) => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
