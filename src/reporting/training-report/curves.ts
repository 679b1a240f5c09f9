import type { ChartAxis } from "../chart-base.js";
import type { BarChart, ChartMark, LineChart, LineSeries } from "../chart-model.js";
import { decimalFormat, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import type { Block } from "../page-model.js";
import type { ReportCurve, TrainingReportInput } from "./input.js";
import { quantityOf, wordsOf } from "./metric-words.js";

/**
 * The ROC curve with its diagonal.
 * @param curve true positive rate (y) against false positive rate (x)
 * @param input the report's input, for the AUC and the threshold
 */
export function rocFigure(curve: ReportCurve, input: TrainingReportInput): Block {
  const chart: LineChart = {
    kind: "line",
    id: "roc",
    title: "ROC curve",
    xAxis: shareAxis("False positive rate"),
    yAxis: shareAxis("True positive rate (recall)"),
    series: [seriesOf(curve, named("Model", input, "auc"))],
    reference: { name: "Chance", from: [0, 0], to: [1, 1] },
    marks: operatingMark(curve, input),
  };
  return { kind: "figure", chart, width: "half", caption: rocCaption(curve) };
}

function rocCaption(curve: ReportCurve): string {
  if (curve.operating === undefined) {
    return "The further the curve bends to the upper left, the better the model separates positives from negatives.";
  }
  const [falseRate, trueRate] = curve.operating.map((rate) => formatNumber(rate, percentFormat(0)));
  return `At the operating threshold the model finds ${trueRate} of the positives and disturbs ${falseRate} of the negatives.`;
}

/**
 * The precision–recall curve with the share of positives as the floor.
 * @param curve precision (y) against recall (x)
 * @param input the report's input, for PR AUC, base rate and threshold
 */
export function precisionRecallFigure(curve: ReportCurve, input: TrainingReportInput): Block {
  const base = input.data.positiveShare;
  const chart: LineChart = {
    kind: "line",
    id: "precision-recall",
    title: "Precision and recall",
    xAxis: shareAxis("Recall"),
    yAxis: shareAxis("Precision"),
    series: [seriesOf(curve, named("Model", input, "prAuc"))],
    reference: { name: `Share of positives ${formatNumber(base, percentFormat(1))}`, from: [0, base], to: [1, base] },
    marks: operatingMark(curve, input),
  };
  return { kind: "figure", chart, width: "half", caption: precisionCaption(curve, base) };
}

function precisionCaption(curve: ReportCurve, base: number): string {
  const [, precision] = curve.operating ?? [];
  if (precision === undefined) return "Finding more positives costs precision; the curve shows how much at every step.";
  const times = formatNumber(precision / base, decimalFormat(1));
  return `A selection at the operating threshold holds ${formatNumber(precision, percentFormat(0))} positives, ${times} times the share among all rows.`;
}

/**
 * Cumulative gains and lift.
 * @param curve share of positives found (y) against share contacted (x), from (0, 0) to (1, 1)
 * @param input the report's input
 */
export function gainsFigures(curve: ReportCurve, input: TrainingReportInput): Block[] {
  const chart: LineChart = {
    kind: "line",
    id: "gains",
    title: "Cumulative gains",
    xAxis: shareAxis("Share contacted, highest score first"),
    yAxis: shareAxis("Share of positives found"),
    series: [seriesOf(curve, "Model")],
    reference: { name: "Random order", from: [0, 0], to: [1, 1] },
    marks: operatingMark(curve, input),
  };
  const found = formatNumber(valueAt(curve.points, 0.2), percentFormat(0));
  const caption = `Contacting the fifth with the highest scores reaches ${found} of all positives.`;
  return [{ kind: "figure", chart, width: "half", caption }, liftFigure(curve)];
}

function liftFigure(curve: ReportCurve): Block {
  const shares = Array.from({ length: 10 }, (_, index) => (index + 1) / 10);
  const chart: BarChart = {
    kind: "bar",
    orientation: "vertical",
    id: "lift",
    title: "Lift",
    barLabel: "Share contacted, highest score first",
    valueAxis: { label: "Positives found, compared with random order", format: decimalFormat(1), min: 0 },
    bars: shares.map((share) => ({
      label: formatNumber(share, percentFormat(0)),
      value: valueAt(curve.points, share) / share,
    })),
  };
  const top = formatNumber(valueAt(curve.points, 0.1) / 0.1, decimalFormat(1));
  const caption = `The tenth with the highest scores holds ${top} times as many positives as a random tenth.`;
  return { kind: "figure", chart, width: "half", caption };
}

/** Linear interpolation on a curve whose x ascends. */
function valueAt(points: ReportCurve["points"], x: number): number {
  const next = points.findIndex((point) => point[0] >= x);
  if (next <= 0) return points[Math.max(next, 0)]?.[1] ?? 0;
  const [x0, y0] = points[next - 1]!;
  const [x1, y1] = points[next]!;
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

function seriesOf(curve: ReportCurve, name: string): LineSeries {
  const band = curve.band === undefined ? {} : { band: thinned(curve.band) };
  return { name, points: thinned(curve.points), shape: "line", ...band };
}

/** More points than this cannot be told apart at the size of a figure. */
const drawnPoints = 300;

/** Evenly spaced members, first and last included. */
function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= drawnPoints) return points;
  const step = (points.length - 1) / (drawnPoints - 1);
  return Array.from({ length: drawnPoints }, (_, index) => points[Math.round(index * step)]!);
}

function shareAxis(label: string): ChartAxis {
  return { label, format: percentFormat(0), min: 0, max: 1 };
}

function operatingMark(curve: ReportCurve, input: TrainingReportInput): ChartMark[] {
  if (curve.operating === undefined) return [];
  const threshold = input.threshold === undefined ? "" : ` ${formatNumber(input.threshold.value, decimalFormat(3))}`;
  return [{ name: `Operating threshold${threshold}`, at: curve.operating }];
}

function named(name: string, input: TrainingReportInput, metricName: string): string {
  const metric = input.metrics?.find((candidate) => candidate.name === metricName);
  if (metric === undefined) return name;
  const words = wordsOf(metric);
  return `${name}, ${words.label} ${formatQuantity(quantityOf(metric.estimate, words.format))}`;
}
