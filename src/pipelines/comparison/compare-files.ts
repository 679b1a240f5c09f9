import type { RawFile, RawFileReader } from "#ingestion";
import { invalidInput } from "#kernel";
import {
  type ColumnCounts,
  type ColumnDrift,
  compareColumns,
  countColumn,
  freezeTable,
  type ReferenceColumn,
  type ReferenceProfile,
  type TwoKeyRule,
} from "#monitoring";
import type { ReportDistribution } from "#reporting";
import { type ColumnBatch, type ColumnValues, type Field, readNumber } from "#tabular";
import { distributionOf } from "../monitoring-report/distributions.js";

/** One of two files that are compared. */
export interface ComparedFile {
  readonly name: string;
  /** Rows that could be read; the others are left out. */
  readonly rows: number;
  readonly unreadable: number;
}

/** Two files, column by column. */
export interface FileComparison {
  readonly reference: ComparedFile;
  readonly current: ComparedFile;
  /** Columns that only one of the files has. */
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly rule: TwoKeyRule;
  /** Columns of both files, in the order of the reference. */
  readonly columns: readonly ColumnDrift[];
  /** Names of columns whose drift is significant and material, the largest effect first. */
  readonly drifted: readonly string[];
  /** Of the columns that differ most. */
  readonly distributions: readonly ReportDistribution[];
}

/** What is compared, and from when on a difference counts. */
export interface FileComparisonRequest {
  readonly reference: string;
  readonly current: string;
  /** Columns that are left out, such as keys. */
  readonly without: readonly string[];
  /** Default q .05 and effect .1. */
  readonly rule?: TwoKeyRule;
}

const usualRule: TwoKeyRule = { q: 0.05, effect: 0.1 };
const mostDistributions = 12;

async function textColumns(file: RawFile, names: readonly string[]): Promise<ReadonlyMap<string, (string | null)[]>> {
  const columns = new Map<string, (string | null)[]>(names.map((name) => [name, []]));
  const select = (rows: Parameters<Parameters<RawFile["read"]>[0]["select"]>[0]): typeof rows => ({
    kind: "project",
    input: rows,
    columns: names.map((name) => ({ name, expression: { kind: "column", name, type: "text" } })),
  });
  for await (const batch of file.read({ columns: names, checks: [], ingestedAt: 0, select })) {
    for (const [place, name] of names.entries()) {
      const target = columns.get(name)!;
      for (const value of batch.columns[place] as readonly (string | null)[]) target.push(value);
    }
  }
  return columns;
}

const missingSpellings = new Set(["", "na", "n/a", "nan", "null", "none", "-"]);

const isMissing = (text: string | null): boolean => text === null || missingSpellings.has(text.trim().toLowerCase());

/** Numbers where every value of the reference is one, else texts; what is not a number there is missing. */
function valuesOf(texts: readonly (string | null)[], isNumeric: boolean): ColumnValues {
  if (isNumeric) {
    return Float64Array.from(texts, (text) => (isMissing(text) ? Number.NaN : (readNumber(text!) ?? Number.NaN)));
  }
  return texts.map((text) => (isMissing(text) ? null : text));
}

const isNumberColumn = (texts: readonly (string | null)[]): boolean =>
  texts.some((text) => !isMissing(text)) && texts.every((text) => isMissing(text) || readNumber(text!) !== null);

interface Opened {
  readonly file: ComparedFile;
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, readonly (string | null)[]>;
}

async function openFile(path: string, without: readonly string[], reader: RawFileReader): Promise<Opened> {
  const file = await reader.open(path);
  try {
    const names = file.shape.columns.filter((name) => !without.includes(name));
    const columns = await textColumns(file, names);
    const { name, rowCount, unreadableCount } = file.shape;
    return { file: { name, rows: rowCount, unreadable: unreadableCount }, names, columns };
  } finally {
    await file.close();
  }
}

function referenceOf({ columns }: Opened, names: readonly string[]): ReferenceProfile {
  const values = names.map((name) => valuesOf(columns.get(name)!, isNumberColumn(columns.get(name)!)));
  const fields = names.map(
    (name, place): Field => ({ name, type: values[place] instanceof Float64Array ? "number" : "text" }),
  );
  const batch: ColumnBatch = { rowCount: values[0]?.length ?? 0, fields, columns: values };
  return freezeTable(batch);
}

function effectOf(column: ColumnDrift): number {
  return column.status === "compared" ? (column.scores.psi?.corrected ?? 0) : 0;
}

function distributionsOf(
  columns: readonly ColumnDrift[],
  reference: readonly ReferenceColumn[],
  counts: Readonly<Record<string, ColumnCounts>>,
): readonly ReportDistribution[] {
  const most = columns.toSorted((left, right) => effectOf(right) - effectOf(left)).slice(0, mostDistributions);
  return most.flatMap(({ column, status }) => {
    const before = reference.find(({ name }) => name === column);
    const after = counts[column];
    if (status === "failed" || before === undefined || after === undefined) return [];
    return [distributionOf(before, after, { start: 0, end: 0 })];
  });
}

/**
 * Compares two files column by column, without a project: bins come from the reference, every distance says what chance alone
 * brings, and drift counts where it is significant (Benjamini–Hochberg over all columns) and material (PSI beyond chance).
 * @throws InvalidInput `drift/no-common-column` and what the reader says of the files
 */
export async function compareFiles(request: FileComparisonRequest, reader: RawFileReader): Promise<FileComparison> {
  const { without, rule = usualRule } = request;
  const before = await openFile(request.reference, without, reader);
  const after = await openFile(request.current, without, reader);
  const common = before.names.filter((name) => after.columns.has(name));
  if (common.length === 0) {
    throw invalidInput("drift/no-common-column", `${before.file.name} and ${after.file.name} have no column in common`);
  }
  const { columns: reference } = referenceOf(before, common);
  const counts = Object.fromEntries(
    reference.map(({ name, binning }) => {
      const values = valuesOf(after.columns.get(name)!, binning.kind === "numeric");
      return [name, countColumn(binning, values)] as const;
    }),
  );
  const columns = compareColumns(reference, counts, { rule });
  const material = columns.filter((column) => column.status === "compared" && column.isMaterial);
  return {
    reference: before.file,
    current: after.file,
    missing: before.names.filter((name) => !after.columns.has(name)),
    added: after.names.filter((name) => !before.columns.has(name)),
    rule,
    columns,
    drifted: material.toSorted((left, right) => effectOf(right) - effectOf(left)).map(({ column }) => column),
    distributions: distributionsOf(columns, reference, counts),
  };
}
