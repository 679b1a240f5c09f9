import type { TableFile, TableFileReader } from "#ingestion";
import { invalidInput } from "#kernel";
import {
  type ColumnCompat,
  type ColumnCounts,
  type ColumnDistribution,
  type ColumnDrift,
  type CompatNumber,
  compareColumns,
  compatOfAll,
  distributionOf,
  type ReferenceColumn,
  type ReferenceProfile,
  type TwoKeyRule,
} from "#monitoring";
import { compatOfCounts, compatOfFiles } from "./compat.js";
import { countFiles, profileFile } from "./count-table.js";
import { identifierVerdict, isIdentifier } from "./identifier.js";

/** One of two sides that are compared. */
export interface ComparedSide {
  readonly name: string;
  /** Rows that could be read; the others are left out. */
  readonly rows: number;
  readonly unreadable: number;
}

/** Two tables, column by column. */
export interface FileComparison {
  readonly reference: ComparedSide;
  readonly current: ComparedSide;
  /** Digest of the reference's bins and counts. */
  readonly referenceId: string;
  /** Columns that only one side has. */
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly rule: TwoKeyRule;
  /** Columns of both sides, in the order of the reference. */
  readonly columns: readonly ColumnDrift[];
  /** Names of columns whose drift is significant and material, the largest effect first. */
  readonly drifted: readonly string[];
  /** Of the columns that differ most. */
  readonly distributions: readonly ColumnDistribution[];
  /** What other tools say of each column; null when it was not asked for. */
  readonly compat: readonly ColumnCompat[] | null;
  /** What other tools say of all columns together; null when it was not asked for. */
  readonly compatOfAll: readonly CompatNumber[] | null;
}

/** What says what is normal: a file, or what was kept of one. */
export type ReferenceSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "profile"; readonly name: string; readonly profile: ReferenceProfile };

/** What is compared, and from when on a difference counts. */
export interface FileComparisonRequest {
  readonly reference: ReferenceSource;
  /** At least one; several are parts of one table. */
  readonly current: readonly string[];
  /** Columns that are left out, such as keys. */
  readonly without: readonly string[];
  /** Whether the numbers of other tools are worked out too. */
  readonly withCompat: boolean;
}

const rule: TwoKeyRule = { q: 0.05, effect: 0.1 };
const mostDistributions = 12;
/** Shown where nothing drifted, or little. */
const fewDistributions = 4;

function effectOf(column: ColumnDrift): number {
  return column.status === "compared" ? (column.scores.psi?.corrected ?? 0) : 0;
}

function distributionsOf(
  columns: readonly ColumnDrift[],
  { columns: reference }: ReferenceProfile,
  counts: Readonly<Record<string, ColumnCounts>>,
): readonly ColumnDistribution[] {
  const most = columns.toSorted((left, right) => effectOf(right) - effectOf(left)).slice(0, mostDistributions);
  const isShown = (column: ColumnDrift, place: number): boolean =>
    place < fewDistributions || (column.status === "compared" && column.isMaterial);
  return most.filter(isShown).flatMap(({ column, status }) => {
    const before = reference.find(({ name }) => name === column);
    const after = counts[column];
    if (status === "failed" || before === undefined || after === undefined) return [];
    return [distributionOf(before, after, { start: 0, end: 0 })];
  });
}

interface Normal {
  readonly side: ComparedSide;
  readonly profile: ReferenceProfile;
  /** Every column it has. */
  readonly all: readonly string[];
  /** Those that are compared. */
  readonly names: readonly string[];
}

async function withFile<T>(path: string, reader: TableFileReader, work: (file: TableFile) => Promise<T>): Promise<T> {
  const file = await reader.open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

const sideOf = ({ name, rowCount, unreadableCount }: TableFile): ComparedSide => ({
  name,
  rows: rowCount,
  unreadable: unreadableCount,
});

async function normalOf(request: FileComparisonRequest, reader: TableFileReader): Promise<Normal> {
  const { reference, without } = request;
  if (reference.kind === "file") {
    return withFile(reference.path, reader, async (file) => {
      const all = file.fields.map(({ name }) => name);
      const names = all.filter((name) => !without.includes(name));
      return { side: sideOf(file), profile: await profileFile(file, names), all, names };
    });
  }
  const { name, profile } = reference;
  const all = profile.columns.map((column) => column.name);
  const names = all.filter((column) => !without.includes(column));
  return { side: { name, rows: profile.rowCount, unreadable: 0 }, profile, all, names };
}

interface Present {
  readonly side: ComparedSide;
  /** Columns that every file has. */
  readonly names: readonly string[];
  readonly counts: Readonly<Record<string, ColumnCounts>>;
  readonly compat: readonly ColumnCompat[] | null;
}

function commonNames(files: readonly TableFile[], without: readonly string[]): readonly string[] {
  const [first, ...others] = files.map(({ fields }) => fields.map(({ name }) => name));
  return first!.filter((name) => !without.includes(name) && others.every((names) => names.includes(name)));
}

function wholeSide(files: readonly TableFile[]): ComparedSide {
  const sides = files.map(sideOf);
  return {
    name: sides.length === 1 ? sides[0]!.name : `${sides[0]!.name} and ${sides.length - 1} more`,
    rows: sides.reduce((sum, { rows }) => sum + rows, 0),
    unreadable: sides.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

interface CompatWork {
  readonly request: FileComparisonRequest;
  readonly files: readonly TableFile[];
  readonly columns: readonly ReferenceColumn[];
  readonly counts: Present["counts"];
}

function compatOf(
  { request, files, columns, counts }: CompatWork,
  reader: TableFileReader,
): Promise<readonly ColumnCompat[]> {
  const { reference } = request;
  if (reference.kind === "profile") return Promise.resolve(compatOfCounts(columns, counts));
  return withFile(reference.path, reader, (file) => compatOfFiles(file, files, columns));
}

/** A name that neither side has is a slip, and the column that was meant would stay in. */
function refuseUnknown(without: readonly string[], known: readonly string[]): void {
  const unknown = without.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw invalidInput(
    "drift/unknown-column",
    `no file has a column ${unknown.map((name) => `"${name}"`).join(", ")} to be left out; there are ${[...new Set(known)].join(", ")}`,
    { unknown },
  );
}

async function presentOf(request: FileComparisonRequest, normal: Normal, reader: TableFileReader): Promise<Present> {
  const files: TableFile[] = [];
  try {
    for (const path of request.current) files.push(await reader.open(path));
    refuseUnknown(request.without, [...normal.all, ...files.flatMap(({ fields }) => fields.map(({ name }) => name))]);
    const names = commonNames(files, request.without);
    const side = wholeSide(files);
    const columns = normal.profile.columns.filter(({ name }) => normal.names.includes(name) && names.includes(name));
    if (columns.length === 0) {
      throw invalidInput("drift/no-common-column", `${normal.side.name} and ${side.name} have no column in common`);
    }
    const counts = await countFiles(files, columns);
    const told = columns.filter((column) => !isIdentifier(column));
    const compat = request.withCompat ? await compatOf({ request, files, columns: told, counts }, reader) : null;
    return { side, names, counts, compat };
  } finally {
    for (const file of files) await file.close();
  }
}

/** A comparison, and the reference that can be kept for the next one. */
export interface ComparedFiles {
  readonly comparison: FileComparison;
  readonly reference: ReferenceProfile;
}

/**
 * Compares files column by column, without a project: bins come from the reference, every distance says what chance alone
 * brings, and drift counts where it is significant (Benjamini–Hochberg over all columns) and material (PSI beyond chance). Files are
 * read in batches.
 * @throws InvalidInput `drift/unknown-column`, `drift/no-common-column` and what the reader says of the files
 */
export async function compareFiles(request: FileComparisonRequest, reader: TableFileReader): Promise<ComparedFiles> {
  const normal = await normalOf(request, reader);
  const { side, names, counts, compat } = await presentOf(request, normal, reader);
  const reference = normal.profile.columns.filter(({ name }) => counts[name] !== undefined);
  const compared = compareColumns(
    reference.filter((column) => !isIdentifier(column)),
    counts,
    { rule },
  );
  const columns = reference.map(
    (column) => compared.find((drift) => drift.column === column.name) ?? identifierVerdict(column),
  );
  const material = columns.filter((column) => column.status === "compared" && column.isMaterial);
  const comparison = {
    reference: normal.side,
    current: side,
    referenceId: normal.profile.id,
    missing: normal.names.filter((name) => !names.includes(name)),
    added: names.filter((name) => !normal.names.includes(name)),
    rule,
    columns,
    drifted: material.toSorted((left, right) => effectOf(right) - effectOf(left)).map(({ column }) => column),
    distributions: distributionsOf(columns, normal.profile, counts),
    compat,
    compatOfAll: compat === null ? null : compatOfAll(compat),
  };
  return { comparison, reference: normal.profile };
}
