// One run at a glance, and all runs side by side.
import { formatHash } from "../shared/hash";
import { visible, visibleText } from "../shared/text";
import { ChartView } from "./charts";
import { interval, number, percent, plain, plural, quantity, words } from "./format";
import { CELLS, OUTCOME_SIGNS, OUTCOMES, Section } from "./parts";
import type { CellClass, Head, Metric, Run, Usage, Value } from "./types";

/** A share as a bar with its interval as a whisker. */
export function ShareBar({ value, from = 0 }: { value: Value; from?: number }) {
  if (value.value === null) return null;
  const place = (share: number) => `${(100 * (share - from)) / (1 - from)}%`;
  const [start, end] = [Math.min(0, value.value), Math.max(0, value.value)];
  return (
    <span class="share-bar" aria-hidden="true">
      <span class="fill" style={{ left: place(start), width: `${(100 * (end - start)) / (1 - from)}%` }} />
      {value.low !== null && value.high !== null && (
        <span class="whisker" style={{ left: place(value.low), width: `${(100 * (value.high - value.low)) / (1 - from)}%` }} />
      )}
    </span>
  );
}

export function Metrics({ metrics }: { metrics: Metric[] }) {
  const shares = metrics.filter((metric) => metric.unit === "share");
  const from = Math.min(0, ...shares.map((metric) => metric.low ?? metric.value ?? 0));
  return (
    <table class="metrics">
      <thead>
        <tr>
          <th scope="col">metric</th><th scope="col" class="num">value</th><th scope="col" class="num">95 % interval</th>
          <th scope="col" class="wide"><span class="off-screen">bar</span></th><th scope="col" class="num">n</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr>
            <th scope="row">
              <span class="metric-label" tabIndex={0}>{visible(metric.label)}</span>
              <span class="metric-help" role="note">{visible(metric.help)} <code>{visible(metric.name)}</code></span>
            </th>
            <td class="num strong">{quantity(metric.value, metric.unit)}</td>
            <td class="num dim">{interval(metric, metric.unit)}</td>
            <td class="wide">{metric.unit === "share" && <ShareBar value={metric} from={from} />}</td>
            <td class="num dim">{metric.n.toLocaleString("en")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The classes of outcomes as one bar, with counts that link to the table. */
export function OutcomeBar({ run, index }: { run: Run; index: number }) {
  const total = OUTCOMES.reduce((sum, outcome) => sum + (run.outcomes[outcome] ?? 0), 0);
  if (!total) return <p class="dim">No answers were judged.</p>;
  return (
    <div class="outcome-bar">
      <div class="stack" role="img" aria-label={OUTCOMES.map((each) => `${run.outcomes[each] ?? 0} ${words(each)}`).join(", ")}>
        {OUTCOMES.map((each) => (run.outcomes[each] ?? 0) > 0 && (
          <span class={each} style={{ flexGrow: run.outcomes[each] ?? 0 }} title={words(each)} />
        ))}
      </div>
      <ul class="outcome-counts">
        {OUTCOMES.map((each) => (
          <li class={(run.outcomes[each] ?? 0) === 0 ? "zero" : ""}>
            <a href={formatHash({ view: "table", run: String(index), outcome: each })}>
              <span class={`badge ${each}`}><span class="sign" aria-hidden="true">{OUTCOME_SIGNS[each]}</span>{words(each)}</span>
              <span class="count">{(run.outcomes[each] ?? 0).toLocaleString("en")}</span>
              <span class="dim">{percent((run.outcomes[each] ?? 0) / total)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The predicted verdicts against the real ones: 2 x 2, and those that are none. */
function Confusion({ cells }: { cells: Partial<Record<CellClass, number>> }) {
  const count = (name: CellClass) => (
    <td class={`num confusion ${name}`} title={CELLS[name].meaning}>
      <span class="letters">{CELLS[name].letters}</span> {(cells[name] ?? 0).toLocaleString("en")}
    </td>
  );
  const others = (["no_answer", "truncated", "failed", "unknown"] as const).filter((name) => cells[name]);
  return (
    <>
      <table class="plain">
        <thead>
          <tr><td /><th scope="col" class="num">passes</th><th scope="col" class="num">fails</th></tr>
        </thead>
        <tbody>
          <tr><th scope="row">predicted to pass</th>{count("true_positive")}{count("false_positive")}</tr>
          <tr><th scope="row">predicted to fail</th>{count("false_negative")}{count("true_negative")}</tr>
        </tbody>
      </table>
      {others.length > 0 && (
        <p class="dim help">No verdict: {others.map((name) => `${(cells[name] ?? 0).toLocaleString("en")} ${words(name)}`).join(", ")}.</p>
      )}
    </>
  );
}

/** Return settings without nesting: `simulate.temperature`. */
function flat(settings: Record<string, unknown>, prefix = ""): [string, unknown][] {
  return Object.entries(settings).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value] as [string, unknown]]);
}

function Settings({ settings }: { settings: Record<string, unknown> }) {
  return (
    <table class="plain settings">
      <tbody>
        {flat(settings).map(([name, value]) => (
          <tr><th scope="row">{visible(name)}</th><td class="breakable">{visible(plain(value))}</td></tr>
        ))}
      </tbody>
    </table>
  );
}

export function UsageTable({ usage }: { usage: Usage }) {
  const columns = [...new Set(Object.values(usage).flatMap((row) => Object.keys(row)))];
  const show = (name: string, value: unknown) => {
    if (typeof value !== "number") return visible(plain(value));
    if (/cost/.test(name)) return quantity(value, "dollars");
    return /seconds/.test(name) ? quantity(value, "seconds") : number(value);
  };
  return (
    <div class="scroll-x">
      <table class="plain">
        <thead>
          <tr><th scope="col">role</th>{columns.map((name) => <th scope="col" class="num">{visible(words(name))}</th>)}</tr>
        </thead>
        <tbody>
          {Object.entries(usage).map(([role, row]) => (
            <tr><th scope="row">{visible(role)}</th>{columns.map((name) => <td class="num">{show(name, row[name])}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Overview({ run, index }: { run: Run; index: number }) {
  return (
    <main class="overview">
      <header class="title">
        <h1>{visible(run.name)}</h1>
        <p class="dim facts">
          <span>{visible(run.model)}</span><span>{visible(run.task)}</span>
          {run.strategy && <span>{visible(run.strategy)}</span>}
          <span>{plural(run.rows.length, run.kind === "solving" ? "problem" : "instance")}</span>
        </p>
      </header>
      {run.notes.length > 0 && (
        <ul class="notes">{run.notes.map((note) => <li>{visible(note)}</li>)}</ul>
      )}
      <div class="columns">
        <Section title="Metrics"><Metrics metrics={run.metrics} /></Section>
        <div class="side">
          <Section title="Answers"><OutcomeBar run={run} index={index} /></Section>
          {run.cells && Object.values(run.cells).some(Boolean) && <Section title="Predicted verdicts"><Confusion cells={run.cells} /></Section>}
        </div>
      </div>
      {run.charts.length > 0 && (
        <section class="charts" aria-label="Charts">{run.charts.map((chart) => <ChartView key={chart.id} chart={chart} />)}</section>
      )}
      <div class={Object.keys(run.usage).length ? "columns even" : ""}>
        {Object.keys(run.usage).length > 0 && <Section title="Usage"><UsageTable usage={run.usage} /></Section>}
        <Section title="Settings"><Settings settings={run.settings} /></Section>
      </div>
      <p class="dim path">{visible(run.path)}</p>
    </main>
  );
}

/** All runs, one a row. */
export function Runs({ head }: { head: Head }) {
  return (
    <main class="overview">
      <header class="title"><h1>{visible(head.title)}</h1></header>
      <div class="run-cards">
        {head.runs.map((run, index) => (
          <section class="section run-card" aria-label={visibleText(run.name)}>
            <header>
              <h2><a href={formatHash({ view: "overview", run: String(index) })}>{visible(run.name)}</a></h2>
              <p class="dim facts"><span>{visible(run.model)}</span><span>{visible(run.task)}</span></p>
            </header>
            <OutcomeBar run={run} index={index} />
            <Metrics metrics={run.metrics.slice(0, 4)} />
          </section>
        ))}
      </div>
      {head.comparisons.length > 0 && (
        <Section title="Comparisons">
          <ul class="plain-list">
            {head.comparisons.map((each, index) => (
              <li>
                <a href={formatHash({ view: "compare", comparison: String(index) })}>
                  {visible(head.runs[each.a]?.name ?? "")} against {visible(head.runs[each.b]?.name ?? "")}
                </a>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </main>
  );
}
