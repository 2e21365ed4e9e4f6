// A run, step by step: code, stack, values and output at each step.
import type { ComponentChildren } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { CopyButton } from "../shared/copy";
import { Text, visible } from "../shared/text";
import { CodePane, sourceOf, type Notes } from "./code_pane";
import { FramesPane } from "./frames_pane";
import { type Keys, useKeys } from "./keys";
import { back, backOver, forward, type Move, out, over, toLines, visitOf } from "./moves";
import { sentenceOf } from "./sentences";
import type { State, Timeline } from "./timeline";
import type { Span } from "./types";
import type { Stepping } from "./use_step";
import { Output, Value } from "./value";
import { ValuesPane, type Work, workAt } from "./values_pane";
import "./stepper.css";

const PAGE = 100;

/** A step that a button leads to, and its mark on the slider. */
export interface Goal {
  step: number;
  line: number | null;
  label: string;
}

interface Props {
  timeline: Timeline;
  stepping: Stepping;
  goal?: Goal | null;
  /** Whether the page's keys are its own. */
  keyboard?: boolean;
  children?: ComponentChildren;
}

/** The component: `children` stand beside the program. */
export function Stepper({ timeline, stepping, goal = null, keyboard = true, children }: Props) {
  const { step, now, go, breakpoints, toggle } = stepping;
  const state = useMemo(() => timeline.at(step), [timeline, step]);
  const [focus, setFocus] = useState<Span | null>(null);
  const work = useMemo(() => workAt(timeline, state), [state]);
  const notes = useMemo(() => notesAt(timeline, state, work), [state]);
  const visit = useCallback(
    (line: number, way: 1 | -1) => {
      const steps = timeline.visits.get(line) ?? [];
      go(visitOf(timeline, line, now(), way) ?? (way > 0 ? steps[0] : steps.at(-1)) ?? now());
    },
    [timeline],
  );
  const here = notes.next || notes.done;
  const move = (how: Move) => () => go(how(timeline, now()));
  const run = (way: 1 | -1) => move(toLines(breakpoints, way));
  const keys: Keys = {
    ArrowRight: move(forward), ArrowLeft: move(back), ArrowDown: move(over), ArrowUp: move(backOver), o: move(out),
    r: run(1), R: run(-1), v: () => visit(here, 1), V: () => visit(here, -1), b: () => here && toggle(here),
    x: () => go(timeline.exceptions.find((other) => other > now()) ?? now()),
    PageDown: () => go(now() + PAGE), PageUp: () => go(now() - PAGE), Home: () => go(0), End: () => go(timeline.last),
    ...(goal && { d: () => go(goal.step) }),
  };
  useKeys(keys, keyboard);
  const printed = timeline.printedAt(step);
  return (
    <div class={children ? "stepper with-text" : "stepper"}>
      <Controls timeline={timeline} stepping={stepping} goal={goal} move={move} run={run} />
      <Status timeline={timeline} step={step} work={work} />
      <div class="run-panes">
        {children}
        <section class="run-pane program-pane">
          <h2>Program</h2>
          <CodePane
            timeline={timeline} state={state} notes={notes} breakpoints={breakpoints} toggle={toggle} visit={visit}
            focus={focus} divergent={goal?.line ?? null}
          />
        </section>
        <div class="run-side">
          <section class="run-pane frames-pane"><h2>Variables</h2><div class="scroll"><FramesPane timeline={timeline} state={state} /></div></section>
          <section class="run-pane values-pane"><h2>Just computed</h2><div class="scroll"><ValuesPane timeline={timeline} work={work} onFocus={setFocus} /></div></section>
          <section class="run-pane output-pane">
            <h2>Output {printed.text && <CopyButton text={printed.text} />}</h2>
            <div class="scroll"><Output text={printed.text} fresh={printed.fresh} /></div>
          </section>
          {timeline.trace.input !== "" && (
            <section class="run-pane input-pane">
              <h2>{timeline.trace.entry_point ? "Arguments" : "Input"} <CopyButton text={timeline.trace.input} /></h2>
              <div class="scroll"><Text text={timeline.trace.input} label="input" /></div>
            </section>
          )}
        </div>
      </div>
    </div>
  );
}

interface ControlsProps {
  timeline: Timeline;
  stepping: Stepping;
  goal: Goal | null;
  move: (how: Move) => () => void;
  run: (way: 1 | -1) => () => void;
}

function Controls({ timeline, stepping: { step, go, breakpoints }, goal, move, run }: ControlsProps) {
  const first = step === 0;
  const end = step === timeline.last;
  return (
    <div class="controls" role="toolbar" aria-label="Steps">
      <div class="buttons">
        <button type="button" onClick={() => go(0)} disabled={first} title="To the beginning (Home)" aria-label="First">{"\u21e4"}</button>
        <button type="button" onClick={move(back)} disabled={first} title="One step back (\u2190)">{"\u2190"} Back</button>
        <button type="button" class="primary" onClick={move(forward)} disabled={end} title="One step (\u2192)">Step {"\u2192"}</button>
        <button type="button" onClick={move(over)} disabled={end} title="Step over calls (\u2193)">Over</button>
        <button type="button" onClick={move(out)} disabled={end} title="Until this call is left (o)">Out</button>
        <button type="button" onClick={run(1)} disabled={end || !breakpoints.size} title={breakpoints.size ? "To the next breakpoint (r)" : "Click a line's number to set a breakpoint"}>Run</button>
        <button type="button" onClick={() => go(timeline.last)} disabled={end} title="To the end (End)" aria-label="Last">{"\u21e5"}</button>
        {goal && <button type="button" class="goal" onClick={() => go(goal.step)} title={`${goal.label} (d)`}>{goal.label}</button>}
      </div>
      <div class="slide">
        <div class="track">
          <input type="range" min={0} max={timeline.last} value={step} aria-label="Step" onInput={(event) => go(Number(event.currentTarget.value))} />
          {goal && <Tick place={goal.step / Math.max(1, timeline.last)} />}
        </div>
        <span class="run-count num">step {step.toLocaleString("en")} of {timeline.last.toLocaleString("en")}</span>
      </div>
    </div>
  );
}

/** The mark of the divergence. The knob's middle stays half its width away from the ends. */
function Tick({ place }: { place: number }) {
  const put = (element: HTMLElement | null) => element?.style.setProperty("--place", String(place));
  return <span class="tick" ref={put} aria-hidden="true" />;
}

function Status({ timeline, step, work }: { timeline: Timeline; step: number; work: Work | null }) {
  const sentence = sentenceOf(timeline, step);
  const decided = work && !work.waits && timeline.events[step]?.kind === "line" ? conditionOf(timeline, work) : null;
  return (
    <p class={sentence.bad ? "status bad" : "status"} aria-live="polite">
      {decided && (
        <>
          {"Line "}{work?.line}: <code class="expression">{visible(decided.text)}</code> is{" "}
          <span class={`truth ${decided.truth}`}>{String(decided.truth)}</span>.{" "}
        </>
      )}
      {visible(sentence.text)} {sentence.value !== undefined && <code><Value text={sentence.value} /></code>}
    </p>
  );
}

/** The condition of a statement that a line ended with. */
function conditionOf(timeline: Timeline, work: Work): { text: string; truth: boolean } | null {
  const found = work.computed.findLast(({ probe }) => probe[1] === "T");
  return found ? { text: sourceOf(timeline, found.span.place), truth: found.probe[4] === true } : null;
}

function notesAt(timeline: Timeline, state: State, work: Work | null): Notes {
  const top = state.frames.get(state.stack.at(-1) ?? 0);
  const end = state.step === timeline.last;
  const lineOf = (event: number | undefined) => timeline.events[event ?? -1]?.line ?? 0;
  const callers = new Set(state.stack.slice(0, -1).map((number) => lineOf(state.frames.get(number)?.current)));
  const changes = state.changes.filter((change) => change.frame === top?.number || change.frame === 0);
  const tests = work && !work.waits ? work.computed.filter(({ probe }) => probe[1] === "T") : [];
  const note = (
    <>
      {tests.slice(-4).map(({ probe }) => <span class={`truth ${probe[4]}`}>{String(probe[4])}</span>)}
      {changes.map(({ name, value }) => <span class="assigned">{visible(value === null ? `del ${name}` : `${name} = ${shortened(value)}`)}</span>)}
    </>
  );
  const entered = timeline.events[state.step]?.kind === "call";
  const next = end ? 0 : lineOf(state.step);
  const done = end ? lineOf(top?.current) : entered && top && top.done < 0 ? next : lineOf(top?.done);
  return { next, done, callers, note, statement: timeline.statement(state.step), key: `${state.step}` };
}

const shortened = (text: string) => (text.length <= 60 ? text : `${text.slice(0, 40)}\u2026${text.slice(-16)}`);
