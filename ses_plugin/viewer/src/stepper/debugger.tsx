// The predicted run beside the real one. For pages of other entry points too: without a trace it shows the text
// and the report only.
import { useMemo } from "preact/hooks";
import { CopyButton } from "../shared/copy";
import { visible } from "../shared/text";
import { Predicted, type PredictedProps } from "./predicted";
import { type Goal, Stepper } from "./stepper";
import { Timeline } from "./timeline";
import type { DebugData, DebugReport, Divergence, TraceData } from "./types";
import { useStepping } from "./use_step";
import { Value } from "./value";
import "./stepper.css";

const AT_THE_EVENT = new Set(["wrong_next_line", "omitted_steps"]);

const words = (name: string) => name.replaceAll("_", " ");

/** The step in which a divergence shows: a wrong value is seen when its line is done. */
export function stepOf(timeline: Timeline, divergence: Divergence): number | null {
  const { event } = divergence;
  if (divergence.family === "answer") return timeline.last;
  if (event === null || event < 0 || event >= timeline.last) return null;
  return AT_THE_EVENT.has(divergence.divergence_class) ? event : timeline.shows(event);
}

interface Props {
  data: TraceData | null;
  debug: DebugData;
  /** Whether it is all of its page, whose keys and address are then its own. */
  whole?: boolean;
}

export function DebuggerView({ data, debug, whole = false }: Props) {
  return (
    <div class={whole ? "debugger" : "debugger embedded"}>
      <DivergenceView report={debug.report} />
      {data ? <WithTrace data={data} debug={debug} whole={whole} /> : <PredictedPane debug={debug} />}
    </div>
  );
}

function WithTrace({ data, debug, whole }: { data: TraceData; debug: DebugData; whole: boolean }) {
  const timeline = useMemo(() => new Timeline(data.trace, data.spans), [data]);
  const { divergence } = debug.report;
  const step = divergence && stepOf(timeline, divergence);
  const goal: Goal | null = divergence && step !== null ? { step, line: divergence.line, label: "To the first divergence" } : null;
  const stepping = useStepping(timeline, whole, step ?? 0);
  const leads = useMemo(() => new Map(debug.report.claims.map(({ event }) => [event, stepOfClaim(timeline, event)])), [timeline, debug]);
  return (
    <Stepper timeline={timeline} stepping={stepping} goal={goal} keyboard={whole}>
      <PredictedPane debug={debug} step={stepping.step} leads={leads} go={stepping.go} />
    </Stepper>
  );
}

const stepOfClaim = (timeline: Timeline, event: number | null) =>
  event === null || event < 0 || event >= timeline.last ? null : timeline.shows(event);

function PredictedPane(props: PredictedProps) {
  const { explanation } = props.debug;
  return (
    <section class="run-pane predicted-pane">
      <h2>Predicted <CopyButton text={explanation} /></h2>
      <div class="scroll"><Predicted {...props} /></div>
    </section>
  );
}

/** What the report says: the verdict, and the divergence with the predicted value beside the real one. */
export function DivergenceView({ report }: { report: DebugReport }) {
  const { divergence, counts } = report;
  return (
    <section class="divergence-view" aria-label="divergence">
      <p class="run-facts">
        <strong class={`verdict ${report.verdict}`}>{visible(words(report.verdict))}</strong>
        <span>answer <b class={`answer ${report.answer}`}>{visible(words(report.answer))}</b></span>
        {report.coherent !== null && <span>{report.coherent ? "agrees with itself" : "contradicts itself"}</span>}
        <span class="dim">claims: {["true", "false", "unknown"].map((name) => `${counts[name] ?? 0} ${name}`).join(", ")}</span>
      </p>
      {divergence && (
        <>
          <p class="run-message"><span class="run-chip bad">{visible(words(divergence.divergence_class))}</span> {visible(divergence.message)}</p>
          {(divergence.predicted !== null || divergence.real !== null) && (
            <table class="run-sides">
              <thead><tr><th /><th scope="col">predicted</th><th scope="col">real</th></tr></thead>
              <tbody>
                <tr>
                  <th scope="row">{visible(divergence.subject)}</th>
                  <td class="predicted-side">{divergence.predicted === null ? <span class="nothing">nothing</span> : <Value text={divergence.predicted} before={divergence.real ?? undefined} />}</td>
                  <td class="real-side">{divergence.real === null ? <span class="nothing">nothing</span> : <Value text={divergence.real} />}</td>
                </tr>
              </tbody>
            </table>
          )}
        </>
      )}
    </section>
  );
}
