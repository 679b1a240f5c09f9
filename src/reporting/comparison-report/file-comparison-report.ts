import { plural } from "#kernel";
import type { Instant } from "#kernel";
import type { ColumnCompat, CompatNumber } from "#monitoring";
import type { ReportDistribution } from "../monitoring-report/input.js";
import { distributionCaption, distributionChart } from "../monitoring-report/drift-charts.js";
import { cells, figures, tableOf, words } from "../item-table.js";
import { decimalFormat, formatNumber } from "../number-format.js";
import type { PageModel, PageSection, ParagraphBlock, TableCell } from "../page-model.js";
import { otherToolsSection } from "./other-tools.js";

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
  /** What other tools say; null when it was not asked for. */
  readonly compat: readonly ColumnCompat[] | null;
  readonly compatOfAll: readonly CompatNumber[] | null;
}

const three = decimalFormat(3);
const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : formatNumber(value, three);

/** A q-value is never exactly nothing. */
const chanceText = (value: number | null): string => (value !== null && value < 0.001 ? "< 0.001" : numberText(value));

function verdictCell({ isDrifted, failure }: ComparedColumnInput): TableCell {
  if (failure !== null) return { kind: "chip", status: "error", text: "not compared" };
  return isDrifted
    ? { kind: "chip", status: "failed", text: "drifted" }
    : { kind: "chip", status: "passed", text: "no drift" };
}

const effectOf = ({ psi }: ComparedColumnInput): number => psi?.beyondChance ?? -1;

/** Drifted columns, then the others, each with the largest effect first; those without numbers last. */
function byEffect(columns: readonly ComparedColumnInput[]): readonly ComparedColumnInput[] {
  return columns.toSorted(
    (left, right) => Number(right.isDrifted) - Number(left.isDrifted) || effectOf(right) - effectOf(left),
  );
}

function tableSection({ columns, rule }: FileComparisonInput): PageSection {
  return {
    id: "columns",
    title: "Every column",
    blocks: [
      {
        kind: "paragraph",
        text: `A column has drifted when the difference is no chance (q of the χ² test at most ${rule.q}, adjusted for all columns) and large enough to matter (PSI beyond chance at least ${rule.effect}).`,
      },
      tableOf("Distances of every column, the largest beyond chance first", byEffect(columns), [
        words("column", ({ column }) => column),
        cells("verdict", verdictCell),
        figures("PSI", ({ psi }) => numberText(psi?.value)),
        figures("by chance", ({ psi }) => numberText(psi?.expected)),
        figures("beyond chance", ({ psi }) => numberText(psi?.beyondChance)),
        figures("q", ({ qValue }) => chanceText(qValue)),
        figures("mean moved by", ({ meanShift }) => numberText(meanShift)),
      ]),
      ...columns.flatMap(({ column, failure }): readonly ParagraphBlock[] =>
        failure === null ? [] : [{ kind: "paragraph", text: `Not compared: ${column}, ${failure}.` }],
      ),
    ],
  };
}

function summarySection(input: FileComparisonInput): PageSection {
  const drifted = input.columns.filter(({ isDrifted }) => isDrifted).map(({ column }) => column);
  const compared = input.columns.filter(({ failure }) => failure === null).length;
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
            : `${drifted.length} of ${plural(compared, "column")} drifted: ${drifted.slice(0, 6).join(", ")}${drifted.length > 6 ? ", …" : ""}`,
        text: `${plural(input.reference.rows, "row")} of ${input.reference.name} against ${plural(input.current.rows, "row")} of ${input.current.name}. ${only}`.trim(),
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
  const order = byEffect(input.columns).map(({ column }) => column);
  return {
    eyebrow: "drift compare",
    title: `${input.current.name} against ${input.reference.name}`,
    subtitle: `${plural(input.columns.length, "column")} in both`,
    generatedAt: input.generatedAt,
    sections: [summarySection(input), chartsSection(input), tableSection(input), otherToolsSection(input, order)],
  };
}
