// The page that steps through a trace, alone or with a model's explanation of the run beside it.
import { render } from "preact";
import { useMemo } from "preact/hooks";
import { CopyButton } from "./shared/copy";
import { readBlock } from "./shared/data";
import { visible } from "./shared/text";
import { applyTheme, ThemeButton } from "./shared/theme";
import { DebuggerView } from "./stepper/debugger";
import { KeysButton } from "./stepper/keys";
import { Stepper } from "./stepper/stepper";
import { Timeline } from "./stepper/timeline";
import type { DebugData, TraceData } from "./stepper/types";
import { useStepping } from "./stepper/use_step";
import "./shared/base.css";
import "./trace.css";

interface PageData {
  title: string;
  data: TraceData | null;
  debug: DebugData | null;
}

function Page({ title, data, debug }: PageData) {
  return (
    <div class="trace-page">
      <header class="page-head">
        <h1>{visible(title)}</h1>
        {data && <Outcome data={data} />}
        <span class="tools">
          {data && <CopyLink />}
          {data && <KeysButton />}
          <ThemeButton />
        </span>
      </header>
      <main>{debug ? <DebuggerView data={data} debug={debug} whole /> : data && <Alone data={data} />}</main>
    </div>
  );
}

function Alone({ data }: { data: TraceData }) {
  const timeline = useMemo(() => new Timeline(data.trace, data.spans), [data]);
  return <Stepper timeline={timeline} stepping={useStepping(timeline, true)} />;
}

function Outcome({ data: { trace } }: { data: TraceData }) {
  const bad = trace.outcome !== "ok";
  return (
    <span class="outcome">
      <span class={bad ? "run-chip bad" : "run-chip good"}>{visible(trace.outcome)}</span>
      {trace.truncated && <span class="run-chip warn">cut {visible(trace.truncated)}</span>}
    </span>
  );
}

// The address is read when the button is pressed: it follows the steps.
function CopyLink() {
  return <CopyButton text={() => location.href} label="Copy link" />;
}

applyTheme();
const root = document.getElementById("app");
if (root) readBlock<PageData>("data").then((data) => render(<Page {...data} />, root));
