// What a step is, in words.
import type { Timeline } from "./timeline";

const nameOf = (name: string) => (name === "<module>" ? "the program" : name);
const atStart = (name: string) => (name === "<module>" ? "The program" : name);

export interface Sentence {
  text: string;
  value?: string;
  bad?: boolean;
}

/** Return what comes next at a step. */
export function sentenceOf(timeline: Timeline, step: number): Sentence {
  const event = timeline.events[step];
  if (!event) return ending(timeline);
  const name = atStart(event.function);
  switch (event.kind) {
    case "call":
      if (event.resumed) return { text: `${name} goes on.` };
      return { text: event.frame ? `${name} is called.` : "The program begins." };
    case "line": {
      const total = timeline.visits.get(event.line)?.length ?? 0;
      const visit = total > 1 ? `, visit ${timeline.visit(step)} of ${total}` : "";
      return { text: `Line ${event.line} runs next${visit}.` };
    }
    case "return":
      if (!event.frame) return { text: "The end of the program is reached." };
      return { text: `${name} ${event.yielded ? "yields" : "returns"}`, value: event.value ?? "" };
    default:
      return { text: event.leaves ? `An exception leaves ${nameOf(event.function)}, line ${event.line}:` : `Exception in line ${event.line}:`, value: event.value ?? "", bad: true };
  }
}

function ending({ trace }: Timeline): Sentence {
  if (trace.truncated) return { text: `The trace ends ${trace.truncated}; the program ran on.`, bad: true };
  if (trace.outcome !== "ok") return { text: `The program ended with ${trace.outcome}:`, value: trace.error, bad: true };
  if (trace.value === null) return { text: "The program has ended." };
  return { text: "The program has ended and returned", value: trace.value };
}
