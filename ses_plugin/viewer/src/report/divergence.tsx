// Where an explanation leaves the real run: the debugger's report, in the explanation and in the program.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { visible, visibleText } from "../shared/text";
import type { DebugReport } from "../stepper/types";
import { words } from "./format";
import { KeyValues } from "./parts";

const VERDICTS: Record<string, string> = {
  no_divergence: "Nothing in the explanation is false",
  diverges: "The explanation leaves the real run",
  impossible_trace: "Right answer by an impossible trace",
  wrong_answer: "Nothing in the explanation is false, but the answer is",
  nothing_to_check: "Nothing in the explanation could be checked",
};

/** Return the debugger's report, if `data` is one that this page knows. */
export function debugReport(data: Record<string, unknown> | undefined): DebugReport | null {
  if (data?.schema !== "ses.debug_report" || data.version !== 1 || !Array.isArray(data.claims)) return null;
  return data as unknown as DebugReport;
}

export function DivergenceBox({ data }: { data: Record<string, unknown> }) {
  const report = debugReport(data);
  if (!report) {
    return <div class="divergence"><h4>Where the explanation leaves the run</h4><KeyValues data={data} /></div>;
  }
  const found = report.divergence;
  const clean = report.verdict === "no_divergence" || report.verdict === "nothing_to_check";
  const { true: right = 0, false: wrong = 0, unknown = 0 } = report.counts;
  return (
    <div class={`divergence ${clean ? "clean" : ""}`}>
      <h4>{VERDICTS[report.verdict] ?? visible(words(report.verdict))}</h4>
      {found && (
        <>
          <p>
            <span class="flag">{visible(words(found.family))}</span>
            <span class="flag">{visible(words(found.divergence_class))}</span>
            {found.value_kind && <span class="flag">{visible(found.value_kind)}</span>}
          </p>
          <p class="message">{visible(found.message)}</p>
        </>
      )}
      <p class="dim help">
        Claims: {right} true, {wrong} false, {unknown} unknown.
        {report.coherent === false && " The explanation contradicts itself."}
      </p>
    </div>
  );
}

// The report counts characters; JavaScript counts two for those beyond the basic plane.
function offsets(text: string): (place: number) => number {
  if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) return (place) => place;
  const starts: number[] = [];
  let at = 0;
  for (const char of text) {
    starts.push(at);
    at += char.length;
  }
  return (place) => starts[place] ?? text.length;
}

function pieces(text: string, report: DebugReport): ComponentChildren[] {
  const place = offsets(text);
  const found = report.divergence;
  const marks = report.claims.map((claim) => ({ ...claim, first: false }));
  if (found && found.end > found.start) {
    const known = marks.find((mark) => mark.start === found.start && mark.end === found.end);
    if (known) known.first = true;
    else marks.push({ start: found.start, end: found.end, verdict: "false", line: found.line, visit: found.visit, event: found.event, first: true });
  }
  marks.sort((a, b) => a.start - b.start || Number(b.first) - Number(a.first));
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const mark of marks) {
    const [from, to] = [place(mark.start), place(mark.end)];
    if (from < end || to <= from) continue;
    parts.push(visible(text.slice(end, from)));
    const where = mark.line ? `, line ${mark.line}${mark.visit ? `, visit ${mark.visit}` : ""}` : "";
    parts.push(
      <span class={`claim ${mark.verdict} ${mark.first ? "first" : ""}`} title={visibleText(`${mark.first ? "first divergence: " : ""}${mark.verdict}${where}`)}>
        {visible(text.slice(from, to))}
      </span>,
    );
    end = to;
  }
  parts.push(visible(text.slice(end)));
  return parts;
}

/** An explanation with its claims marked true, false or unknown; the first divergence is scrolled to. */
export function CheckedText({ text, report }: { text: string; report: DebugReport }) {
  const box = useRef<HTMLPreElement>(null);
  const nodes = useMemo(() => pieces(text, report), [text, report]);
  useEffect(() => {
    const mark = box.current?.querySelector<HTMLElement>(".claim.first");
    const scroller = box.current?.parentElement;
    if (mark && scroller) scroller.scrollTop = mark.offsetTop - scroller.offsetTop - scroller.clientHeight / 3;
  }, [nodes]);
  return <pre class="text" ref={box} tabIndex={0} aria-label="explanation, with its claims checked">{nodes}</pre>;
}
