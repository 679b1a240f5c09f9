import type { Instant } from "#kernel";
import type { ReportDistribution } from "../monitoring-report/input.js";
import { distributionCaption, distributionChart } from "../monitoring-report/drift-charts.js";
import { decimalFormat, formatCount, formatNumber } from "../number-format.js";
import { type PageModel, type PageSection, type TableCell, textCell } from "../page-model.js";

/** A column of two files. */
export interface ComparedColumnInput {
  readonly column: string;
  readonly kind: string;
  /** PSI, what chance brings, and the rest; null when the column could not be compared. */
  readonly psi: {
    readonly value: number;
    readonly expected: number | null;
    readonly beyondChance: number | null;
  } | null;
  /** Of the χ² test, adjusted for the number of columns. */
  readonly qValue: number | null;
  readonly meanShift: number | null;
  readonly isDrifted: boolean;
  /** Why it could not be compared. */
  readonly failure: string | null;
}

/** Two files that were compared. */
export interface FileComparisonInput {
  readonly generatedAt: Instant;
  readonly reference: { readonly name: string; readonly rows: number };
  readonly current: { readonly name: string; readonly rows: number };
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly rule: { readonly q: number; readonly effect: number };
  readonly columns: readonly ComparedColumnInput[];
  readonly distributions: readonly ReportDistribution[];
}

const three = decimalFormat(3);
const numberCell = (value: number | null): TableCell => textCell(value === null ? "–" : formatNumber(value, three));

function verdictCell({ isDrifted, failure }: ComparedColumnInput): TableCell {
  if (failure !== null) return { kind: "chip", status: "error", text: failure };
  return isDrifted
    ? { kind: "chip", status: "failed", text: "drifted" }
    : { kind: "chip", status: "passed", text: "no drift" };
}

function tableSection({ columns, rule }: FileComparisonInput): PageSection {
  const rows = columns.map((column) => [
    textCell(column.column),
    verdictCell(column),
    numberCell(column.psi?.value ?? null),
    numberCell(column.psi?.expected ?? null),
    numberCell(column.psi?.beyondChance ?? null),
    numberCell(column.qValue),
    numberCell(column.meanShift),
  ]);
  return {
    id: "columns",
    title: "Every column",
    blocks: [
      {
        kind: "paragraph",
        text: `A column has drifted when the difference is no chance (q of the χ² test at most ${rule.q}, adjusted for all columns) and large enough to matter (PSI beyond chance at least ${rule.effect}).`,
      },
      {
        kind: "table",
        caption: "Distances of every column",
        columns: [
          { label: "column", align: "text" },
          { label: "verdict", align: "text" },
          { label: "PSI", align: "number" },
          { label: "by chance", align: "number" },
          { label: "beyond chance", align: "number" },
          { label: "q", align: "number" },
          { label: "mean moved by", align: "number" },
        ],
        rows,
        narrow: "stack",
      },
    ],
  };
}

function summarySection(input: FileComparisonInput): PageSection {
  const drifted = input.columns.filter(({ isDrifted }) => isDrifted).map(({ column }) => column);
  const only = [
    ...(input.missing.length === 0 ? [] : [`Only in the reference: ${input.missing.join(", ")}.`]),
    ...(input.added.length === 0 ? [] : [`Only in the current file: ${input.added.join(", ")}.`]),
  ].join(" ");
  return {
    id: "summary",
    title: "What changed",
    blocks: [
      {
        kind: "callout",
        tone: drifted.length === 0 ? "good" : "caution",
        title:
          drifted.length === 0
            ? "No column drifted beyond chance and by a size that matters"
            : `${drifted.length} of ${input.columns.length} columns drifted: ${drifted.slice(0, 6).join(", ")}${drifted.length > 6 ? ", …" : ""}`,
        text: `${formatCount(input.reference.rows)} rows of ${input.reference.name} against ${formatCount(input.current.rows)} rows of ${input.current.name}. ${only}`.trim(),
      },
    ],
  };
}

function chartsSection({ distributions, reference, current }: FileComparisonInput): PageSection {
  return {
    id: "distributions",
    title: "Those that differ most",
    blocks: distributions.map((distribution) => ({
      kind: "figure",
      chart: { ...distributionChart(distribution), referenceName: reference.name, currentName: current.name },
      caption: distributionCaption(distribution),
      width: "half",
    })),
  };
}

/** Two files compared, as a page. */
export function fileComparisonReport(input: FileComparisonInput): PageModel {
  return {
    eyebrow: "drift compare",
    title: `${input.current.name} against ${input.reference.name}`,
    subtitle: `${input.columns.length} columns that both have`,
    generatedAt: input.generatedAt,
    sections: [summarySection(input), chartsSection(input), tableSection(input)],
  };
}
