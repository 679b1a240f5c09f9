import type { BarChart, ChartModel, LineChart } from "../chart-model.js";
import { decimalFormat, formatNumber, type NumberFormat, percentFormat } from "../number-format.js";
import type { FigureBlock } from "../page-model.js";
import type { ReportDependence, ReportInteraction } from "./input.js";

const share = percentFormat(1);

function formatFor(values: readonly number[]): NumberFormat {
  const largest = Math.max(...values.map(Math.abs));
  if (values.every(Number.isInteger) || largest >= 1000) return { kind: "count" };
  return decimalFormat(largest < 10 ? 2 : 1);
}

const anchorOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function dependenceChart({ feature, kind, points }: ReportDependence): ChartModel {
  const base = { id: `effect-of-${anchorOf(feature)}`, title: `Effect of ${feature}` };
  const valueAxis = { label: "Mean probability", format: percentFormat(0), min: 0 };
  if (kind === "number") {
    const values = points.map(({ value }) => value as number);
    const chart: LineChart = {
      ...base,
      kind: "line",
      xAxis: { label: feature, format: formatFor(values), min: values[0]!, max: values.at(-1)! },
      yAxis: valueAxis,
      series: [
        {
          name: "Mean probability",
          shape: "line",
          points: points.map(({ value, probability }) => [value as number, probability]),
        },
      ],
      marks: [],
    };
    return chart;
  }
  const bars = points.map(({ value, probability }) => ({ label: String(value), value: probability }));
  const chart: BarChart = { ...base, kind: "bar", orientation: "horizontal", barLabel: feature, valueAxis, bars };
  return chart;
}

function extremes(points: ReportDependence["points"]): readonly [low: number, high: number] {
  const probabilities = points.map(({ probability }) => probability);
  return [Math.min(...probabilities), Math.max(...probabilities)];
}

/** How the mean probability moves when one feature is set to each of its values, all else as it is. */
export function dependenceFigure(dependence: ReportDependence): FigureBlock {
  const [low, high] = extremes(dependence.points);
  const caption =
    `With ${dependence.feature} set to each of its values and all else as it is, the mean probability lies between ` +
    `${formatNumber(low, share)} and ${formatNumber(high, share)}.`;
  return { kind: "figure", chart: dependenceChart(dependence), width: "half", caption };
}

/** What two features do together. */
export function interactionFigure({ features, strength, joint }: ReportInteraction): FigureBlock {
  const [first, second] = features;
  const words = (values: readonly (number | string)[]): readonly string[] => {
    const numbers = values.filter((value) => typeof value === "number");
    const format = formatFor(numbers);
    return values.map((value) => (typeof value === "number" ? formatNumber(value, format) : value));
  };
  const chart: ChartModel = {
    kind: "matrix",
    id: "interaction",
    title: `${first} and ${second} together`,
    rowTitle: first,
    columnTitle: second,
    rows: words(joint.rows),
    columns: words(joint.columns),
    format: percentFormat(0),
    cells: joint.probabilities.map((row) => row.map((value) => ({ value, note: "", tone: "plain" as const }))),
  };
  const caption =
    `Mean probability by ${first} and ${second}, the pair of the leading columns that interacts most: ` +
    `strength ${formatNumber(strength, decimalFormat(2))}, where 0 means that the two effects simply add up on the log-odds.`;
  return { kind: "figure", chart, width: "full", caption };
}
