import { plural } from "#kernel";
import type { ChartMark, LineChart, MatrixChart } from "../chart-model.js";
import {
  countFormat,
  formatCount,
  decimalFormat,
  formatNumber,
  moneyFormat,
  type NumberFormat,
  percentFormat,
} from "../number-format.js";
import type { Block, PageSection } from "../page-model.js";
import type { ReportProfit, ReportThreshold, TrainingReportInput } from "./input.js";

/**
 * The operating threshold: how it was chosen, what it gets right and wrong, and what it earns.
 * @param input the report's input
 * @returns null when there is neither a threshold nor a profit curve
 */
export function decisionSection(input: TrainingReportInput): PageSection | null {
  const blocks: Block[] = [];
  if (input.threshold !== undefined) {
    blocks.push({ kind: "paragraph", text: input.threshold.policy }, confusionFigure(input.threshold));
  }
  if (input.profit !== undefined) blocks.push(profitFigure(input.profit));
  return blocks.length === 0 ? null : { id: "decision", title: "From score to decision", blocks };
}

function confusionFigure(threshold: ReportThreshold): Block {
  const chart: MatrixChart = {
    kind: "matrix",
    id: "confusion-matrix",
    title: "Confusion matrix",
    rowTitle: "Actual",
    columnTitle: "Predicted",
    rows: ["positive", "negative"],
    columns: ["positive", "negative"],
    format: countFormat,
    cells: [
      [
        { value: threshold.truePositives, note: "found", tone: "good" },
        { value: threshold.falseNegatives, note: "missed", tone: "bad" },
      ],
      [
        { value: threshold.falsePositives, note: "false alarms", tone: "bad" },
        { value: threshold.trueNegatives, note: "left in peace", tone: "good" },
      ],
    ],
  };
  return { kind: "figure", chart, width: "half", caption: confusionCaption(threshold) };
}

function confusionCaption(threshold: ReportThreshold): string {
  const { truePositives, falsePositives, falseNegatives } = threshold;
  return (
    `At threshold ${formatNumber(threshold.value, decimalFormat(3))} the model selects ` +
    `${plural(truePositives + falsePositives, "row")}, ${formatCount(truePositives)} of them rightly, and misses ` +
    `${plural(falseNegatives, "positive")}.`
  );
}

function profitFigure(profit: ReportProfit): Block {
  const money: NumberFormat = { kind: "money", currency: profit.currency, compact: true };
  const chart: LineChart = {
    kind: "line",
    id: "profit",
    title: "Profit by threshold",
    xAxis: { label: "Contact from this probability on", format: decimalFormat(1), min: 0, max: 1 },
    yAxis: { label: "Profit on the test rows", format: money },
    series: [{ name: "Profit", shape: "line", points: profit.points.map((point) => [point.threshold, point.profit]) }],
    reference: { name: "Contact nobody", from: [0, 0], to: [1, 0] },
    marks: profitMarks(profit),
  };
  return { kind: "figure", chart, width: "half", caption: profitCaption(profit) };
}

function profitMarks(profit: ReportProfit): ChartMark[] {
  const name = (label: string, at: { readonly threshold: number; readonly profit: number }): ChartMark => ({
    name: `${label} ${formatNumber(at.threshold, decimalFormat(3))}: ${formatNumber(at.profit, moneyFormat(profit.currency))}`,
    at: [at.threshold, at.profit],
  });
  const all = `Contact all: ${formatNumber(profit.contactAll, moneyFormat(profit.currency))}`;
  return [
    { name: all, at: [0, profit.contactAll] },
    name("Break-even t*", profit.breakEven),
    ...(profit.operating === undefined ? [] : [name("Operating", profit.operating)]),
  ];
}

function profitCaption(profit: ReportProfit): string {
  const money = (amount: number): string => formatNumber(amount, moneyFormat(profit.currency));
  const gain = profit.breakEven.profit - profit.contactAll;
  const comparison = gain >= 0 ? `${money(gain)} more` : `${money(-gain)} less`;
  return (
    `Contacting from t* on, where a contact of ${money(profit.cost)} pays for itself (value ${money(profit.value)}, ` +
    `success ${formatNumber(profit.successRate, percentFormat(0))}), earns ${comparison} than contacting everybody.`
  );
}
