// Two runs, compared on the problems that both have.
import { useMemo, useRef } from "preact/hooks";
import { formatHash, readHash, writeHash, type HashState } from "../shared/hash";
import { visible } from "../shared/text";
import { difference, fixed, interval, plain, plural, quantity } from "./format";
import { InstanceView } from "./instance";
import { useKeys } from "./keys";
import { Badge, Section } from "./parts";
import { ProblemView, Statement } from "./problem";
import { useEntry, type Store } from "./store";
import { useVirtual } from "./table";
import { isProblem, rowOf, type Comparison, type Head, type Pair, type Run } from "./types";
import { Code } from "../shared/code";

const CHANGES = ["regressed", "improved", "same"] as const;
const SIGNS = { regressed: "\u2193", improved: "\u2191", same: "=" };

function Warning({ comparison }: { comparison: Comparison }) {
  const loud = comparison.differences.filter((each) => each.loud);
  if (!loud.length) return null;
  return (
    <div class="warning" role="alert">
      <strong>These runs are not of the same {loud.map((each) => each.name).join(", ")}.</strong> Differences between them may come from that.
      <ul>
        {loud.map((each) => <li><code>{visible(each.name)}</code>: {visible(plain(each.a))} against {visible(plain(each.b))}</li>)}
      </ul>
    </div>
  );
}

function Paired({ comparison, a, b }: { comparison: Comparison; a: Run; b: Run }) {
  const { right, difference: gain } = comparison;
  return (
    <Section title="Paired answers">
      <table class="plain paired">
        <thead>
          <tr><td /><th scope="col" class="num">B right</th><th scope="col" class="num">B not right</th></tr>
        </thead>
        <tbody>
          <tr><th scope="row">A right</th><td class="num">{right.both}</td><td class="num regressed">{right.only_a}</td></tr>
          <tr><th scope="row">A not right</th><td class="num improved">{right.only_b}</td><td class="num">{right.neither}</td></tr>
        </tbody>
      </table>
      <dl class="big-numbers">
        <div>
          <dt>B − A</dt>
          <dd>{difference(gain.value, "share")} <span class="dim">{interval(gain, "share") && `95 %: ${interval(gain, "share")}`}</span></dd>
        </div>
        <div>
          <dt>McNemar, exact</dt>
          <dd>p {comparison.p_value < 0.0001 ? "< 0.0001" : "= " + fixed(comparison.p_value, 4)}</dd>
        </div>
        <div><dt>pairs</dt><dd>{gain.n.toLocaleString("en")}</dd></div>
      </dl>
      <p class="dim help">
        A: {visible(a.name)}. B: {visible(b.name)}.
        {comparison.only_in_a.length > 0 && ` ${plural(comparison.only_in_a.length, "entry")} only in A.`}
        {comparison.only_in_b.length > 0 && ` ${plural(comparison.only_in_b.length, "entry")} only in B.`}
      </p>
    </Section>
  );
}

function MetricsTable({ comparison }: { comparison: Comparison }) {
  return (
    <Section title="Metrics">
      <div class="scroll-x">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">metric</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th>
              <th scope="col" class="num">B − A</th><th scope="col" class="num">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {comparison.metrics.map((metric) => {
              const { value, low, high } = metric.difference;
              const clear = low !== null && high !== null && (low > 0 || high < 0) && metric.higher_is_better !== null;
              const better = clear && (value ?? 0) > 0 === metric.higher_is_better;
              return (
                <tr>
                  <th scope="row" title={metric.name}>{visible(metric.label)}</th>
                  <td class="num">{quantity(metric.a.value, metric.unit)}</td>
                  <td class="num">{quantity(metric.b.value, metric.unit)}</td>
                  <td class={`num strong ${clear ? (better ? "improved" : "regressed") : ""}`}>{difference(value, metric.unit)}</td>
                  <td class="num dim">{interval(metric.difference, metric.unit)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function SettingsTable({ comparison }: { comparison: Comparison }) {
  return (
    <Section title="Settings that differ" aside={<span class="dim">{comparison.equal_settings} equal</span>}>
      {comparison.differences.length === 0
        ? <p class="dim">None.</p>
        : (
          <table class="plain">
            <thead><tr><th scope="col">setting</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
            <tbody>
              {comparison.differences.map((each) => (
                <tr class={each.loud ? "loud" : ""}>
                  <th scope="row">{visible(each.name)}</th>
                  <td class="breakable">{visible(plain(each.a))}</td><td class="breakable">{visible(plain(each.b))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Section>
  );
}

function Side({ store, run, index, id, name, state }: { store: Store; run: Run; index: number; id: string; name: "A" | "B"; state: HashState }) {
  const row = rowOf(run, id);
  const entry = useEntry(store, index, row);
  const key = `cell${name}`;
  return (
    <section class="side-view" aria-label={`run ${name}`}>
      <h3>
        {name}: {visible(run.name)} {row && <Badge outcome={row.outcome} />}
        {row && <a href={formatHash({ view: "entry", run: String(index), id })}>open</a>}
      </h3>
      {entry instanceof Error && <p>{visible(entry.message)}</p>}
      {entry && !(entry instanceof Error) && (isProblem(entry)
        ? <ProblemView problem={entry} compact cell={state[key]} onSelect={(cell) => writeHash({ [key]: cell }, { replace: true })} />
        : <InstanceView instance={entry} compact />)}
    </section>
  );
}

function SharedPart({ store, run, index, id }: { store: Store; run: Run; index: number; id: string }) {
  const entry = useEntry(store, index, rowOf(run, id));
  if (!entry || entry instanceof Error) return null;
  if (isProblem(entry)) return <details class="fold"><summary>Problem</summary><Statement problem={entry} /></details>;
  return <details class="fold" open><summary>Program</summary><Code code={entry.program} /></details>;
}

function PairsTable({ pairs, state }: { pairs: Pair[]; state: HashState }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(pairs.length, scroller);
  const known = pairs.findIndex((pair) => pair.id === state.id);
  const go = (place: number) => {
    const pair = pairs[Math.max(0, Math.min(pairs.length - 1, place))];
    if (!pair) return;
    writeHash({ id: pair.id, cellA: "", cellB: "" }, { replace: true });
    virtual.scrollToIndex(pairs.indexOf(pair), { align: "auto" });
  };
  useKeys({
    j: () => go(known + 1), ArrowDown: () => go(known + 1), k: () => go(known - 1), ArrowUp: () => go(known - 1),
    Enter: () => document.getElementById("pair")?.scrollIntoView({ block: "start" }),
    Escape: () => writeHash({ id: "" }, { replace: true }),
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div class="scroller short" ref={scroller}>
      <table class="rows" aria-rowcount={pairs.length + 1}>
        <thead><tr><th scope="col" class="id">problem</th><th scope="col">change</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
        <tbody>
          {before > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={4} style={{ height: `${before}px` }} /></tr>}
          {items.map((item) => {
            const pair = pairs[item.index];
            if (!pair) return null;
            return (
              <tr key={pair.id} aria-rowindex={item.index + 2} class={pair.id === state.id ? "current" : ""} onClick={() => go(item.index)}>
                <td class="id"><a href={formatHash({ ...readHash(), id: pair.id, cellA: "", cellB: "" })}>{visible(pair.id)}</a></td>
                <td><span class={`change ${pair.change}`}>{SIGNS[pair.change]} {pair.change}</span></td>
                <td><Badge outcome={pair.a} /></td>
                <td><Badge outcome={pair.b} /></td>
              </tr>
            );
          })}
          {after > 0 && <tr class="spacer" aria-hidden="true"><td colSpan={4} style={{ height: `${after}px` }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

function Pairs({ comparison, state }: { comparison: Comparison; state: HashState }) {
  const sorted = useMemo(
    () => [...comparison.pairs].sort((x, y) => CHANGES.indexOf(x.change) - CHANGES.indexOf(y.change)), [comparison]);
  const pairs = state.change ? sorted.filter((pair) => pair.change === state.change) : sorted;
  return (
    <Section
      title="Problem by problem"
      aside={(
        <span class="chips" role="group" aria-label="Change">
          {CHANGES.map((change) => (
            <button
              type="button" class={`chip ${change}`} aria-pressed={state.change === change}
              onClick={() => writeHash({ change: state.change === change ? "" : change }, { replace: true })}
            >
              {SIGNS[change]} {change} <span class="count">{comparison.pairs.filter((pair) => pair.change === change).length}</span>
            </button>
          ))}
        </span>
      )}
    >
      <PairsTable pairs={pairs} state={state} />
    </Section>
  );
}

export function Compare({ store, head, state }: { store: Store; head: Head; state: HashState }) {
  const comparison = head.comparisons[Number(state.comparison ?? 0)] ?? head.comparisons[0];
  const a = head.runs[comparison?.a ?? -1];
  const b = head.runs[comparison?.b ?? -1];
  if (!comparison || !a || !b) return <main class="overview"><p class="no-rows">The report compares no runs.</p></main>;
  return (
    <main class="overview compare">
      <header class="title">
        <h1>{visible(a.name)} <span class="dim">against</span> {visible(b.name)}</h1>
        {head.comparisons.length > 1 && (
          <select aria-label="Comparison" value={state.comparison ?? "0"} onChange={(event) => writeHash({ comparison: event.currentTarget.value, id: "" })}>
            {head.comparisons.map((each, index) => (
              <option value={index}>{visible(head.runs[each.a]?.name ?? "")} against {visible(head.runs[each.b]?.name ?? "")}</option>
            ))}
          </select>
        )}
      </header>
      <Warning comparison={comparison} />
      <div class="columns">
        <MetricsTable comparison={comparison} />
        <div class="side">
          <Paired comparison={comparison} a={a} b={b} />
          <SettingsTable comparison={comparison} />
        </div>
      </div>
      <Pairs comparison={comparison} state={state} />
      {state.id && (
        <Section title={state.id} id="pair">
          <SharedPart store={store} run={a} index={comparison.a} id={state.id} />
          <div class="sides">
            <Side store={store} run={a} index={comparison.a} id={state.id} name="A" state={state} />
            <Side store={store} run={b} index={comparison.b} id={state.id} name="B" state={state} />
          </div>
        </Section>
      )}
    </main>
  );
}
