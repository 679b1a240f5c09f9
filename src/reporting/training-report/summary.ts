import { plural } from "#kernel";
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatQuantity,
  moneyFormat,
  percentFormat,
} from "../number-format.js";
import type { Block, CalloutBlock, HeadlineNumber, PageSection, Tone } from "../page-model.js";
import type { ReportGate, ReportMetric, TrainingReportInput } from "./input.js";
import { quantityOf, wordsOf } from "./metric-words.js";

/**
 * The executive summary: verdict, what was modelled, the numbers to read first, and what they mean.
 * @param input the report's input
 */
export function summarySection(input: TrainingReportInput): PageSection {
  const blocks: Block[] = [verdict(input), { kind: "paragraph", text: subject(input) }];
  const cards = headline(input);
  if (cards !== null) blocks.push(cards);
  const meaning = [ranking(input), comparison(input), money(input)].filter((text) => text !== "").join(" ");
  if (meaning !== "") blocks.push({ kind: "paragraph", text: meaning });
  return { id: "summary", title: "Summary", blocks };
}

function subject(input: TrainingReportInput): string {
  const { model, data } = input;
  const name = model.version === null ? `${model.name} (not registered)` : `${model.name} version ${model.version}`;
  const alias = model.alias === null ? "" : `, now the ${model.alias},`;
  const rows = data.trainRows + data.testRows;
  return (
    `${name}${alias} predicts ${data.outcome} for ${data.entities}. It is ${model.description}, fitted on ` +
    `${formatCount(data.trainRows)} of ${formatCount(rows)} ${data.entities} with ${plural(data.featureCount, "feature")}. ` +
    `Every number on this page comes from the other ${formatCount(data.testRows)}, which no fitting or tuning step has seen, ` +
    `unless it says otherwise; ${formatNumber(data.positiveShare, percentFormat(1))} of them are positive.`
  );
}

function verdict(input: TrainingReportInput): CalloutBlock {
  const missed = (input.gates ?? []).filter((gate) => gate.verdict !== "passed");
  const required = (input.gates ?? []).filter((gate) => gate.required).length;
  const missedRequired = missed.filter((gate) => gate.required);
  if (required === 0) return callout("neutral", "Not validated yet.", "No required gate has judged this model.");
  if (missedRequired.length > 0) {
    const count = `${missedRequired.length} of ${required} required gates did not pass`;
    return callout("bad", "Not fit for use.", `${count}: ${names(missedRequired)}.`);
  }
  const optional = missed.length === 0 ? "." : `; worth a look, though not required: ${names(missed)}.`;
  return callout(
    "good",
    "Fit for use.",
    `${required === 1 ? "The required gate" : `All ${required} required gates`} passed${optional}`,
  );
}

function callout(tone: Tone, title: string, text: string): CalloutBlock {
  return { kind: "callout", tone, title, text };
}

function names(gates: readonly ReportGate[]): string {
  return gates.map((gate) => gate.name).join(", ");
}

function headline(input: TrainingReportInput): Block | null {
  const metrics = (input.metrics ?? []).filter((metric) => metric.headline);
  if (metrics.length === 0) return null;
  return {
    kind: "headline",
    confidence: input.confidence,
    numbers: metrics.map((metric) => card(metric, input)),
  };
}

function card(metric: ReportMetric, input: TrainingReportInput): HeadlineNumber {
  const { label, format, definition } = wordsOf(metric);
  return {
    label,
    quantity: quantityOf(metric.estimate, format),
    sampleSize: metric.estimate.sampleSize ?? input.data.testRows,
    ...(definition === "" ? {} : { definition }),
    ...remark(metric, input.baselineName),
  };
}

function remark(metric: ReportMetric, baselineName: string | undefined): { remark?: string } {
  if (metric.baseline === undefined) return {};
  return { remark: `${baselineName ?? "Baseline"} ${formatNumber(metric.baseline, wordsOf(metric).format)}` };
}

function metricNamed(input: TrainingReportInput, name: string): ReportMetric | undefined {
  return input.metrics?.find((metric) => metric.name === name);
}

function ranking(input: TrainingReportInput): string {
  const auc = metricNamed(input, "auc");
  if (auc === undefined) return "";
  const pairs = Math.round(auc.estimate.value * 100);
  const cautious = auc.estimate.interval?.[0] ?? auc.estimate.value;
  const based = auc.estimate.interval === undefined ? "" : ", judged by the lower end of the interval";
  return (
    `Of 100 pairs of one positive and one negative, the model puts about ${pairs} in the right order; ` +
    `it ranks ${rankingWord(cautious)}${based}.`
  );
}

function rankingWord(auc: number): string {
  const words: readonly (readonly [number, string])[] = [
    [0.9, "very well"],
    [0.8, "well"],
    [0.7, "moderately well"],
    [0.6, "weakly"],
  ];
  return words.find(([bound]) => auc >= bound)?.[1] ?? "hardly better than chance";
}

function comparison(input: TrainingReportInput): string {
  const loss = metricNamed(input, "logLoss");
  if (loss?.baseline === undefined) return "";
  const difference = loss.estimate.value - loss.baseline;
  const format = wordsOf(loss).format;
  const size = formatNumber(Math.abs(difference), format);
  const baseline = input.baselineName ?? "baseline";
  if (!/[1-9]/.test(size)) return `Its log loss equals that of the comparison model (${baseline}).`;
  return `Its log loss is ${size} ${difference < 0 ? "smaller (better)" : "larger (worse)"} than that of the comparison model (${baseline}).`;
}

function money(input: TrainingReportInput): string {
  const { business } = input;
  if (business === undefined) return "";
  const format = moneyFormat(business.currency);
  const profit = formatQuantity({ value: business.netProfit.value, format });
  const range =
    business.netProfit.interval === undefined ? "" : ` ${formatInterval(business.netProfit.interval, format)}`;
  return (
    `Contacting the ${formatCount(business.contacted)} ${input.data.entities} it selects is expected to ` +
    `bring a net ${profit}${range}.`
  );
}
