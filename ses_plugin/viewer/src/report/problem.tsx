// One problem: its statement, the grid of candidates and tests, and what is behind the chosen cell.
import { CopyButton } from "../shared/copy";
import { Text, visible } from "../shared/text";
import { CandidateSection, TestSection } from "./detail";
import { Grid, GridLegend, parsePlace, formatPlace, type Place } from "./grid";
import { fixed } from "./format";
import { useKeys } from "./keys";
import { UsageTable } from "./overview";
import { Section } from "./parts";
import { Loop } from "./repair";
import type { Candidate, Problem } from "./types";

const isRepair = (problem: Problem) => problem.oracle !== null || /fix/.test(problem.strategy);

const rowsOf = (problem: Problem, loop: "c" | "o"): Candidate[] =>
  loop === "c" ? problem.candidates : (problem.oracle ?? []);

/** Return what is shown first: of the chosen candidate, a test where the prediction is not the truth. */
function firstPlace(problem: Problem): Place {
  const chosen = problem.candidates.findIndex((each) => each.chosen);
  const row = Math.max(0, chosen);
  const cells = problem.candidates[row]?.cells ?? [];
  const apart = cells.findIndex((cell) => cell.predicted !== cell.real);
  return { loop: "c", row, test: cells.length ? Math.max(0, apart) : -1 };
}

export function placeIn(problem: Problem, text: string | undefined): Place {
  const place = parsePlace(text);
  return place && rowsOf(problem, place.loop)[place.row] ? place : firstPlace(problem);
}

const showTest = () => document.querySelector(".test-part, .candidate-part")?.scrollIntoView();

function useArrows(problem: Problem, place: Place, onSelect: (place: Place) => void, active: boolean) {
  const rows = rowsOf(problem, place.loop);
  const move = (down: number, right: number) => () => {
    const row = Math.max(0, Math.min(rows.length - 1, place.row + down));
    const last = (rows[row]?.cells.length ?? 0) - 1;
    onSelect({ ...place, row, test: Math.max(-1, Math.min(last, place.test + right)) });
  };
  useKeys(active ? {
    ArrowDown: move(1, 0), ArrowUp: move(-1, 0), ArrowLeft: move(0, -1), ArrowRight: move(0, 1),
    Enter: showTest,
  } : {});
}

export function Statement({ problem }: { problem: Problem }) {
  return (
    <Section title="Problem" aside={<CopyButton text={problem.statement} />}>
      <div class="statement"><Text text={problem.statement} label="statement" /></div>
    </Section>
  );
}

export function ProblemView(
  { problem, cell, onSelect, compact = false }:
  { problem: Problem; cell: string | undefined; onSelect: (cell: string) => void; compact?: boolean },
) {
  const place = placeIn(problem, cell);
  const select = (chosen: Place) => onSelect(formatPlace(chosen));
  useArrows(problem, place, select, !compact);
  const repair = isRepair(problem);
  const candidate = rowsOf(problem, place.loop)[place.row];
  const grid = (
    <Section title={repair ? "Turns" : "Candidates and tests"}>
      <Grid
        candidates={problem.candidates} tests={problem.tests} loop="c" place={place} onSelect={select} turns={repair}
        caption="predicted and real verdicts"
      />
      {problem.oracle && (
        <>
          <h3 class="sub">Oracle: the same loop with real execution</h3>
          <Grid
            candidates={problem.oracle} tests={problem.tests} loop="o" place={place} onSelect={select} turns={repair}
            caption="the oracle's verdicts"
          />
        </>
      )}
      <GridLegend />
    </Section>
  );
  const showDetail = (chosen: Place) => {
    select(chosen);
    requestAnimationFrame(showTest);
  };
  return (
    <div class={compact ? "problem compact" : "problem"}>
      <div class="columns even">
        <div class="side left">
          {!compact && <Statement problem={problem} />}
          {candidate && <CandidateSection candidate={candidate} place={place} turns={repair} />}
        </div>
        <div class="side right">
          {grid}
          {candidate && <TestSection candidate={candidate} tests={problem.tests} place={place} turns={repair} />}
        </div>
      </div>
      {repair && !compact && (
        <Section title="Turn by turn">
          <div class={problem.oracle ? "loops two" : "loops"}>
            <Loop turns={problem.candidates} loop="c" title="With predictions" place={place} onSelect={showDetail} />
            {problem.oracle && <Loop turns={problem.oracle} loop="o" title="Oracle: with real execution" place={place} onSelect={showDetail} />}
          </div>
        </Section>
      )}
      {!compact && Object.keys(problem.usage).length > 0 && (
        <Section title="Usage"><UsageTable usage={problem.usage} /></Section>
      )}
    </div>
  );
}

export function ProblemFacts({ problem }: { problem: Problem }) {
  return (
    <>
      {problem.level !== null && <span>level {visible(problem.level)}</span>}
      {problem.entry_point && <span><code>{visible(problem.entry_point)}</code></span>}
      <span>{visible(problem.strategy)}</span>
      {problem.stop_reason && <span>{visible(problem.stop_reason)}</span>}
      {problem.confidence !== null && <span>confidence {fixed(problem.confidence, 2)}</span>}
    </>
  );
}

