// What is behind a cell of the grid: the program, and the predicted, expected and real outputs.
import { Code } from "../shared/code";
import { visible } from "../shared/text";
import { firstDifference, lineAndColumn } from "./difference";
import { plural, words } from "./format";
import { majority, type Place } from "./grid";
import { Badge, CELLS, Fold, Pane, Section } from "./parts";
import type { Candidate, Cell, TestRow, Vote } from "./types";

const at = (text: string, place: number) => {
  const [line, column] = lineAndColumn(text, place);
  return `line ${line}, column ${column}`;
};

/** Three outputs beside each other; in those that are not as expected, the first difference is marked. */
export function Outputs({ cell, test }: { cell: Cell; test: TestRow }) {
  const predicted = majority(cell);
  const { real_output: real } = cell;
  const expected = test.expected;
  const wrongAt = (output: string | null, verdict: boolean | null) =>
    output !== null && expected !== null && verdict === false ? firstDifference(expected, output) : null;
  const [predictedAt, realAt] = [wrongAt(predicted, cell.predicted), wrongAt(real, cell.real)];
  const apart = predicted !== null && real !== null ? firstDifference(real, predicted) : null;
  const verdict = (passes: boolean | null) =>
    passes === null ? null : <span class={`badge ${passes ? "right" : "wrong"}`}>{passes ? "passes" : "fails"}</span>;
  return (
    <>
      <div class="panes three">
        <Pane
          title="Predicted" text={predicted} mark={predictedAt} note={verdict(cell.predicted)}
          empty={cell.votes[0] ? noOutput(cell.votes[0]) : "not predicted"}
        />
        <Pane title="Expected" text={expected} empty="unknown" />
        <Pane
          title="Real" text={real} mark={realAt} note={verdict(cell.real)} empty={cell.real_error ?? "not run"}
        />
      </div>
      <p class="dim help">
        {CELLS[cell.cell_class].letters}: {CELLS[cell.cell_class].meaning}.
        {cell.real_verdict && <> Real verdict: {visible(cell.real_verdict)}{cell.real_error ? visible(`, ${cell.real_error}`) : ""}.</>}
        {apart !== null && predicted !== null && <> The prediction first differs from the real output at {at(predicted, apart)}.</>}
        {apart === null && predicted !== null && real !== null && <> The prediction is the real output.</>}
        {cell.output_truncated && <> The real output was cut where it was recorded.</>}
      </p>
    </>
  );
}

const noOutput = (vote: Vote) => [words(vote.status), vote.reason].filter(Boolean).join(": ");

function VoteView({ vote, number, many }: { vote: Vote; number: number; many: boolean }) {
  return (
    <div class="vote">
      {many && (
        <h4>
          Vote {number + 1} <span class="dim">{vote.output === null ? visible(noOutput(vote)) : ""}</span>
        </h4>
      )}
      {many && vote.output !== null && <Fold title="Output" text={vote.output} open={vote.output.length < 200} />}
      {vote.reply !== "" && <Fold title="Reply: the simulation" text={vote.reply} />}
      {vote.prompt !== undefined && <Fold title="Prompt" text={vote.prompt} />}
    </div>
  );
}

export function CandidateTitle({ candidate, name }: { candidate: Candidate; name: string }) {
  return (
    <span class="candidate-title">
      {name} <Badge outcome={candidate.outcome} />
      {candidate.private_verdict && (
        <span class="dim">{visible(candidate.private_verdict)} on {plural(candidate.private_tests, "private test")}</span>
      )}
    </span>
  );
}

const nameOf = (place: Place, turns: boolean) =>
  `${place.loop === "o" ? "Oracle, turn" : turns ? "Turn" : "Candidate"} ${place.row + 1}`;

/** The program of a candidate, with the reply that it is from. */
export function CandidateSection({ candidate, place, turns }: { candidate: Candidate; place: Place; turns: boolean }) {
  const name = nameOf(place, turns);
  return (
    <Section
      title={name} part="candidate-part"
      aside={(
        <>
          <Badge outcome={candidate.outcome} />
          {candidate.private_verdict && (
            <span class="dim">{visible(candidate.private_verdict)} on {plural(candidate.private_tests, "private test")}</span>
          )}
        </>
      )}
    >
      <div class="program">
        {candidate.program === null
          ? <p class="nothing">No program in the reply.</p>
          : <Code code={candidate.program} label={`program of ${name}`} />}
        {candidate.reply !== "" && <Fold title="Reply" text={candidate.reply} open={candidate.program === null} />}
        {candidate.prompt !== undefined && <Fold title="Prompt" text={candidate.prompt} />}
      </div>
    </Section>
  );
}

/** A candidate on a test: the input, three outputs, and the votes. */
export function TestSection(
  { candidate, tests, place, turns }: { candidate: Candidate; tests: TestRow[]; place: Place; turns: boolean },
) {
  const cell = candidate.cells[place.test];
  const test = tests[place.test];
  if (!cell || !test) return null;
  return (
    <Section title={`${nameOf(place, turns)} on test ${place.test + 1}`} part="test-part">
      <div class="test-detail">
        <Pane title="Input" text={test.input} />
        <Outputs cell={cell} test={test} />
        {cell.votes.map((vote, number) => <VoteView vote={vote} number={number} many={cell.votes.length > 1} />)}
      </div>
    </Section>
  );
}
