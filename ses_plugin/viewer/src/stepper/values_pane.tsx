// What one line has computed: its expressions and conditions, in their order.
import { visible } from "../shared/text";
import { Result, sourceOf } from "./code_pane";
import type { Computed, State, Timeline } from "./timeline";
import type { Span } from "./types";
import { Value } from "./value";

const MOST = 60;

export interface Work {
  line: number;
  /** Whether the line is not done yet: a call in it runs. */
  waits: boolean;
  computed: Computed[];
}

/** Return what the line before a step has computed; in a call that has just begun, what its caller has. */
export function workAt(timeline: Timeline, state: State): Work | null {
  const top = state.frames.get(state.stack.at(-1) ?? 0);
  if (!top) return null;
  const at = (event: number, waits: boolean): Work | null => {
    const line = timeline.events[event]?.line;
    const frame = timeline.events[event]?.frame ?? 0;
    return line === undefined ? null : { line, waits, computed: timeline.computed(frame, event, state.step) };
  };
  if (state.step === timeline.last) return at(top.current, false);
  if (top.done >= 0) return at(top.done, false);
  const caller = state.frames.get(state.stack.at(-2) ?? -1);
  return caller ? at(caller.current, true) : null;
}

export function ValuesPane({ timeline, work, onFocus }: { timeline: Timeline; work: Work | null; onFocus: (span: Span | null) => void }) {
  const rows = work?.computed.filter((each) => !isPlainName(each)) ?? [];
  if (!work || !rows.length) return <p class="nothing">no values of expressions</p>;
  const shown = rows.slice(-MOST);
  return (
    <>
      <p class="dim">
        {work.waits ? `Line ${work.line}, so far` : `Line ${work.line}`}
        {rows.length > MOST && `: the last ${MOST} of ${rows.length}`}
      </p>
      <ol class="computed" onMouseLeave={() => onFocus(null)}>
        {shown.map(({ probe, span }) => (
          <li tabIndex={0} onMouseEnter={() => onFocus(span)} onFocus={() => onFocus(span)} onBlur={() => onFocus(null)}>
            <Row timeline={timeline} computed={{ probe, span }} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Row({ timeline, computed: { probe, span } }: { timeline: Timeline; computed: Computed }) {
  const [, kind, , value, truth, ...texts] = probe;
  if (kind === "X") return <span class="dim">no more items: the loop ends</span>;
  const label = kind === "I" ? "item" : sourceOf(timeline, span.place);
  const names = span.names.length === texts.length ? span.names.map((name, place) => [name, texts[place]] as const).filter(([, text]) => text) : [];
  return (
    <>
      <code class="expression">{visible(label)}</code>
      {kind === "I" ? <Value text={value} /> : <Result value={value} truth={truth} />}
      {names.length > 0 && span.kind !== "Name" && <span class="names">{names.map(([name, text]) => <span>{visible(`${name} = ${text}`)}</span>)}</span>}
    </>
  );
}

const isPlainName = ({ probe, span }: Computed) => span.kind === "Name" && probe[1] === "V";
