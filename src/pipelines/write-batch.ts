import { quarantineFields } from "#ingestion";
import type { WrittenFile } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { PipelinePorts } from "./ports.js";

async function* single(batch: ColumnBatch): AsyncGenerator<ColumnBatch> {
  if (batch.rowCount > 0) yield batch;
}

/** Writes one batch as a new file of a table; it belongs to the table once it is committed. */
export async function writeBatch(
  table: string,
  fields: readonly Field[],
  batch: ColumnBatch,
  ports: Pick<PipelinePorts, "tables" | "engine">,
): Promise<WrittenFile> {
  const path = await ports.tables.newFile(table);
  return (await ports.engine()).writeBatches(fields, single(batch), path);
}

/** A row that was refused: where it stood, which column is to blame and why. */
export interface RefusedRow {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
  /** As it came; kept as JSON. */
  readonly row: unknown;
}

/** Refused rows as the quarantine table keeps them. @param timeOf epoch ms at which the row of a line was taken in */
export function quarantineBatch(
  source: string,
  refused: readonly RefusedRow[],
  timeOf: (line: number) => number,
): ColumnBatch {
  return {
    rowCount: refused.length,
    fields: quarantineFields,
    columns: [
      refused.map(() => source),
      Float64Array.from(refused, ({ line }) => line),
      refused.map(({ column }) => column),
      refused.map(({ reason }) => reason),
      refused.map(({ row }) => JSON.stringify(row)),
      Float64Array.from(refused, ({ line }) => timeOf(line)),
    ],
  };
}
