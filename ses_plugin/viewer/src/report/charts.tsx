// Charts, drawn by Observable Plot. Series differ by colour, by dash and by symbol.
import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "preact/hooks";
import { visible, visibleText } from "../shared/text";
import { interval, number, percent } from "./format";
import type { Chart, Point, Series } from "./types";

const COLOURS = ["var(--s0)", "var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--s5)"];
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 2", "10 4"];
const SYMBOLS = ["circle", "square", "triangle", "diamond", "cross", "star"] as const;
const colour = (index: number) => COLOURS[index % COLOURS.length] ?? "currentColor";

interface Drawn extends Point { series: string; index: number; text: string }

/** Whether the values of a chart are shares, which are shown in percent. */
function areShares(chart: Chart): boolean {
  return chart.series.every((series) =>
    series.points.every(({ y, low, high }) => [y, low ?? 0, high ?? 0].every((each) => Math.abs(each) <= 1)));
}

function drawnPoints(chart: Chart): Drawn[] {
  const unit = areShares(chart) ? "share" : "";
  return chart.series.flatMap((series, index) => series.points.map((point) => {
    const value = unit ? percent(point.y) : number(point.y);
    const bounds = interval(point, unit);
    const lines = [
      chart.series.length > 1 ? series.name : "",
      point.label && chart.kind !== "bar" ? point.label : "",
      `${chart.x_label}: ${chart.kind === "bar" && point.label ? point.label : number(point.x)}`,
      `${chart.y_label}: ${value}${bounds && ` (${bounds})`}`,
      point.n === undefined ? "" : `n = ${point.n.toLocaleString("en")}`,
    ];
    const label = point.label === undefined ? undefined : visibleText(point.label);
    return { ...point, label, series: series.name, index, text: visibleText(lines.filter(Boolean).join("\n")) };
  }));
}

const tip = (points: Drawn[], more: object = {}) =>
  Plot.tip(points, Plot.pointer({
    x: "x", y: "y", title: "text", fill: "var(--raised)", stroke: "var(--edge-strong)", fontSize: 12, ...more,
  }));

function lineMarks(points: Drawn[], series: Series[]): Plot.Markish[] {
  return series.flatMap((_, index) => {
    const mine = points.filter((point) => point.index === index);
    const band = mine.filter((point) => point.low !== null && point.high !== null);
    return [
      Plot.areaY(band, { x: "x", y1: "low", y2: "high", fill: colour(index), fillOpacity: series.length > 3 ? 0.06 : 0.1 }),
      Plot.lineY(mine, { x: "x", y: "y", stroke: colour(index), strokeWidth: 2, strokeDasharray: DASHES[index % 6] || undefined }),
      Plot.dot(mine.length <= 30 ? mine : [], { x: "x", y: "y", fill: colour(index), r: 3, symbol: SYMBOLS[index % 6] }),
    ];
  });
}

function scatterMarks(points: Drawn[], series: Series[]): Plot.Markish[] {
  return series.flatMap((_, index) => {
    const mine = points.filter((point) => point.index === index);
    const bounded = mine.filter((point) => point.low !== null && point.high !== null);
    return [
      Plot.ruleX(bounded, { x: "x", y1: "low", y2: "high", stroke: colour(index), strokeOpacity: 0.5 }),
      // Points with names of their own are no path.
      Plot.line(mine.some((point) => point.label) ? [] : mine, { x: "x", y: "y", stroke: colour(index), strokeOpacity: 0.35 }),
      Plot.text(mine.length <= 8 ? mine : [], {
        x: "x", y: "y", text: (point: Drawn) => point.label ?? "", dy: -9, fontSize: 11, fill: "var(--text)", stroke: "var(--back)", strokeWidth: 3,
      }),
      Plot.dot(mine, { x: "x", y: "y", fill: colour(index), r: 4, symbol: SYMBOLS[index % 6] }),
    ];
  });
}

function reliabilityMarks(points: Drawn[]): Plot.Markish[] {
  const bounded = points.filter((point) => point.low !== null && point.high !== null);
  const most = Math.max(1, ...points.map((point) => point.n ?? 0));
  return [
    Plot.ruleX(points, { x: "x", y1: 0, y2: (point: Drawn) => (0.2 * (point.n ?? 0)) / most, stroke: "var(--edge-strong)", strokeWidth: 12 }),
    Plot.text(points, {
      x: "x", y: (point: Drawn) => (0.2 * (point.n ?? 0)) / most, text: (point: Drawn) => point.n?.toLocaleString("en") ?? "",
      dy: -7, fontSize: 10, fill: "var(--dim)",
    }),
    Plot.line([[0, 0], [1, 1]], { stroke: "var(--dim)", strokeDasharray: "3 3" }),
    Plot.ruleX(bounded, { x: "x", y1: "low", y2: "high", stroke: colour(0), strokeOpacity: 0.6 }),
    Plot.line(points, { x: "x", y: "y", stroke: colour(0), strokeOpacity: 0.5, z: "index" }),
    Plot.dot(points, { x: "x", y: "y", r: 4.5, fill: (point: Drawn) => colour(point.index) }),
  ];
}

/** Bars that lie, for labels that are too many or too long to stand beside each other. */
function lyingBarMarks(points: Drawn[]): Plot.Markish[] {
  const bounded = points.filter((point) => point.low !== null && point.high !== null);
  const place = { fy: "label", y: "series" };
  return [
    Plot.barX(points, { ...place, x: "y", fill: (point: Drawn) => colour(point.index), fillOpacity: 0.75, insetTop: 0.5, insetBottom: 0.5 }),
    Plot.ruleY(bounded, { ...place, x1: "low", x2: "high", stroke: "var(--text)" }),
    Plot.ruleX([0], { stroke: "var(--edge-strong)" }),
    Plot.tip(points, Plot.pointerY({
      ...place, x: "y", title: "text", fill: "var(--raised)", stroke: "var(--edge-strong)", fontSize: 12,
    })),
  ];
}

function drawLyingBars(chart: Chart, points: Drawn[], width: number): SVGElement | HTMLElement {
  const labels = [...new Set(points.map((point) => point.label ?? number(point.x)))];
  const longest = Math.min(0.4 * width, 16 + 6.4 * Math.max(...labels.map((label) => label.length)));
  return Plot.plot({
    width, height: Math.max(250, 50 + labels.length * (6 + 12 * chart.series.length)), marginLeft: longest, marginBottom: 36, marginTop: 8,
    className: "plot",
    x: {
      label: visibleText(chart.y_label), grid: true, ticks: 5, zero: true, nice: true, labelArrow: "none",
      ...(areShares(chart) ? { tickFormat: (value: number) => `${Math.round(value * 100)}%` } : {}),
    },
    y: { axis: null, domain: chart.series.map((series) => series.name) },
    fy: { label: null, domain: labels, padding: 0.2 },
    marks: lyingBarMarks(points.map((point) => ({ ...point, label: point.label ?? number(point.x) }))),
  });
}

function barMarks(points: Drawn[]): Plot.Markish[] {
  const bounded = points.filter((point) => point.low !== null && point.high !== null);
  const place = { fx: "label", x: "series" };
  return [
    Plot.barY(points, { ...place, y: "y", fill: (point: Drawn) => colour(point.index), fillOpacity: 0.75, insetLeft: 1, insetRight: 1 }),
    Plot.ruleX(bounded, { ...place, y1: "low", y2: "high", stroke: "var(--text)" }),
    Plot.ruleY([0], { stroke: "var(--edge-strong)" }),
    tip(points, place),
  ];
}

function draw(chart: Chart, width: number): SVGElement | HTMLElement {
  const points = drawnPoints(chart);
  const [xLabel, yLabel] = [visibleText(chart.x_label), visibleText(chart.y_label)];
  const shares = areShares(chart);
  const square = chart.kind === "reliability";
  const whole = points.length > 0 && points.every((point) => Number.isInteger(point.x)) && chart.x_scale !== "log";
  const most = Math.max(...points.map((point) => point.x), 1);
  const bar = chart.kind === "bar";
  const order = [...new Set(points.map((point) => point.label))];
  const letters = order.reduce((sum, label) => sum + 2 + (label ?? "00").length, 0);
  if (bar && letters * 6.4 > width - 56) return drawLyingBars(chart, points, width);
  const marks = {
    line: () => [...lineMarks(points, chart.series), tip(points)],
    scatter: () => [...scatterMarks(points, chart.series), tip(points)],
    reliability: () => [...reliabilityMarks(points), tip(points)],
    bar: () => barMarks(points.map((point) => ({ ...point, label: point.label ?? number(point.x) }))),
  }[chart.kind]();
  const x: Plot.ScaleOptions = bar
    ? { axis: null, domain: chart.series.map((series) => series.name) }
    : {
        label: xLabel, type: chart.x_scale === "log" ? "log" : "linear",
        ...(square ? { domain: [0, 1] } : {}),
        ...(whole && most <= 12 ? { ticks: Array.from({ length: most }, (_, index) => index + 1), tickFormat: "d" } : {}),
        ...(whole ? {} : { ticks: width < 360 ? 4 : 6 }),
        ...(chart.x_scale === "log" ? { tickFormat: "~s", ticks: 4 } : {}),
      };
  return Plot.plot({
    width, height: 250, marginLeft: 44, marginBottom: 36, marginTop: 22, marginRight: 12,
    className: "plot",
    x,
    fx: bar ? { label: xLabel, domain: order.map((each, index) => each ?? number(points[index]?.x ?? 0)), padding: 0.2 } : {},
    y: {
      label: yLabel, grid: true, ticks: 5, nice: true, labelArrow: "none",
      ...(square ? { domain: [0, 1] } : bar ? { zero: true } : {}),
      ...(shares ? { tickFormat: (value: number) => `${Math.round(value * 100)}%` } : {}),
    },
    marks,
  });
}

/** One chart with its legend, and its numbers as a table. */
export function ChartView({ chart }: { chart: Chart }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!box.current || width < 50) return;
    const drawn = draw(chart, width);
    // The policy of the page allows only its own style sheet, which has these rules.
    for (const style of drawn.querySelectorAll("style")) style.remove();
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", visibleText(`${chart.title}. ${chart.help}`));
    box.current.replaceChildren(drawn);
  }, [chart, width]);
  return (
    <figure class="chart" id={`chart-${chart.id}`}>
      <figcaption>
        <h3>{visible(chart.title)}</h3>
        <p class="dim">{visible(chart.help)}</p>
      </figcaption>
      {chart.series.length > 1 && <Legend chart={chart} />}
      <div class="plot-box" ref={box} />
      <ChartTable chart={chart} />
    </figure>
  );
}

function Legend({ chart }: { chart: Chart }) {
  return (
    <ul class="legend">
      {chart.series.map((series, index) => (
        <li>
          <svg width="26" height="10" aria-hidden="true">
            {chart.kind === "bar"
              ? <rect width="12" height="10" x="7" fill={colour(index)} fill-opacity="0.75" />
              : <>
                  <line x1="0" x2="26" y1="5" y2="5" stroke={colour(index)} stroke-width="2" stroke-dasharray={DASHES[index % 6]} />
                  <circle cx="13" cy="5" r="3" fill={colour(index)} />
                </>}
          </svg>
          {visible(series.name)}
        </li>
      ))}
    </ul>
  );
}

function ChartTable({ chart }: { chart: Chart }) {
  const [open, setOpen] = useState(false);
  const unit = areShares(chart) ? "share" : "";
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Numbers</summary>
      {open && (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">series</th><th scope="col" class="num">{visible(chart.x_label)}</th>
              <th scope="col" class="num">{visible(chart.y_label)}</th><th scope="col" class="num">95 %</th>
              <th scope="col" class="num">n</th>
            </tr>
          </thead>
          <tbody>
            {chart.series.flatMap((series) => series.points.map((point) => (
              <tr>
                <td>{visible(series.name)}</td>
                <td class="num">{visible(point.label ?? number(point.x))}</td>
                <td class="num">{unit ? percent(point.y) : number(point.y)}</td>
                <td class="num">{interval(point, unit)}</td>
                <td class="num">{point.n}</td>
              </tr>
            )))}
          </tbody>
        </table>
      )}
    </details>
  );
}
