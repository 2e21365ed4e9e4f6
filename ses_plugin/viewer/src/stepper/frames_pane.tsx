// The stack: each frame with its variables; what has just changed is marked.
import { useState } from "preact/hooks";
import { visible } from "../shared/text";
import { sourceOf } from "./code_pane";
import type { Change, FrameState, State, Timeline } from "./timeline";
import { Value } from "./value";

const MOST_FRAMES = 12;
const DEFINITION = /^<(function|class|module|built-in) /;

export function FramesPane({ timeline, state }: { timeline: Timeline; state: State }) {
  const [all, setAll] = useState(false);
  const numbers = state.stack.length ? [...state.stack].reverse() : [0];
  const hidden = all || numbers.length <= MOST_FRAMES + 1 ? 0 : numbers.length - MOST_FRAMES;
  const shown = hidden ? [...numbers.slice(0, MOST_FRAMES - 1), numbers.at(-1) ?? 0] : numbers;
  return (
    <div class="frames">
      {shown.map((number, place) => {
        const frame = state.frames.get(number);
        if (!frame) return null;
        const changes = state.changes.filter((change) => change.frame === number);
        return (
          <>
            {hidden > 0 && place === shown.length - 1 && (
              <button type="button" class="more-frames" onClick={() => setAll(true)}>{hidden} more calls</button>
            )}
            <Frame key={number} timeline={timeline} frame={frame} changes={changes} top={place === 0} />
          </>
        );
      })}
      {all && <button type="button" class="more-frames" onClick={() => setAll(false)}>fewer calls</button>}
    </div>
  );
}

function Frame({ timeline, frame, changes, top }: { timeline: Timeline; frame: FrameState; changes: Change[]; top: boolean }) {
  const event = timeline.events[frame.current];
  const fresh = new Map(changes.map((change) => [change.name, change]));
  const rows = [...frame.values];
  const isDefinition = ([name, value]: [string, string]) => DEFINITION.test(value) && !fresh.has(name);
  const variables = rows.filter((row) => !isDefinition(row));
  const definitions = rows.filter(isDefinition);
  const gone = changes.filter((change) => change.value === null);
  return (
    <section class={top ? "frame is-top" : "frame"} aria-label={`frame ${frame.name}`}>
      <h3>
        <span>{frame.name === "<module>" ? "module" : visible(frame.name)}</span>
        {event && <span class="dim">line {event.line}</span>}
        <LoopChips timeline={timeline} frame={frame} />
      </h3>
      <table>
        <tbody>
          {variables.map(([name, value]) => {
            const change = fresh.get(name);
            return (
              <tr key={name} class={change ? (change.before === undefined ? "new" : "changed") : ""}>
                <th scope="row">{visible(name)}</th>
                <td>
                  <Value text={value} before={change?.before} />
                  {change?.before !== undefined && change.before.length <= 24 && <span class="was">was {visible(change.before)}</span>}
                </td>
              </tr>
            );
          })}
          {gone.map(({ name }) => <tr key={`gone ${name}`} class="gone"><th scope="row">{visible(name)}</th><td>deleted</td></tr>)}
        </tbody>
      </table>
      {!variables.length && !gone.length && <p class="nothing">no variables</p>}
      {definitions.length > 0 && (
        <details class="definitions">
          <summary>{definitions.length} {definitions.length === 1 ? "definition" : "definitions"}</summary>
          <p>{definitions.map(([name, value]) => <code title={value}>{visible(name)}</code>)}</p>
        </details>
      )}
    </section>
  );
}

function LoopChips({ timeline, frame }: { timeline: Timeline; frame: FrameState }) {
  return (
    <span class="run-loops">
      {frame.loops.map(({ node, count, over }) => {
        const span = timeline.spans[node];
        if (!span || (!count && !over)) return null;
        const head = sourceOf(timeline, span.head ?? span.place);
        const text = over ? `ended after ${count}` : `iteration ${count}`;
        return <span class="run-chip" title={`${head} (line ${span.place[0]})`}>line {span.place[0]}: {text}</span>;
      })}
    </span>
  );
}
