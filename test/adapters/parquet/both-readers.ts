import { createTableFileReader, type DuckdbDatabase } from "#adapters/duckdb";
import { openPlainTableFile } from "#adapters/parquet";
import type { TableFile } from "#ingestion";
import { DriftloopError } from "#kernel";
import type { Field } from "#tabular";

/** What a file holds, all in memory. */
export interface Content {
  readonly name: string;
  readonly rowCount: number;
  readonly fields: readonly Field[];
  readonly columns: readonly (readonly (number | string | null)[])[];
}

/** Reads all and closes. */
export async function contentOf(file: TableFile): Promise<Content> {
  const columns: (number | string | null)[][] = file.fields.map(() => []);
  try {
    await file.scan(file.fields, (place, values) => {
      for (const value of values) columns[place]!.push(value);
    });
  } finally {
    await file.close();
  }
  const { name, rowCount, fields } = file;
  return { name, rowCount, fields, columns };
}

export async function byEngine(database: DuckdbDatabase, path: string): Promise<Content> {
  return contentOf(await createTableFileReader(database).open(path));
}

/** What becomes of a file without an engine: its content, left to the engine, or refused in one sentence; anything else is thrown on. */
export async function withoutEngine(path: string): Promise<Content | "left" | "refused"> {
  const file = openPlainTableFile(path);
  if (file === undefined) return "left";
  try {
    return await contentOf(file);
  } catch (thrown) {
    if (thrown instanceof DriftloopError && thrown.code === "ingestion/not-a-table") return "refused";
    throw thrown;
  }
}
