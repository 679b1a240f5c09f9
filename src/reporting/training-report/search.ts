import { plural } from "#kernel";
import type { BarChart, ChartPoint, LineChart, LineSeries } from "../chart-model.js";
import { countFormat, decimalFormat, formatNumber, percentFormat } from "../number-format.js";
import type { Block, PageSection } from "../page-model.js";
import type { ReportSearch, ReportSearchPlots, TrainingReportInput } from "./input.js";
import { learningFigure } from "./learning.js";

/**
 * The hyper-parameter search: every trial, the best so far, what mattered, how trials did on their folds, and what won.
 * @param input the report's input
 * @returns null without a search
 */
export function searchSection(input: TrainingReportInput): PageSection | null {
  const { search, learning } = input;
  if (search === undefined || search.trials.length === 0) return null;
  const params = Object.entries(search.bestParams);
  const blocks: Block[] = [
    { kind: "figure", chart: historyChart(search), width: "full", caption: historyCaption(search) },
    ...plotFigures(search),
    ...(learning === undefined ? [] : [learningFigure(learning)]),
  ];
  if (params.length > 0) {
    const items = params.map(([term, value]) => ({ term, text: paramText(value), code: true }));
    blocks.push({ kind: "paragraph", text: "Parameters of the best trial:" }, { kind: "definitions", items });
  }
  return { id: "search", title: "Search", blocks };
}

function paramText(value: string | number): string {
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

type Trial = ReportSearch["trials"][number] & { readonly value: number };

function measured(search: ReportSearch): Trial[] {
  return search.trials.filter((trial): trial is Trial => trial.value !== null && Number.isFinite(trial.value));
}

/** Trials far off would press the others together; beyond twice the range of the complete ones nothing is drawn. */
function drawnUpTo(search: ReportSearch): number {
  const complete = measured(search).flatMap((trial) => (trial.pruned ? [] : [trial.value]));
  if (complete.length === 0) return Number.POSITIVE_INFINITY;
  const [low, high] = [Math.min(...complete), Math.max(...complete)];
  return low + Math.max(2 * (high - low), 0.01);
}

const whenSome = (name: string, points: readonly ChartPoint[]): readonly LineSeries[] =>
  points.length === 0 ? [] : [{ name, shape: "dots", points }];

function historyChart(search: ReportSearch): LineChart {
  const trials = measured(search);
  const complete = trials.filter((trial) => !trial.pruned);
  const limit = drawnUpTo(search);
  const place = ({ number, value }: Trial): ChartPoint => [number, value];
  return {
    kind: "line",
    id: "search-history",
    title: `${search.objective} by trial`,
    xAxis: { label: "Trial", format: countFormat },
    yAxis: { label: `${search.objective} (smaller is better)`, format: decimalFormat(3) },
    series: [
      { name: "Best so far", shape: "step", points: bestSoFar(complete) },
      { name: "Trial", shape: "dots", points: complete.map(place) },
      ...whenSome(
        "Given up, from its folds",
        trials.filter(({ pruned, value }) => pruned && value <= limit).map(place),
      ),
    ],
    marks: [],
  };
}

function bestSoFar(trials: readonly Trial[]): ChartPoint[] {
  let best = Number.POSITIVE_INFINITY;
  return trials.map((trial) => {
    best = Math.min(best, trial.value);
    return [trial.number, best] as const;
  });
}

function historyCaption(search: ReportSearch): string {
  const trials = measured(search);
  const complete = trials.filter((trial) => !trial.pruned);
  if (complete.length === 0) return "No trial was completed.";
  const best = complete.reduce((left, right) => (right.value < left.value ? right : left));
  const late = search.trials.at(-1)!.number - best.number;
  const after = late === 0 ? "" : `, and the ${plural(late, "trial")} after it did not improve on it`;
  const limit = drawnUpTo(search);
  const beyond = trials.filter(({ pruned, value }) => pruned && value > limit).length;
  const hidden = beyond === 0 ? "" : ` Above the drawing: ${plural(beyond, "trial")} that did not go to the end.`;
  return `Trial ${best.number} is the best with ${formatNumber(best.value, decimalFormat(4))}${after}.${hidden}`;
}

function plotFigures(search: ReportSearch): Block[] {
  const { plots } = search;
  if (plots === undefined) return [];
  return [
    ...(plots.importance.length === 0 ? [] : [importanceFigure(plots)]),
    ...(plots.folds.some(({ state }) => state !== "best") ? [foldFigure(plots)] : []),
    ...plots.slices.map((slice) => sliceFigure(slice, search)),
  ];
}

function importanceFigure({ importance }: ReportSearchPlots): Block {
  const chart: BarChart = {
    kind: "bar",
    orientation: "horizontal",
    id: "search-importance",
    title: "What mattered in the search",
    barLabel: "Parameter",
    valueAxis: { label: "Share of the differences between trials", format: percentFormat(0), min: 0 },
    bars: importance.map(({ parameter, share }) => ({ label: parameter, value: share })),
  };
  const [first] = importance;
  const caption = `${first!.parameter} explains most of the differences between trials; trials that were given up count with the folds they had.`;
  return { kind: "figure", chart, width: "half", caption };
}

/** The best trial is the line at 0; a small shift keeps complete trials and others apart. */
function foldFigure({ folds }: ReportSearchPlots): Block {
  const limit = 0.03;
  const drawn = folds.filter(({ difference }) => difference <= limit);
  const pointsOf = (state: (typeof folds)[number]["state"], shift: number): readonly ChartPoint[] =>
    drawn.flatMap((point) => (point.state === state ? [[point.fold + shift, point.difference] as const] : []));
  const last = Math.max(...folds.map(({ fold }) => fold));
  const chart: LineChart = {
    kind: "line",
    id: "search-folds",
    title: "Trials on their folds",
    xAxis: { label: "Fold", format: countFormat, min: 0, max: last + 1 },
    yAxis: { label: "Log loss less the best trial's", format: decimalFormat(3) },
    series: [...whenSome("Complete", pointsOf("complete", -0.12)), ...whenSome("Given up", pointsOf("given-up", 0.12))],
    reference: { name: "Best trial", from: [0, 0], to: [last + 1, 0] },
    marks: [],
  };
  const beyond = folds.length - drawn.length;
  const hidden = beyond === 0 ? "" : ` Above the drawing: ${plural(beyond, "fold loss", "fold losses")}.`;
  const gone = new Set(folds.flatMap(({ state, trial }) => (state === "given-up" ? [trial] : []))).size;
  const caption = `Given up after some of their folds, or within one: ${plural(gone, "trial")}.${hidden}`;
  return { kind: "figure", chart, width: "half", caption };
}

function rangeOf(values: readonly number[]): { readonly min: number; readonly max: number } {
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** A range that begins and ends at multiples of .005. */
function evenRange(values: readonly number[]): { readonly min: number; readonly max: number } {
  const { min, max } = rangeOf(values);
  return { min: Math.floor(200 * min) / 200, max: Math.ceil(200 * max) / 200 };
}

function sliceFigure({ parameter, isLog, points }: ReportSearchPlots["slices"][number], search: ReportSearch): Block {
  const limit = drawnUpTo(search);
  const placesOf = (state: (typeof points)[number]["state"]): readonly ChartPoint[] =>
    points.flatMap((point) => (point.state === state && point.value <= limit ? [[point.param, point.value]] : []));
  const [best] = placesOf("best");
  const drawn = points.filter(({ value }) => value <= limit);
  const xRange = rangeOf(drawn.map(({ param }) => param));
  const yRange = evenRange(drawn.map(({ value }) => value));
  const isWhole = points.every(({ param }) => Number.isInteger(param));
  const format = isWhole ? countFormat : decimalFormat(isLog ? 3 : 2);
  const chart: LineChart = {
    kind: "line",
    id: `search-slice-${parameter.replaceAll(/[^a-z0-9]+/g, "-")}`,
    title: `Trials by ${parameter}`,
    xAxis: { label: parameter, format, ...xRange, ...(isLog ? { scale: "log" } : {}) },
    yAxis: { label: search.objective, format: decimalFormat(3), ...yRange },
    series: [...whenSome("Complete", placesOf("complete")), ...whenSome("Given up", placesOf("given-up"))],
    marks: best === undefined ? [] : [{ name: "Best trial", at: best }],
  };
  const value = best === undefined ? "" : ` The best trial has ${formatNumber(best[0], format)}.`;
  return { kind: "figure", chart, width: "half", caption: `Every dot is a trial.${value}` };
}
