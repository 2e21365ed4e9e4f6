// One instance of an output prediction task: program, input, explanation, answer and true output.
import { useState } from "preact/hooks";
import { Code } from "../shared/code";
import { Text, visible } from "../shared/text";
import { CopyButton } from "../shared/copy";
import { firstDifference, lineAndColumn } from "./difference";
import { words } from "./format";
import { DebuggerView } from "../stepper/debugger";
import { CheckedText, debugReport, DivergenceBox } from "./divergence";
import { Badge, Fold, KeyValues, Pane, Section } from "./parts";
import type { Instance, Reply } from "./types";

/** The real run, step by step, beside the explanation: where both the run and the report on it are there. */
function RunFold({ reply }: { reply: Reply }) {
  const [open, setOpen] = useState(false);
  const report = debugReport(reply.divergence);
  if (!report || !reply.trace) return null;
  return (
    <details class="fold run-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Step through the run beside the explanation</summary>
      {open && <DebuggerView data={reply.trace} debug={{ explanation: reply.reply, report }} />}
    </details>
  );
}

function ReplyView({ reply, instance, number }: { reply: Reply; instance: Instance; number: number }) {
  const mark = reply.answer !== null && reply.outcome !== "right" ? firstDifference(instance.expected, reply.answer) : null;
  const report = debugReport(reply.divergence);
  const many = instance.replies.length > 1;
  return (
    <div class="reply">
      {many && <h3>Reply {number + 1} <Badge outcome={reply.outcome} /></h3>}
      <div class="panes two">
        <Pane title="Answer" text={reply.answer} mark={mark} empty={words(reply.outcome)} note={<Badge outcome={reply.outcome} />} />
        <Pane title="True output" text={instance.expected} />
      </div>
      {mark !== null && reply.answer !== null && (
        <p class="dim help">First difference at line {lineAndColumn(reply.answer, mark).join(", column ")}.</p>
      )}
      {reply.divergence && <DivergenceBox data={reply.divergence} />}
      <div class="pane">
        <header><h4>Explanation</h4><CopyButton text={reply.reply} /></header>
        {reply.reply === "" ? <p class="nothing">no reply</p> : (
          <div class="explanation">
            {report ? <CheckedText text={reply.reply} report={report} /> : <Text text={reply.reply} label="explanation" />}
          </div>
        )}
      </div>
      {reply.prompt !== undefined && <Fold title="Prompt" text={reply.prompt} />}
    </div>
  );
}

/** Return the lines of the program where the first divergences of the replies are. */
function divergentLines(instance: Instance): number[] {
  const lines = instance.replies.map((reply) => debugReport(reply.divergence)?.divergence?.line ?? null);
  return lines.filter((line) => line !== null);
}

export function InstanceView({ instance, compact = false }: { instance: Instance; compact?: boolean }) {
  return (
    <div class={compact ? "instance compact" : "instance"}>
      <div class="columns even">
        {!compact && (
          <div class="side">
            <Section title="Program"><Code code={instance.program} marked={divergentLines(instance)} /></Section>
            <Section title={instance.entry_point ? "Arguments" : "Input"} aside={<CopyButton text={instance.input} />}>
              <Text text={instance.input} label="input" />
            </Section>
            {Object.keys(instance.features).length > 0 && <Section title="Features"><KeyValues data={instance.features} /></Section>}
          </div>
        )}
        <Section title="Prediction">
          {instance.replies.map((reply, number) => <ReplyView reply={reply} instance={instance} number={number} />)}
        </Section>
      </div>
      {!compact && instance.replies.map((reply) => <RunFold reply={reply} />)}
    </div>
  );
}

export function InstanceFacts({ instance }: { instance: Instance }) {
  return (
    <>
      {instance.level !== null && <span>level {visible(instance.level)}</span>}
      <span>{visible(instance.cluster)}</span>
      {instance.entry_point && <span><code>{visible(instance.entry_point)}</code></span>}
    </>
  );
}
