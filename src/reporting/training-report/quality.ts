import type { CalibrationChart, HistogramChart } from "../chart-model.js";
import { prose, quantities, tableOf, words } from "../item-table.js";
import { decimalFormat, formatCount, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import type { Block, PageSection, TableBlock } from "../page-model.js";
import { gainsFigures, precisionRecallFigure, rocFigure } from "./curves.js";
import type { ReportCalibration, ReportMetric, ReportScores, TrainingReportInput } from "./input.js";
import { quantityOf, wordsOf } from "./metric-words.js";

/**
 * How good the model is on the test rows: all metrics, ranking curves, calibration and score distributions.
 * @param input the report's input
 * @returns null when the input has none of it
 */
export function qualitySection(input: TrainingReportInput): PageSection | null {
  const blocks: Block[] = [];
  if (input.metrics !== undefined && input.metrics.length > 0) blocks.push(metricTable(input, input.metrics));
  if (input.roc !== undefined) blocks.push(rocFigure(input.roc, input));
  if (input.precisionRecall !== undefined) blocks.push(precisionRecallFigure(input.precisionRecall, input));
  if (input.calibration !== undefined) blocks.push(calibrationFigure(input.calibration));
  if (input.scores !== undefined) blocks.push(scoreFigure(input.scores, input.threshold?.value));
  if (input.gains !== undefined) blocks.push(...gainsFigures(input.gains, input));
  return blocks.length === 0 ? null : { id: "quality", title: "Quality on unseen rows", blocks };
}

function metricTable(input: TrainingReportInput, metrics: readonly ReportMetric[]): TableBlock {
  const compared = metrics.some((metric) => metric.baseline !== undefined);
  const confidence = formatNumber(input.confidence, percentFormat(0));
  const caption = `Metrics on ${formatCount(input.data.testRows)} test rows, with ${confidence} intervals`;
  const baseline = quantities<ReportMetric>(input.baselineName ?? "Baseline", (metric) => ({
    value: metric.baseline ?? null,
    format: wordsOf(metric).format,
  }));
  return tableOf(caption, metrics, [
    words("Metric", (metric) => wordsOf(metric).label),
    quantities("Value", (metric) => quantityOf(metric.estimate, wordsOf(metric).format)),
    ...(compared ? [baseline] : []),
    prose("What it says", (metric) => wordsOf(metric).definition),
  ]);
}

function calibrationFigure(calibration: ReportCalibration): Block {
  const chart: CalibrationChart = {
    kind: "calibration",
    id: "calibration",
    title: "Calibration",
    points: calibration.points,
  };
  return { kind: "figure", chart, width: "half", caption: calibrationCaption(calibration) };
}

function calibrationCaption(calibration: ReportCalibration): string {
  const { points, error } = calibration;
  const inside = points.filter(
    ({ predicted, interval }) => interval[0] <= predicted && predicted <= interval[1],
  ).length;
  const distance = error === undefined ? "" : `; the mean distance is ${formatNumber(error, decimalFormat(3))}`;
  const meaning = inside >= 0.7 * points.length ? "can be taken at face value" : "should not be taken at face value";
  return (
    `In ${inside} of ${points.length} groups of similar scores the interval of the observed share covers the predicted ` +
    `probability${distance}: the probabilities ${meaning}.`
  );
}

function scoreFigure(scores: ReportScores, threshold: number | undefined): Block {
  const chart: HistogramChart = {
    kind: "histogram",
    id: "score-histogram",
    title: "Scores by outcome",
    xAxis: { label: "Predicted probability", format: decimalFormat(1), min: 0, max: 1 },
    yAxis: { label: "Share of the class", format: percentFormat(0), min: 0 },
    edges: scores.edges,
    series: [
      { name: "Negatives", shares: sharesOf(scores.negatives) },
      { name: "Positives", shares: sharesOf(scores.positives) },
    ],
    marks:
      threshold === undefined
        ? []
        : [{ name: `Operating threshold ${formatNumber(threshold, decimalFormat(3))}`, x: threshold }],
  };
  return { kind: "figure", chart, width: "half", caption: scoreCaption(scores) };
}

function sharesOf(counts: readonly number[]): number[] {
  const total = sum(counts);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function scoreCaption(scores: ReportScores): string {
  const mean = (counts: readonly number[]): string => {
    const middle = counts.map((count, bin) => (count * (scores.edges[bin]! + scores.edges[bin + 1]!)) / 2);
    return formatQuantity({ value: sum(middle) / sum(counts), format: decimalFormat(2) });
  };
  return (
    `Positives score ${mean(scores.positives)} on average and negatives ${mean(scores.negatives)}; ` +
    "where the two shapes overlap, the model cannot tell them apart."
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
