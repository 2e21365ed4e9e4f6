// Where each button leads: all of them return a step, the same one if there is no other.
import { countUpTo, type Timeline } from "./timeline";

export type Move = (timeline: Timeline, step: number) => number;

const search = (timeline: Timeline, step: number, way: 1 | -1, stops: (other: number) => boolean): number => {
  for (let other = step + way; other >= 0 && other <= timeline.last; other += way) if (stops(other)) return other;
  return way > 0 ? timeline.last : 0;
};
const depth = (timeline: Timeline, step: number) => timeline.depth[step] ?? 0;

export const forward: Move = (timeline, step) => Math.min(step + 1, timeline.last);
export const back: Move = (_, step) => Math.max(step - 1, 0);

/** The next step of this frame, or of a caller: calls are run without a stop in them. */
export const over: Move = (timeline, step) =>
  search(timeline, step, 1, (other) => depth(timeline, other) <= depth(timeline, step));
export const backOver: Move = (timeline, step) =>
  search(timeline, step, -1, (other) => depth(timeline, other) <= depth(timeline, step));

/** The step after this frame is left. */
export const out: Move = (timeline, step) =>
  search(timeline, step, 1, (other) => depth(timeline, other) < depth(timeline, step));

/** The next or last step in which one of the lines runs. */
export function toLines(lines: Iterable<number>, way: 1 | -1): Move {
  return (timeline, step) => {
    const others = [...lines].map((line) => visitOf(timeline, line, step, way)).filter((other) => other !== null);
    if (!others.length) return way > 0 ? timeline.last : 0;
    return way > 0 ? Math.min(...others) : Math.max(...others);
  };
}

/** Return the next or last step in which a line runs, null if there is none. */
export function visitOf(timeline: Timeline, line: number, step: number, way: 1 | -1): number | null {
  const steps = timeline.visits.get(line) ?? [];
  const place = way > 0 ? countUpTo(steps, step) : countUpTo(steps, step - 1) - 1;
  return steps[place] ?? null;
}
