import { existsSync } from "node:fs";
import type { Relation } from "#relation";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";

/** Rows of files that were written here lately, as reading the files would give them. */
export interface FreshFiles {
  /** The same batches, noted down as they pass. Call `keep` when the file is there. */
  noting(
    fields: readonly Field[],
    batches: AsyncIterable<ColumnBatch>,
  ): { readonly batches: AsyncIterable<ColumnBatch>; readonly keep: (path: string) => void };
  /** Rows of a relation that is nothing but such files; undefined for any other. */
  rowsOf(relation: Relation): ColumnBatch | undefined;
}

interface FreshFile {
  readonly fields: readonly Field[];
  readonly rowCount: number;
  readonly columns: readonly ColumnValues[];
}

/** Small files only: of large ones reading costs little beside the rest. */
const mostRows = 4096;
const mostFiles = 16;

/** A value as it comes back from a file. */
function stored(type: Field["type"], value: number): number {
  if (type === "timestamp") return Math.floor(value);
  return type === "boolean" && !Number.isNaN(value) ? Number(value !== 0) : value;
}

function copyOf({ type }: Field, column: ColumnValues): ColumnValues {
  if (column instanceof Float64Array) return column.map((value) => stored(type, value));
  return column.slice();
}

function joined(parts: readonly ColumnValues[], rowCount: number): ColumnValues {
  if (!(parts[0] instanceof Float64Array)) return (parts as (readonly (string | null)[])[]).flat();
  const whole = new Float64Array(rowCount);
  let from = 0;
  for (const part of parts as readonly Float64Array[]) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
}

function placesIn(file: FreshFile, wanted: readonly Field[]): readonly number[] | undefined {
  const places = wanted.map(({ name, type }) =>
    file.fields.findIndex((field) => field.name === name && field.type === type),
  );
  return places.includes(-1) ? undefined : places;
}

function stacked(files: readonly FreshFile[], fields: readonly Field[]): ColumnBatch | undefined {
  const rowCount = files.reduce((sum, file) => sum + file.rowCount, 0);
  const places = files.map((file) => placesIn(file, fields));
  if (places.includes(undefined) || fields.length === 0) return undefined;
  const columns = fields.map((_, index) =>
    joined(
      files.map((file, at) => file.columns[places[at]![index]!]!),
      rowCount,
    ),
  );
  return { rowCount, fields, columns };
}

function fileOf(fields: readonly Field[], parts: readonly (readonly ColumnValues[])[], rowCount: number): FreshFile {
  const columns = fields.map((_, index) =>
    joined(
      parts.map((part) => part[index]!),
      rowCount,
    ),
  );
  return { fields, rowCount, columns };
}

/** Remembers the newest small files; a day of production writes some and reads each of them again at once. */
export function createFreshFiles(): FreshFiles {
  const files = new Map<string, FreshFile>();
  const remember = (path: string, file: FreshFile): void => {
    files.set(path, file);
    if (files.size > mostFiles) files.delete(files.keys().next().value!);
  };
  return {
    noting: (fields, batches) => {
      const parts: (readonly ColumnValues[])[] = [];
      let rows = 0;
      async function* noted(): AsyncGenerator<ColumnBatch> {
        for await (const batch of batches) {
          // The writer looks at its shape first.
          yield batch;
          rows += batch.rowCount;
          if (rows <= mostRows) parts.push(fields.map((field, index) => copyOf(field, batch.columns[index]!)));
        }
      }
      const keep = (path: string): void => {
        if (rows > 0 && rows <= mostRows) remember(path, fileOf(fields, parts, rows));
      };
      return { batches: noted(), keep };
    },
    rowsOf: (relation) => {
      if (relation.kind !== "parquet" || relation.paths.length === 0) return undefined;
      const found = relation.paths.map((path) => files.get(path)).filter((file) => file !== undefined);
      if (found.length < relation.paths.length) return undefined;
      return relation.paths.every((path) => existsSync(path)) ? stacked(found, relation.fields) : undefined;
    },
  };
}
