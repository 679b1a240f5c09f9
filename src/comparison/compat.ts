import type { TableFile } from "#ingestion";
import { type ColumnCompat, compatFromCounts, compatFromRows, type RawColumn, type ReferenceColumn } from "#monitoring";
import type { ColumnCounts } from "#monitoring";
import type { Field } from "#tabular";
import { asNumbers, asTexts } from "./cell-values.js";

// Columns are looked at in groups whose numbers take at most 128 MiB, or one by one.
const mostKeptNumbers = 1 << 24;

/** The values of one column, all of them. */
class RawValues {
  private readonly isNumeric: boolean;
  private readonly parts: Float64Array[] = [];
  private readonly levels: Map<string, number> = new Map<string, number>();

  constructor(isNumeric: boolean) {
    this.isNumeric = isNumeric;
  }

  add(values: Float64Array | readonly (string | null)[]): void {
    if (this.isNumeric) this.parts.push(asNumbers(values).slice());
    else for (const text of asTexts(values)) if (text !== null) this.levels.set(text, (this.levels.get(text) ?? 0) + 1);
  }

  column(): RawColumn {
    if (!this.isNumeric) return { kind: "category", levels: this.levels };
    const values = new Float64Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let filled = 0;
    for (const part of this.parts) {
      values.set(part, filled);
      filled += part.length;
    }
    return { kind: "numeric", values };
  }
}

async function rawColumns(
  files: readonly TableFile[],
  columns: readonly ReferenceColumn[],
): Promise<readonly RawColumn[]> {
  const kept = columns.map(({ binning }) => new RawValues(binning.kind === "numeric"));
  for (const file of files) {
    const types = new Map(file.fields.map(({ name, type }) => [name, type]));
    const fields = columns.map(({ name }): Field => ({ name, type: types.get(name)! }));
    await file.scan(fields, (place, values) => kept[place]!.add(values));
  }
  return kept.map((values) => values.column());
}

/**
 * What other tools say of the columns of files: their own bins are drawn over raw values, so all rows are read once more.
 * @param columns that every file has
 */
export async function compatOfFiles(
  reference: TableFile,
  current: readonly TableFile[],
  columns: readonly ReferenceColumn[],
): Promise<readonly ColumnCompat[]> {
  const rows = reference.rowCount + current.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const groupSize = Math.max(1, Math.floor(mostKeptNumbers / Math.max(1, rows)));
  const found: ColumnCompat[] = [];
  for (let from = 0; from < columns.length; from += groupSize) {
    const group = columns.slice(from, from + groupSize);
    const before = await rawColumns([reference], group);
    const after = await rawColumns(current, group);
    found.push(...group.map(({ name }, place) => compatFromRows(name, before[place]!, after[place]!)));
  }
  return found;
}

/** The same from counts, where the reference was saved before. */
export function compatOfCounts(
  columns: readonly ReferenceColumn[],
  counts: Readonly<Record<string, ColumnCounts>>,
): readonly ColumnCompat[] {
  return columns.map((column) => compatFromCounts(column, counts[column.name]!));
}
