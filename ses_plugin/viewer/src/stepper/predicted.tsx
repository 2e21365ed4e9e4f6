// The model's explanation: claims coloured by what the run says of them, the first divergence marked.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { chunks, visible } from "../shared/text";
import type { Claim, DebugData, Divergence } from "./types";

const MOST_AT_ONCE = 40_000;

/** Return the place of character `place` in UTF-16 units: reports count code points. */
export function unitsOf(text: string): (place: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (place) => Math.min(place, text.length);
  const starts: number[] = [];
  let at = 0;
  for (const char of text) {
    starts.push(at);
    at += char.length;
  }
  return (place) => starts[place] ?? text.length;
}

interface Part {
  start: number;
  end: number;
  claim: Claim | null;
  divergent: boolean;
}

/** Return the parts of a text, each with the claim that it is of: of claims in each other the smallest. */
export function partsOf(text: string, claims: Claim[], divergence: Divergence | null): Part[] {
  const unit = unitsOf(text);
  const places = claims.map((claim) => ({ claim, start: unit(claim.start), end: unit(claim.end) })).sort((a, b) => a.start - b.start);
  const wrong = divergence && { start: unit(divergence.start), end: Math.max(unit(divergence.end), unit(divergence.start)) };
  const cuts = new Set([0, text.length]);
  for (const { start, end } of places) cuts.add(start).add(end);
  if (wrong) cuts.add(wrong.start).add(wrong.end);
  const sorted = [...cuts].sort((a, b) => a - b);
  const parts: Part[] = [];
  for (let index = 0; index + 1 < sorted.length; index++) {
    const [start, end] = [sorted[index] ?? 0, sorted[index + 1] ?? 0];
    let place: (typeof places)[number] | null = null;
    for (const other of places) {
      if (other.start > start) break;
      if (other.end >= end && (!place || other.end - other.start < place.end - place.start)) place = other;
    }
    parts.push({ start, end, claim: place?.claim ?? null, divergent: Boolean(wrong && wrong.start <= start && end <= wrong.end) });
  }
  return parts;
}

export interface PredictedProps {
  debug: DebugData;
  step?: number;
  /** The step that shows the event of a claim: claims of the step that is shown are marked. */
  leads?: Map<number | null, number | null>;
  go?: (step: number) => void;
}

export function Predicted({ debug: { explanation, report }, step, leads, go }: PredictedProps) {
  const box = useRef<HTMLPreElement>(null);
  const parts = useMemo(() => partsOf(explanation, report.claims, report.divergence), [explanation, report]);
  useEffect(() => {
    const pane = box.current?.closest(".scroll");
    const here = box.current?.querySelector(step === undefined ? ".divergent" : ".here") ?? null;
    if (pane && here) scrollTo(pane, here);
  }, [step, parts]);
  const gap = report.divergence && report.divergence.start >= report.divergence.end;
  return (
    <pre class="text predicted" ref={box} tabIndex={0} aria-label="explanation">
      {explanation === "" && <span class="nothing">no explanation</span>}
      {parts.map((part) => <PartView key={part.start} part={part} text={explanation.slice(part.start, part.end)} to={leads?.get(part.claim?.event ?? null) ?? null} step={step} go={go} />)}
      {gap && <mark class="divergent" title="the first divergence: something is missing">{"\u2205"}</mark>}
    </pre>
  );
}

interface PartProps {
  part: Part;
  text: string;
  to: number | null;
  step?: number;
  go?: (step: number) => void;
}

function PartView({ part: { claim, divergent }, text, to, step, go }: PartProps) {
  const nodes: ComponentChildren = text.length > MOST_AT_ONCE ? chunks(text).map((part) => <div class="chunk">{visible(part)}</div>) : visible(text);
  if (!claim && !divergent) return <>{nodes}</>;
  const leads = to !== null && go !== undefined;
  const names = ["model-claim", claim?.verdict, leads && to === step && "here", leads && "leads", divergent && "divergent"].filter(Boolean).join(" ");
  const place = claim?.line ? `line ${claim.line}, visit ${claim.visit}: ` : "";
  const title = divergent ? `${place}the first divergence` : place + (claim?.verdict ?? "");
  const Tag = divergent ? "mark" : "span";
  return <Tag class={names} title={title} onClick={leads ? () => go(to) : undefined}>{nodes}</Tag>;
}

function scrollTo(pane: Element, element: Element): void {
  const outer = pane.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - 8) pane.scrollTop += inner.top - outer.top - outer.height / 3;
}
