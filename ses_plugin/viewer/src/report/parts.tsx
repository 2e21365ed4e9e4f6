// Small parts that every view uses.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { CopyButton } from "../shared/copy";
import { Text, visible, visibleText } from "../shared/text";
import { plain, size, words } from "./format";
import type { CellClass, Outcome, Row } from "./types";

export const OUTCOMES: Outcome[] = ["right", "wrong", "no_answer", "truncated", "failed"];

/** What an outcome looks like: a shape beside the colour, for those who don't see the colour. */
export const OUTCOME_SIGNS: Record<Outcome, string> = {
  right: "\u2713", wrong: "\u2717", no_answer: "\u2205", truncated: "\u2026", failed: "!",
};

export const CELLS: Record<CellClass, { letters: string; meaning: string }> = {
  true_positive: { letters: "TP", meaning: "predicted to pass, and it passes" },
  false_positive: { letters: "FP", meaning: "predicted to pass, but it fails" },
  true_negative: { letters: "TN", meaning: "predicted to fail, and it fails" },
  false_negative: { letters: "FN", meaning: "predicted to fail, but it passes" },
  no_answer: { letters: "NA", meaning: "the reply contains no answer" },
  truncated: { letters: "TR", meaning: "the reply was truncated" },
  failed: { letters: "ER", meaning: "the call failed" },
  unknown: { letters: "\u2013", meaning: "not predicted, or not run" },
};

export function Badge({ outcome }: { outcome: Outcome | null }) {
  if (outcome === null) return <span class="badge unknown">not run</span>;
  return (
    <span class={`badge ${outcome}`}>
      <span class="sign" aria-hidden="true">{OUTCOME_SIGNS[outcome]}</span>
      <span class="word">{words(outcome)}</span>
    </span>
  );
}

/** A mark for each candidate; the chosen one is framed. */
export function Strip({ strip }: { strip: Row["strip"] }) {
  const right = strip.filter((each) => each.outcome === "right").length;
  return (
    <span class="strip" role="img" aria-label={`${right} of ${strip.length} right`}>
      {strip.map((each, number) => (
        <span
          class={`mark ${each.outcome ?? "unknown"} ${each.chosen ? "chosen" : ""}`}
          title={`${number + 1}: ${words(each.outcome ?? "not run")}${each.chosen ? ", chosen" : ""}`}
        >
          {each.outcome ? OUTCOME_SIGNS[each.outcome] : "\u2013"}
        </span>
      ))}
    </span>
  );
}

export function Flags({ flags }: { flags: string[] }) {
  return <>{flags.map((flag) => <span class="flag">{visible(words(flag))}</span>)}</>;
}

export function Section(
  { title, help, aside, children, id, part = "" }:
  { title: string; help?: string; aside?: ComponentChildren; children: ComponentChildren; id?: string; part?: string },
) {
  return (
    <section class={`section ${part}`} aria-label={visibleText(title)} id={id}>
      <header class="section-head">
        <h2>{visible(title)}</h2>
        {aside}
      </header>
      {help && <p class="dim help">{help}</p>}
      {children}
    </section>
  );
}

/** A long text that is folded at first, and whole when it is opened. */
export function Fold({ title, text, open = false }: { title: string; text: string; open?: boolean }) {
  const [shown, setShown] = useState(open);
  return (
    <details class="fold" open={open} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        {title} <span class="dim">{size(text)}</span>
        <CopyButton text={text} />
      </summary>
      {shown && <Text text={text} label={title} />}
    </details>
  );
}

/** Data of any form as names and values. */
export function KeyValues({ data }: { data: Record<string, unknown> }) {
  return (
    <dl class="key-values">
      {Object.entries(data).map(([name, value]) => (
        <div>
          <dt>{visible(words(name))}</dt>
          <dd><AnyValue value={value} /></dd>
        </div>
      ))}
    </dl>
  );
}

function AnyValue({ value }: { value: unknown }): ComponentChildren {
  if (Array.isArray(value) && value.some((each) => typeof each === "object" && each !== null)) {
    return <ol class="any-list">{value.map((each) => <li><AnyValue value={each} /></li>)}</ol>;
  }
  if (Array.isArray(value)) return visible(value.map(plain).join(", ") || "\u2013");
  if (typeof value === "object" && value !== null) return <KeyValues data={value as Record<string, unknown>} />;
  const text = plain(value);
  return text.includes("\n") ? <Text text={text} /> : visible(text);
}

/** A text beside its name, with a copy button. */
export function Pane(
  { title, text, mark, note, empty }:
  { title: string; text: string | null; mark?: number | null; note?: ComponentChildren; empty?: string },
) {
  return (
    <div class="pane">
      <header>
        <h4>{title}</h4>
        {note}
        {text !== null && <CopyButton text={text} />}
      </header>
      {text === null ? <p class="nothing">{visible(empty ?? "none")}</p> : <Text text={text} mark={mark} label={title} />}
    </div>
  );
}
