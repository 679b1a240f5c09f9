import { decimalFormat, formatCount, formatNumber, percentFormat } from "../number-format.js";
import type { ChartLevel, DistributionChart, HeatCell, HeatMapChart, WaterfallChart } from "../time-chart-model.js";
import { windowText } from "../time-text.js";
import type { ReportColumn, ReportDistribution, ReportDriftWindow, ReportScore } from "./input.js";
import { chanceText } from "./words.js";

const score = decimalFormat(3);

/** The number a column is shown by: psi, else the first there is. */
export function leadingScore(column: ReportColumn): ReportScore | null {
  return column.scores.find(({ method }) => method === "psi") ?? column.scores[0] ?? null;
}

function levelOf(column: ReportColumn, window: ReportDriftWindow): ChartLevel {
  if (column.failure !== null) return "failed";
  if (window.isAlarm && window.severity !== "none" && window.culprits.includes(column.name)) return window.severity;
  return column.isMaterial ? "info" : "calm";
}

function cellOf(name: string, window: ReportDriftWindow): HeatCell {
  const column = window.columns.find((candidate) => candidate.name === name);
  if (window.rows === 0 || column === undefined) return { level: "missing", value: null, note: "no rows" };
  const level = levelOf(column, window);
  if (column.failure !== null) return { level, value: null, note: `not judged: ${column.failure}` };
  const leading = leadingScore(column);
  if (leading === null) return { level, value: null, note: "no score" };
  const chance = leading.qValue === null ? "" : `, q ${chanceText(leading.qValue)}`;
  const note = `${leading.method} ${formatNumber(leading.value, score)}, n ${formatCount(leading.rows)}${chance}`;
  return { level, value: leading.value, note };
}

/** Columns by how much was found about them, the most first; those with nothing keep their order. */
export function columnsByWeight(windows: readonly ReportDriftWindow[]): readonly string[] {
  const weights = new Map<string, number>();
  const weightOf = { calm: 0, missing: 0, failed: 1, info: 2, warn: 5, act: 10 } satisfies Record<ChartLevel, number>;
  for (const window of windows) {
    for (const column of window.columns) {
      weights.set(column.name, (weights.get(column.name) ?? 0) + weightOf[levelOf(column, window)]);
    }
  }
  return [...weights].toSorted((left, right) => right[1] - left[1]).map(([name]) => name);
}

/** Most rows of a drawn map, and how many quiet ones stand beside those with findings; the table below names the others. */
const mostRows = 40;
const quietRows = 6;

/**
 * Columns by windows, the ones with findings on top.
 * @param windows oldest first
 */
export function driftMap(windows: readonly ReportDriftWindow[]): HeatMapChart {
  const names = columnsByWeight(windows);
  const isNoted = (name: string): boolean => windows.some((window) => isFound(cellOf(name, window).level));
  const noted = names.filter(isNoted).slice(0, mostRows);
  const shown = [...noted, ...names.filter((name) => !noted.includes(name)).slice(0, quietRows)];
  const others = names.length - shown.length;
  return {
    kind: "heatmap",
    id: "drift-map",
    title: "Where inputs and scores differ from training",
    rowTitle: "Column",
    format: score,
    windows: windows.map(({ start, end }) => ({ start, end })),
    rows: [
      ...shown.map((name) => ({ name, cells: windows.map((window) => cellOf(name, window)) })),
      ...(others === 0 ? [] : [quietRow(others, windows)]),
    ],
  };
}

const isFound = (level: ChartLevel): boolean => level !== "calm" && level !== "missing";

/** The columns without a finding that have no row of their own. */
function quietRow(count: number, windows: readonly ReportDriftWindow[]): HeatMapChart["rows"][number] {
  const note = `${formatCount(count)} ${count === 1 ? "column" : "columns"} without a finding`;
  return {
    name: `${formatCount(count)} ${count === 1 ? "other" : "others"}`,
    cells: windows.map(({ rows }) => ({ level: rows === 0 ? "missing" : "calm", value: null, note })),
  };
}

/** A column then and now. */
export function distributionChart(distribution: ReportDistribution): DistributionChart {
  const { column, bins, missing, unseen } = distribution;
  const apart = [
    ...(missing.reference + missing.current > 0 ? [{ label: "no value", ...missing, role: "missing" as const }] : []),
    ...(unseen > 0 ? [{ label: "never seen before", reference: 0, current: unseen, role: "unseen" as const }] : []),
  ];
  return {
    kind: "distribution",
    id: `distribution-${column.replaceAll(/[^\w-]+/g, "-").toLowerCase()}`,
    title: column,
    referenceName: "Training",
    currentName: windowText(distribution.window),
    axisLabel: column,
    referenceRows: distribution.referenceRows,
    currentRows: distribution.rows,
    bins: [...bins.map((bin) => ({ ...bin, role: "value" as const })), ...apart],
  };
}

/** What is to be seen in a distribution: the bin that changed most. */
export function distributionCaption({ bins, missing }: ReportDistribution): string {
  const all = [...bins, { label: "no value", ...missing }];
  const largest = all.toSorted((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference))[0];
  if (largest === undefined) return "There are no rows to compare.";
  const percent = percentFormat(1);
  const [then, now] = [formatNumber(largest.reference, percent), formatNumber(largest.current, percent)];
  return `The largest change: ${largest.label}, from ${then} of the rows to ${now}.`;
}

const mostSteps = 10;

/**
 * What moved the mean margin, the largest first; the small ones together, so that the steps add up exactly.
 * @returns null without contributions
 */
export function attributionChart({ attribution }: ReportDriftWindow): WaterfallChart | null {
  if (attribution === null || attribution.length === 0) return null;
  const sorted = attribution.toSorted((left, right) => Math.abs(right.shift) - Math.abs(left.shift));
  const rest = sorted.slice(mostSteps);
  const others = {
    label: `${formatCount(rest.length)} others`,
    value: rest.reduce((sum, { shift }) => sum + shift, 0),
  };
  return {
    kind: "waterfall",
    id: "attribution",
    title: "What moved the score",
    axisLabel: "Shift of the mean margin (log odds)",
    format: decimalFormat(3),
    steps: [
      ...sorted.slice(0, mostSteps).map(({ feature, shift }) => ({ label: feature, value: shift })),
      ...(rest.length === 0 ? [] : [others]),
    ],
    totalLabel: "All together",
  };
}
