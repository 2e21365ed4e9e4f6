// Candidates x tests. Each cell has two halves: the predicted verdict and the real one.
import { visible, visibleText } from "../shared/text";
import { words } from "./format";
import { Badge, CELLS } from "./parts";
import type { Candidate, Cell, CellClass, TestRow } from "./types";

/** A place in the grid: "c" for candidates or "o" for the oracle's; a row; a test, or -1 for the row itself. */
export interface Place { loop: "c" | "o"; row: number; test: number }

export const formatPlace = ({ loop, row, test }: Place) => `${loop}${row + 1}.${test + 1}`;

export function parsePlace(text: string | undefined): Place | null {
  const match = /^([co])(\d+)\.(\d+)$/.exec(text ?? "");
  return match ? { loop: match[1] as "c" | "o", row: Number(match[2]) - 1, test: Number(match[3]) - 1 } : null;
}

const NO_VERDICT: Partial<Record<CellClass, string>> = { no_answer: "\u2205", truncated: "\u2026", failed: "!" };

const predictedSign = (cell: Cell) =>
  cell.predicted === null ? (NO_VERDICT[cell.cell_class] ?? "\u2013") : cell.predicted ? "\u2713" : "\u2717";
const predictedClass = (cell: Cell) => (cell.predicted === null ? "none" : cell.predicted ? "pass" : "fail");
const realSign = (cell: Cell) => (cell.real === null ? "\u2013" : cell.real ? "\u2713" : "\u2717");
const realClass = (cell: Cell) => (cell.real === null ? "none" : cell.real ? "pass" : "fail");

export function CellMark({ cell }: { cell: Cell }) {
  return (
    <span class={`cell-mark ${cell.cell_class}`}>
      <span class={`half ${predictedClass(cell)}`}>{predictedSign(cell)}</span>
      <span class={`half ${realClass(cell)}`}>{realSign(cell)}</span>
      <span class="letters">{CELLS[cell.cell_class].letters}</span>
    </span>
  );
}

const describe = (cell: Cell, row: string, test: number) =>
  `${row}, test ${test + 1}: ${CELLS[cell.cell_class].meaning}`;

export function Grid(
  { candidates, tests, loop, place, onSelect, turns, caption }:
  {
    candidates: Candidate[]; tests: TestRow[]; loop: "c" | "o"; place: Place | null; onSelect: (place: Place) => void;
    turns: boolean; caption: string;
  },
) {
  const word = turns ? "turn" : "candidate";
  const isHere = (row: number, test: number) => place?.loop === loop && place.row === row && place.test === test;
  const tokens = candidates.some((each) => typeof each.tokens === "number");
  return (
    <div class="scroll-x">
      <table class="grid">
        <caption class="off-screen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{word}</th>
            {tests.map((_, test) => <th scope="col" class="test">{test + 1}</th>)}
            <th scope="col">private tests</th>
            {tokens && <th scope="col" class="num">tokens</th>}
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate, row) => (
            <tr class={candidate.chosen ? "chosen" : ""}>
              <th scope="row">
                <button type="button" class="row-button" aria-pressed={isHere(row, -1)} onClick={() => onSelect({ loop, row, test: -1 })}>
                  {row + 1}
                  {candidate.chosen && <span class="chosen-mark">{turns ? "answer" : "chosen"}</span>}
                  {candidate.tied && <span class="tied-mark">tied</span>}
                </button>
              </th>
              {tests.map((_, test) => {
                const cell = candidate.cells[test];
                return (
                  <td class="test">
                    {cell ? (
                      <button
                        type="button" class="cell" aria-pressed={isHere(row, test)} onClick={() => onSelect({ loop, row, test })}
                        title={describe(cell, `${word} ${row + 1}`, test)} aria-label={describe(cell, `${word} ${row + 1}`, test)}
                        data-place={formatPlace({ loop, row, test })}
                      >
                        <CellMark cell={cell} />
                        {cell.votes.length > 1 && <Votes cell={cell} />}
                      </button>
                    ) : <span class="dim">{"\u2013"}</span>}
                  </td>
                );
              })}
              <td title={candidate.private_verdict ? `${visibleText(candidate.private_verdict)} (${candidate.private_tests} tests)` : ""}>
                <Badge outcome={candidate.outcome} />
              </td>
              {tokens && <td class="num dim">{candidate.tokens?.toLocaleString("en")}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A dot for each vote: full where its output is the most frequent one's. */
function Votes({ cell }: { cell: Cell }) {
  const first = majority(cell);
  return (
    <span class="votes" aria-hidden="true">
      {cell.votes.map((vote) => <span class={vote.output === null ? "none" : vote.output === first ? "same" : "other"} />)}
    </span>
  );
}

/** Return the most frequent output of the votes; of several, the earliest. */
export function majority(cell: Cell): string | null {
  const counts = new Map<string, number>();
  for (const { output } of cell.votes) if (output !== null) counts.set(output, (counts.get(output) ?? 0) + 1);
  let [best, most]: [string | null, number] = [null, 0];
  for (const [output, count] of counts) if (count > most) [best, most] = [output, count];
  return best;
}

export function GridLegend() {
  return (
    <p class="grid-legend dim">
      <span><b>left</b> predicted, <b>right</b> real</span>
      {(["true_positive", "false_positive", "true_negative", "false_negative"] as const).map((name) => (
        <span title={CELLS[name].meaning}><b class={name}>{CELLS[name].letters}</b> {words(name)}</span>
      ))}
      <span>{visible("\u2205")} no answer</span><span>{"\u2026"} truncated</span><span>! failed</span>
    </p>
  );
}
