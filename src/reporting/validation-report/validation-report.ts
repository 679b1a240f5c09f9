import { cells, chips, counts, figures, prose, quantities, tableOf, words } from "../item-table.js";
import { decimalFormat, formatCount, percentFormat } from "../number-format.js";
import {
  type Block,
  type ChipStatus,
  type HeadlineNumber,
  type PageModel,
  type PageSection,
  type TableCell,
  textCell,
  type Tone,
} from "../page-model.js";
import { quantityOf, wordsOf } from "../training-report/metric-words.js";
import type { ReportDecision, ReportPromotionNumber, ReportSlice, ValidationReportInput } from "./input.js";

const decisionTitles: Readonly<Record<ReportDecision["kind"], readonly [title: string, tone: Tone]>> = {
  promote: ["It becomes champion", "good"],
  pending: ["A person has to decide", "caution"],
  keep: ["The champion stays", "caution"],
  reject: ["It is rejected", "bad"],
  blocked: ["Nothing is decided", "bad"],
};

const verdictTitles = {
  passed: ["The gates let it pass", "good"],
  failed: ["The gates refuse it", "bad"],
  error: ["The gates could not be evaluated, which blocks like a failure", "bad"],
} as const satisfies Readonly<Record<ValidationReportInput["verdict"], readonly [string, Tone]>>;

function headlines(input: ValidationReportInput): readonly HeadlineNumber[] {
  return input.metrics
    .filter(({ headline }) => headline)
    .map((metric) => {
      const { label, format, definition } = wordsOf(metric);
      return {
        label,
        quantity: quantityOf(metric.estimate, format),
        sampleSize: metric.estimate.sampleSize ?? input.testRows,
        definition,
      };
    });
}

/** A person may overrule the decision; a page that then says only what the rule said would contradict what serves. */
function whenTold(later: string | null): readonly Block[] {
  return later === null ? [] : [{ kind: "callout", tone: "neutral", title: "A person decided", text: later }];
}

function verdictSection(input: ValidationReportInput): PageSection {
  const [title, tone] = verdictTitles[input.verdict];
  const [decided, mood] = decisionTitles[input.decision.kind];
  const rival =
    input.championVersion === null
      ? "There was no champion to compare it with."
      : `It was compared with the champion, version ${input.championVersion}, on the same rows.`;
  const rows = `Version ${input.model.version} was judged on ${formatCount(input.testRows)} test rows that nothing was fitted or chosen on. ${rival}`;
  const blocks: readonly Block[] = [
    { kind: "paragraph", text: rows },
    { kind: "callout", tone, title, text: input.sentence },
    { kind: "callout", tone: mood, title: decided, text: input.decision.sentences[0] ?? "" },
    ...whenTold(input.decision.later),
    { kind: "headline", confidence: input.confidence, numbers: headlines(input) },
  ];
  return { id: "verdict", title: "Verdict", blocks };
}

function gatesSection({ gates, checks }: ValidationReportInput): PageSection {
  const passed = gates.filter(({ verdict }) => verdict === "passed").length;
  const findings = tableOf(`${passed} of ${gates.length} gates passed`, gates, [
    words("Gate", ({ title }) => title),
    chips("Verdict", ({ verdict, required }) => [verdict, required ? verdict : `${verdict}, shown only`]),
    prose("What was found", ({ sentence }) => sentence),
  ]);
  const numbers = tableOf("Every number a gate compared, with its interval where it has one", checks, [
    words("Check", ({ title }) => title),
    figures("Value", ({ value }) => value),
    figures("Bound", ({ bound }) => bound),
    counts("Rests on", ({ sampleSize }) => sampleSize),
    chips("Verdict", ({ verdict }) => [verdict, verdict]),
  ]);
  return { id: "gates", title: "Gates", blocks: [findings, numbers] };
}

const states: Readonly<Record<NonNullable<ReportPromotionNumber["state"]>, readonly [ChipStatus, string]>> = {
  held: ["passed", "within its margin"],
  broken: ["failed", "beyond its margin"],
  open: ["info", "not told apart"],
};

function stateCell({ state }: ReportPromotionNumber): TableCell {
  if (state === null) return textCell("–");
  const [status, text] = states[state];
  return { kind: "chip", status, text };
}

function decisionSection({ decision }: ValidationReportInput): PageSection {
  const sentences = decision.sentences.map((text): Block => ({ kind: "paragraph", text }));
  const caption = `Challenger less champion on the same rows, 90 % intervals (one-sided 95 % bounds); policy ${decision.policy}`;
  const numbers = tableOf(caption, decision.numbers, [
    words("Number", ({ title }) => title),
    figures("Value", ({ value }) => value),
    figures("Margin", ({ margin }) => margin),
    cells("State", stateCell),
  ]);
  const blocks = decision.numbers.length === 0 ? sentences : [...sentences, numbers];
  return { id: "decision", title: "Promotion decision", blocks };
}

function slicesSection(slices: readonly ReportSlice[]): PageSection | null {
  if (slices.length === 0) return null;
  const table = tableOf("Slices with at least 10 rows of each class", slices, [
    words("Slice", ({ slice }) => slice),
    counts("Rows", ({ sampleSize }) => sampleSize),
    quantities("Base rate", ({ baseRate }) => ({ value: baseRate, format: percentFormat(1) })),
    quantities("AUC", ({ auc }) => quantityOf(auc, decimalFormat(3))),
  ]);
  return { id: "slices", title: "Slices", blocks: [table] };
}

function originSection({ origin }: ValidationReportInput): PageSection {
  const items = origin.map(({ label, value, kind }) => ({ term: label, text: value, code: kind === "digest" }));
  return { id: "origin", title: "What was validated", blocks: [{ kind: "definitions", items }] };
}

/**
 * The validation report as a page: the verdict first, then every gate with its numbers, the promotion decision, the slices and
 * the digests of what was validated.
 * @param input plain records from the stored report
 */
export function validationReport(input: ValidationReportInput): PageModel {
  const { name, version, alias } = input.model;
  const sections = [
    verdictSection(input),
    gatesSection(input),
    decisionSection(input),
    slicesSection(input.slices),
    originSection(input),
  ];
  return {
    eyebrow: input.project,
    title: "Validation report",
    subtitle: `${name} version ${version}${alias === null ? "" : `, ${alias}`}`,
    generatedAt: input.generatedAt,
    sections: sections.filter((section) => section !== null),
  };
}
