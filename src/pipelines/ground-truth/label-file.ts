import { entityExpression } from "#features";
import { quarantineFields, quarantineTable, type RawFile } from "#ingestion";
import { invalidInput } from "#kernel";
import { type LabelFact, type LabelRow, readLabel } from "#monitoring";
import { compileExpression } from "#relation";
import type { ColumnBatch, SchemaContract } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { earlierReport, ingestLabels, type LabelIngestReport } from "./ingest-labels.js";
import { quarantineBatch, type RefusedRow, writeBatch } from "../write-batch.js";

/** Where the parts of a label are found in a file. */
interface LabelColumns {
  readonly entity: readonly string[];
  readonly label: string;
  readonly names: readonly string[];
}

function columnsIn(path: string, found: readonly string[], { entity, label }: SchemaContract): LabelColumns {
  const keys = found.includes("entity") ? ["entity"] : entity.every((name) => found.includes(name)) ? entity : [];
  const labelColumn = ["label", label.column].find((name) => found.includes(name));
  if (labelColumn === undefined || (keys.length === 0 && !found.includes("prediction_id"))) {
    const names = entity.length === 0 ? "entity" : `entity or ${entity.join(" and ")}`;
    throw invalidInput(
      "labels/columns-missing",
      `${path} needs the columns prediction_id, ${names}, and label or ${label.column}; occurred_at and known_at may be there. It has ${found.join(", ")}`,
      { path },
    );
  }
  const optional = ["prediction_id", "occurred_at", "known_at"];
  return { entity: keys, label: labelColumn, names: [...new Set([...optional, labelColumn, ...keys])] };
}

/** Makes the rows of a batch of texts. */
function createRowReader(columns: LabelColumns, contract: SchemaContract): (batch: ColumnBatch) => readonly LabelRow[] {
  const entityOf =
    columns.entity.length < 2 ? null : compileExpression(entityExpression({ ...contract, entity: columns.entity }));
  return (batch) => {
    const column = (name: string): readonly (string | null)[] => {
      const place = batch.fields.findIndex((field) => field.name === name);
      return place < 0 ? [] : (batch.columns[place] as readonly (string | null)[]);
    };
    const keys = columns.entity.map(column);
    const entities = (row: number): string | null => {
      if (entityOf === null) return keys[0]?.[row] ?? null;
      return entityOf(Object.fromEntries(columns.entity.map((name, part) => [name, keys[part]![row]]))) as
        | string
        | null;
    };
    const [ids, labels] = [column("prediction_id"), column(columns.label)];
    const [occurred, known] = [column("occurred_at"), column("known_at")];
    return Array.from({ length: batch.rowCount }, (_, row) => ({
      predictionId: ids[row] ?? null,
      entity: entities(row),
      label: labels[row] ?? null,
      occurredAt: occurred[row] ?? null,
      knownAt: known[row] ?? null,
    }));
  };
}

interface ReadFile {
  readonly facts: readonly LabelFact[];
  readonly refused: readonly RefusedRow[];
}

async function readFacts(
  file: RawFile,
  columns: LabelColumns,
  contract: SchemaContract,
  ingestedAt: number,
): Promise<ReadFile> {
  const facts: LabelFact[] = [];
  const refused: RefusedRow[] = [];
  const rowsOf = createRowReader(columns, contract);
  const defaults = { knownAt: ingestedAt, source: file.shape.name };
  for await (const batch of file.read({ columns: columns.names, checks: [], ingestedAt, select: (rows) => rows })) {
    const lines = batch.columns[batch.fields.findIndex(({ name }) => name === "_line")] as Float64Array;
    for (const [place, row] of rowsOf(batch).entries()) {
      const read = readLabel(row, contract, defaults);
      if ("reason" in read) refused.push({ ...read, line: lines[place]!, row });
      else facts.push(read);
    }
  }
  return { facts, refused };
}

/** Puts rows that cannot be read, and rows that say nothing usable, into the quarantine table, once per file. */
async function quarantineLabels(
  file: RawFile,
  { facts, refused }: ReadFile,
  columns: LabelColumns,
  ports: PipelinePorts,
): Promise<Pick<LabelIngestReport, "quarantinedCount" | "quarantinedByReason">> {
  const ingestedAt = ports.clock.now();
  const { name: source, digest } = file.shape;
  const unreadable = await file.quarantine(
    { columns: columns.names, checks: [], ingestedAt, quarantinePath: await ports.tables.newFile(quarantineTable) },
    facts.length + refused.length,
  );
  const counts: Record<string, number> = { ...unreadable.quarantinedByReason };
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  const files = unreadable.quarantined === null ? [] : [unreadable.quarantined];
  if (refused.length > 0) {
    const batch = quarantineBatch(source, refused, () => ingestedAt);
    files.push(await writeBatch(quarantineTable, quarantineFields, batch, ports));
  }
  const quarantinedCount = files.reduce((total, { rowCount }) => total + rowCount, 0);
  if (files.length > 0) {
    await ports.tables.commit(quarantineTable, {
      operation: `labels:${digest}`,
      fields: quarantineFields,
      add: files,
      summary: { source, ...counts },
    });
  }
  return { quarantinedCount, quarantinedByReason: counts };
}

/**
 * Adds a CSV or Parquet file of labels to the ground truth: columns `prediction_id` or the entity, `label`, and where there
 * are `occurred_at` and `known_at`. Rows that cannot be used go to quarantine with line, column and reason. The same bytes are
 * ingested once.
 * @throws InvalidInput `labels/columns-missing`, and what is wrong with the file as a whole
 */
export async function ingestLabelFile(
  path: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<LabelIngestReport> {
  const { contract } = settings;
  const expected = ["prediction_id", "entity", ...contract.entity, "label", contract.label.column];
  const file = await (await ports.reader()).open(path, [...new Set([...expected, "occurred_at", "known_at"])]);
  try {
    const { name: source, digest } = file.shape;
    const earlier = await earlierReport(digest, ports);
    if (earlier !== null) return earlier;
    const columns = columnsIn(path, file.shape.columns, contract);
    const read = await readFacts(file, columns, contract, ports.clock.now());
    const refused = await quarantineLabels(file, read, columns, ports);
    return await ingestLabels({ operation: digest, source, facts: read.facts }, settings, ports, refused);
  } finally {
    await file.close();
  }
}
