import { countFormat, decimalFormat, formatCount, percentFormat } from "../number-format.js";
import {
  type Block,
  type ChipStatus,
  type HeadlineNumber,
  type PageModel,
  type PageSection,
  quantityCell,
  type TableBlock,
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
    { kind: "headline", confidence: input.confidence, numbers: headlines(input) },
  ];
  return { id: "verdict", title: "Verdict", blocks };
}

const chip = (status: ChipStatus, text: string): TableCell => ({ kind: "chip", status, text });

function gatesSection({ gates, checks }: ValidationReportInput): PageSection {
  const passed = gates.filter(({ verdict }) => verdict === "passed").length;
  const findings: TableBlock = {
    kind: "table",
    caption: `${passed} of ${gates.length} gates passed`,
    narrow: "stack",
    columns: [
      { label: "Gate", align: "text" },
      { label: "Verdict", align: "text" },
      { label: "What was found", align: "text", prose: true },
    ],
    rows: gates.map(({ title, verdict, required, sentence }) => [
      textCell(title),
      chip(verdict, required ? verdict : `${verdict}, shown only`),
      textCell(sentence),
    ]),
  };
  const numbers: TableBlock = {
    kind: "table",
    caption: "Every number a gate compared, with its interval where it has one",
    narrow: "stack",
    columns: [
      { label: "Check", align: "text" },
      { label: "Value", align: "number" },
      { label: "Bound", align: "number" },
      { label: "Rests on", align: "number" },
      { label: "Verdict", align: "text" },
    ],
    rows: checks.map((check) => [
      textCell(check.title),
      textCell(check.value),
      textCell(check.bound),
      quantityCell({ value: check.sampleSize, format: countFormat }),
      chip(check.verdict, check.verdict),
    ]),
  };
  return { id: "gates", title: "Gates", blocks: [findings, numbers] };
}

const states: Readonly<Record<NonNullable<ReportPromotionNumber["state"]>, readonly [ChipStatus, string]>> = {
  held: ["passed", "within its margin"],
  broken: ["failed", "beyond its margin"],
  open: ["info", "not told apart"],
};

function stateCell({ state }: ReportPromotionNumber): TableCell {
  return state === null ? textCell("–") : chip(...states[state]);
}

function decisionSection({ decision }: ValidationReportInput): PageSection {
  const sentences = decision.sentences.map((text): Block => ({ kind: "paragraph", text }));
  const numbers: TableBlock = {
    kind: "table",
    caption: `Challenger less champion on the same rows, 90 % intervals (one-sided 95 % bounds); policy ${decision.policy}`,
    narrow: "stack",
    columns: [
      { label: "Number", align: "text" },
      { label: "Value", align: "number" },
      { label: "Margin", align: "number" },
      { label: "State", align: "text" },
    ],
    rows: decision.numbers.map((number) => [
      textCell(number.title),
      textCell(number.value),
      textCell(number.margin),
      stateCell(number),
    ]),
  };
  const blocks = decision.numbers.length === 0 ? sentences : [...sentences, numbers];
  return { id: "decision", title: "Promotion decision", blocks };
}

function slicesSection(slices: readonly ReportSlice[]): PageSection | null {
  if (slices.length === 0) return null;
  const table: TableBlock = {
    kind: "table",
    caption: "Slices with at least 10 rows of each class",
    narrow: "stack",
    columns: [
      { label: "Slice", align: "text" },
      { label: "Rows", align: "number" },
      { label: "Base rate", align: "number" },
      { label: "AUC", align: "number" },
    ],
    rows: slices.map(({ slice, sampleSize, baseRate, auc }) => [
      textCell(slice),
      quantityCell({ value: sampleSize, format: countFormat }),
      quantityCell({ value: baseRate, format: percentFormat(1) }),
      quantityCell(quantityOf(auc, decimalFormat(3))),
    ]),
  };
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
