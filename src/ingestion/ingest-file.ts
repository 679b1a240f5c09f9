import { type Clock, closestTo, DriftloopError, invalidInput, type Json } from "#kernel";
import type { TableSnapshot, TableStore, TableVersion, WrittenFile } from "#relation";
import { columnNamesOf, type Field, rowKeyOf, type SchemaContract } from "#tabular";
import type { LandedRows, QuarantineReason, RawFile, RawFileReader, RawFileShape } from "./ports.js";
import { rowChecksOf, rowWarningsOf } from "./row-checks.js";

/** What ingestion needs from outside. */
export interface IngestPorts {
  readonly reader: RawFileReader;
  readonly tables: TableStore;
  readonly clock: Clock;
}

/** Rows that were accepted although something about them is new. */
export interface IngestWarning {
  readonly column: string;
  readonly reason: string;
  readonly rowCount: number;
}

/** What became of one file. */
export interface IngestReport {
  /** `ingest:` and the SHA-256 of the file: the name under which it happens once. */
  readonly operation: string;
  /** The file's name. */
  readonly source: string;
  readonly ingestedAt: string;
  /** Records of the file, readable or not. */
  readonly readCount: number;
  /** Rows that are new in the raw table. */
  readonly acceptedCount: number;
  readonly quarantinedCount: number;
  readonly quarantinedByReason: Readonly<Partial<Record<QuarantineReason, number>>>;
  /** Rows that were there already, unchanged. */
  readonly duplicateCount: number;
  readonly warnings: readonly IngestWarning[];
  /** Columns of the file that the contract does not name; they are not read. */
  readonly ignoredColumns: readonly string[];
  readonly rawVersion: number;
  readonly quarantineVersion: number;
  /** Whether the same bytes were ingested before; then nothing changed and the rest tells of the first time. */
  readonly alreadyIngested: boolean;
}

/** The lake table of rows as they arrived. */
export const rawTable = "raw";
/** The lake table of refused rows. */
export const quarantineTable = "quarantine";

/** Columns of the raw table: the contract's as text, then file, line and moment of arrival. */
export function rawFieldsOf(contract: SchemaContract): readonly Field[] {
  return [
    ...columnNamesOf(contract).map((name): Field => ({ name, type: "text" })),
    { name: "_source", type: "text" },
    { name: "_line", type: "number" },
    { name: "_ingested_at", type: "timestamp" },
  ];
}

/** Columns of the quarantine table; `row` is the refused row as JSON text. */
export const quarantineFields: readonly Field[] = [
  { name: "source", type: "text" },
  { name: "line", type: "number" },
  { name: "column", type: "text" },
  { name: "reason", type: "text" },
  { name: "row", type: "text" },
  { name: "ingested_at", type: "timestamp" },
];

/** @throws InvalidInput `ingestion/columns-missing`, `ingestion/no-header` */
function checkColumns(path: string, shape: RawFileShape, contract: SchemaContract): void {
  const expected = columnNamesOf(contract);
  if (!shape.hasHeader) {
    throw invalidInput(
      "ingestion/no-header",
      `${path}: the first line does not name the columns; add a header line with ${expected.join(", ")}`,
      { path },
    );
  }
  const missing = expected.filter((name) => name !== contract.label.column && !shape.columns.includes(name));
  if (missing.length === 0) return;
  const others = shape.columns.filter((name) => !expected.includes(name));
  const found = missing.map((name) => {
    const near = closestTo(name, others);
    return near === undefined ? `"${name}"` : `"${name}" (the file has "${near}")`;
  });
  throw invalidInput(
    "ingestion/columns-missing",
    `${path} lacks ${found.join(", ")} of the contract; add ${missing.length === 1 ? "it" : "them"} to the file or change data.columns in driftloop.yaml${delimiterHint(shape)}`,
    { path, missing },
  );
}

function delimiterHint(shape: RawFileShape): string {
  return shape.columns.length > 1
    ? ""
    : `. The file has one column only: values must be divided by comma, semicolon, tab or pipe`;
}

/** One file on its way into the lake. */
interface Arrival {
  readonly path: string;
  readonly file: RawFile;
  readonly contract: SchemaContract;
  readonly operation: string;
  readonly ingestedAtMs: number;
}

async function landFile(
  { file, contract, ingestedAtMs }: Arrival,
  stored: TableSnapshot,
  tables: TableStore,
): Promise<LandedRows> {
  return file.land({
    columns: columnNamesOf(contract),
    checks: rowChecksOf(contract),
    warnings: rowWarningsOf(contract),
    key: rowKeyOf(contract),
    storedPaths: stored.files.map(({ path }) => path),
    ingestedAt: ingestedAtMs,
    acceptedPath: await tables.newFile(rawTable),
    sparePath: await tables.newFile(rawTable),
    quarantinePath: await tables.newFile(quarantineTable),
  });
}

const filesOf = (written: WrittenFile | null): readonly WrittenFile[] => (written === null ? [] : [written]);

async function commitQuarantine({ operation, file }: Arrival, landed: LandedRows, tables: TableStore): Promise<number> {
  if (landed.quarantined === null) return (await tables.snapshot(quarantineTable)).version;
  const { version } = await tables.commit(quarantineTable, {
    operation,
    fields: quarantineFields,
    add: filesOf(landed.quarantined),
    summary: { source: file.shape.name, ...landed.quarantinedByReason },
  });
  return version;
}

async function firstTime(operation: string, tables: TableStore): Promise<TableVersion | undefined> {
  return (await tables.versions(rawTable)).find((version) => version.operation === operation);
}

function reportOf(arrival: Arrival, landed: LandedRows, quarantineVersion: number): Omit<IngestReport, "rawVersion"> {
  const { file, contract, operation, ingestedAtMs } = arrival;
  const known = new Set(columnNamesOf(contract));
  const warnings = rowWarningsOf(contract).map(({ column, reason }, index) => ({
    column,
    reason,
    rowCount: landed.warningCounts[index] ?? 0,
  }));
  return {
    operation,
    source: file.shape.name,
    ingestedAt: new Date(ingestedAtMs).toISOString(),
    readCount: file.shape.rowCount + file.shape.unreadableCount,
    acceptedCount: landed.accepted?.rowCount ?? 0,
    quarantinedCount: landed.quarantined?.rowCount ?? 0,
    quarantinedByReason: landed.quarantinedByReason,
    duplicateCount: landed.unchangedCount,
    warnings: warnings.filter(({ rowCount }) => rowCount > 0),
    ignoredColumns: file.shape.columns.filter((name) => !known.has(name)),
    quarantineVersion,
    alreadyIngested: false,
  };
}

/** @throws Conflict when the raw table moved on, so that rows may have become duplicates meanwhile */
async function ingestOnto(stored: TableSnapshot, arrival: Arrival, tables: TableStore): Promise<IngestReport> {
  const landed = await landFile(arrival, stored, tables);
  const report = reportOf(arrival, landed, await commitQuarantine(arrival, landed, tables));
  const { version } = await tables.commit(rawTable, {
    operation: arrival.operation,
    fields: rawFieldsOf(arrival.contract),
    add: filesOf(landed.accepted),
    expectedVersion: stored.version,
    summary: report as unknown as Json,
  });
  return { ...report, rawVersion: version };
}

const mostAttempts = 8;

async function ingestOpened(arrival: Arrival, tables: TableStore): Promise<IngestReport> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await firstTime(arrival.operation, tables);
    if (before !== undefined) {
      const report = before.summary as unknown as IngestReport;
      return { ...report, rawVersion: before.version, alreadyIngested: true };
    }
    checkColumns(arrival.path, arrival.file.shape, arrival.contract);
    try {
      return await ingestOnto(await tables.snapshot(rawTable), arrival, tables);
    } catch (thrown) {
      const isOvertaken = thrown instanceof DriftloopError && thrown.kind === "Conflict";
      if (!isOvertaken || attempt === mostAttempts) throw thrown;
    }
  }
}

/**
 * Adds a file to the raw table: rows that keep the contract as they arrived, the others to quarantine with line, column
 * and reason. The same bytes are ingested once: the raw table is committed last and names them, so that a repeat after a
 * kill finishes the work and a repeat after success changes nothing.
 * @throws InvalidInput when the file cannot be read at all or lacks columns; then nothing was changed
 */
export async function ingestFile(path: string, contract: SchemaContract, ports: IngestPorts): Promise<IngestReport> {
  const file = await ports.reader.open(path, columnNamesOf(contract));
  try {
    const operation = `ingest:${file.shape.digest}`;
    return await ingestOpened({ path, file, contract, operation, ingestedAtMs: ports.clock.now() }, ports.tables);
  } finally {
    await file.close();
  }
}
