import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { externalFailure, messageOf } from "#kernel";
import type { ColumnBatch, Field } from "#tabular";

/** A text as a CSV value: quoted where needed; text that a spreadsheet would run as a formula gets an apostrophe. */
export function csvText(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvValue(field: Field, value: string | number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (typeof value === "string") return csvText(value);
  if (field.type === "timestamp") return new Date(value).toISOString();
  return field.type === "boolean" ? String(value === 1) : String(value);
}

function csvRows(batch: ColumnBatch): string {
  const lines: string[] = [];
  for (let row = 0; row < batch.rowCount; row += 1) {
    lines.push(batch.fields.map((field, index) => csvValue(field, batch.columns[index]![row])).join(","));
  }
  return `${lines.join("\n")}\n`;
}

async function writeRows(path: string, fields: readonly Field[], batches: AsyncIterable<ColumnBatch>): Promise<void> {
  const stream = createWriteStream(path, { flags: "wx" });
  await once(stream, "open");
  stream.write(`${fields.map(({ name }) => csvText(name)).join(",")}\n`);
  for await (const batch of batches) {
    if (batch.rowCount > 0 && !stream.write(csvRows(batch))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes batches as a CSV file in constant memory; the file appears whole or not at all.
 * @throws ExternalFailure `file/write-failed`
 */
export async function writeCsvFile(
  path: string,
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    await writeRows(partial, fields, batches);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw externalFailure("file/write-failed", `${path} could not be written: ${messageOf(error)}`, { cause: error });
  }
}
