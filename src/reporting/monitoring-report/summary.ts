import { decimalFormat, formatNumber } from "../number-format.js";
import type { Block, HeadlineNumber, PageSection } from "../page-model.js";
import { spanText, windowText } from "../time-text.js";
import { actionFinding, changeFinding } from "./findings.js";
import { basisText, impactFinding, leadingJudgements, newestKnown } from "./impact-finding.js";
import type { MonitoringReportInput, ReportJudgement } from "./input.js";
import { measured } from "./words.js";

const sameDefinition = "Same metric, averaging and threshold as at training";

function judged({
  metric,
  format,
  value,
  interval,
  rows,
  training,
  modelVersion,
  basis,
  ...span
}: ReportJudgement): HeadlineNumber {
  const labels = basis === "realised" ? "measured on labels" : "estimated, no labels yet";
  return {
    label: metric,
    quantity: measured(value, format, interval),
    sampleSize: rows,
    remark: `${formatNumber(training, format)} at training; version ${modelVersion}, ${spanText([span])}, ${labels}`,
    definition: `${sameDefinition}, on the newest windows that have enough rows together: what the triggers judge.`,
  };
}

/** Metrics as the triggers judge them; of a single window while there are too few rows for that. */
function performanceNumbers(input: MonitoringReportInput): readonly HeadlineNumber[] {
  const judgements = leadingJudgements(input);
  if (judgements.length > 0) return judgements.map(judged);
  const [lead] = input.performance;
  const newest = lead === undefined ? null : newestKnown(lead);
  if (lead === undefined || newest === null) return [];
  return [
    {
      label: lead.metric,
      quantity: measured(newest.value, lead.format, newest.interval),
      sampleSize: newest.rows,
      remark: `${windowText(newest)}, ${basisText[newest.stage]}`,
      definition: `${sameDefinition}, on the newest window that rests on most labels.`,
    },
  ];
}

function headlines(input: MonitoringReportInput): readonly HeadlineNumber[] {
  const { scoreShift } = input;
  if (scoreShift === null) return performanceNumbers(input);
  const { value, interval, rows } = scoreShift;
  const points: HeadlineNumber = {
    label: "Shift of the mean score",
    quantity: measured(100 * value, decimalFormat(1, "always"), [100 * interval[0], 100 * interval[1]]),
    sampleSize: rows,
    remark: `points, ${spanText([scoreShift])}`,
    definition:
      "Mean probability of the newest windows that have enough rows together less the reference's, in percentage points.",
  };
  return [...performanceNumbers(input), points];
}

/** The report in three answers and a few numbers. */
export function summarySection(input: MonitoringReportInput): PageSection {
  const callouts = [
    ["What changed.", changeFinding(input)],
    ["Does it matter?", impactFinding(input)],
    ["What was done.", actionFinding(input)],
  ] as const;
  const blocks: readonly Block[] = [
    ...callouts.map(([title, { text, tone }]): Block => ({ kind: "callout", tone, title, text })),
    { kind: "headline", confidence: input.confidence, numbers: headlines(input) },
  ];
  return { id: "summary", title: "In short", blocks };
}
