// Self-fix: the turns of a loop, each with what it changed in the program.
import { diffLines } from "diff";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Code, highlightLines } from "../shared/code";
import { Fold } from "./parts";
import { CandidateTitle } from "./detail";
import { CellMark, formatPlace, type Place } from "./grid";
import type { Candidate } from "./types";

const CONTEXT = 3;

interface Line { sign: " " | "+" | "-"; nodes: ComponentChildren }

/** Return the lines of both programs, marked; null if that takes too long. */
function lineDifferences(before: string, after: string): Line[] | null {
  const parts = diffLines(before, after, { timeout: 300 });
  if (!parts) return null;
  const [old, fresh] = [highlightLines(before), highlightLines(after)];
  let [a, b] = [0, 0];
  return parts.flatMap((part) => Array.from({ length: part.count }, (): Line => {
    if (part.removed) return { sign: "-", nodes: old[a++] ?? "" };
    if (!part.added) a++;
    return { sign: part.added ? "+" : " ", nodes: fresh[b++] ?? "" };
  }));
}

/** What changed between two programs; what did not is left out but for a few lines. */
export function CodeDifference({ before, after }: { before: string; after: string }) {
  const lines = useMemo(() => lineDifferences(before, after), [before, after]);
  if (lines === null) return <Code code={after} />;
  if (lines.every((line) => line.sign === " ")) return <p class="nothing">The program is the same as before.</p>;
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.sign !== " "));
  const rows: ComponentChildren[] = [];
  let left = 0;
  const gap = () => {
    if (left) rows.push(<div class="gap">{left} unchanged {left === 1 ? "line" : "lines"}</div>);
    left = 0;
  };
  lines.forEach((line, index) => {
    if (!near[index]) {
      left++;
      return;
    }
    gap();
    const kind = { " ": "same", "+": "added", "-": "removed" }[line.sign];
    rows.push(<div class={`line ${kind}`}><span class="sign">{line.sign}</span>{line.nodes}{"\n"}</div>);
  });
  gap();
  return <div class="code-box"><pre class="code difference" tabIndex={0} aria-label="changes of the program">{rows}</pre></div>;
}

function Turn(
  { candidate, before, number, loop, place, onSelect }:
  { candidate: Candidate; before: string | null; number: number; loop: "c" | "o"; place: Place | null; onSelect: (place: Place) => void },
) {
  return (
    <li class="turn">
      <h4><CandidateTitle candidate={candidate} name={number ? `Turn ${number + 1}` : "First solution"} /></h4>
      <div class="turn-cells">
        {candidate.cells.map((cell, test) => (
          <button
            type="button" class="cell" onClick={() => onSelect({ loop, row: number, test })}
            aria-label={`turn ${number + 1}, test ${test + 1}`} data-place={formatPlace({ loop, row: number, test })}
            aria-pressed={place?.loop === loop && place.row === number && place.test === test}
          >
            <CellMark cell={cell} />
          </button>
        ))}
      </div>
      {candidate.program === null
        ? <><p class="nothing">No program in the reply.</p><Fold title="Reply" text={candidate.reply} /></>
        : before === null ? <Code code={candidate.program} /> : <CodeDifference before={before} after={candidate.program} />}
    </li>
  );
}

/** A loop of self-fix from its first solution to its answer. */
export function Loop(
  { turns, loop, title, place, onSelect }:
  { turns: Candidate[]; loop: "c" | "o"; title: string; place: Place | null; onSelect: (place: Place) => void },
) {
  return (
    <div class="loop">
      <h3>{title}</h3>
      <ol class="turns">
        {turns.map((turn, number) => (
          <Turn
            candidate={turn} number={number} loop={loop} place={place} onSelect={onSelect}
            before={turns.slice(0, number).findLast((each) => each.program !== null)?.program ?? null}
          />
        ))}
      </ol>
    </div>
  );
}
