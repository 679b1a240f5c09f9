import type { TableFile } from "#ingestion";
import {
  type ColumnBinning,
  type ColumnCounts,
  createWholeCounter,
  freezeColumns,
  type ReferenceColumn,
  type ReferenceProfile,
  type WholeCounter,
} from "#monitoring";
import type { Field } from "#tabular";
import { asNumbers, asTexts } from "./cell-values.js";
import { ColumnLearner } from "./column-learner.js";

// 128 MiB of numbers, whatever the size of the file, and some two million levels.
const mostKeptNumbers = 1 << 24;
const mostKeptLevels = 1 << 21;

async function learnBinnings(file: TableFile, fields: readonly Field[]): Promise<readonly ColumnBinning[]> {
  const limits = {
    stride: Math.max(1, Math.ceil((file.rowCount * fields.length) / mostKeptNumbers)),
    mostLevels: Math.max(1024, Math.floor(mostKeptLevels / fields.length)),
  };
  const learners = fields.map(() => new ColumnLearner(limits));
  await file.scan(fields, (place, values) => learners[place]!.add(values));
  return learners.map((learner) => learner.binning());
}

/** A column to be counted, and how. */
interface CountedColumn {
  readonly name: string;
  readonly binning: ColumnBinning;
}

async function addRows(
  file: TableFile,
  columns: readonly CountedColumn[],
  counters: readonly WholeCounter[],
): Promise<void> {
  const types = new Map(file.fields.map(({ name, type }) => [name, type]));
  const fields = columns.map(({ name }): Field => ({ name, type: types.get(name)! }));
  await file.scan(fields, (place, values) => {
    counters[place]!.add(columns[place]!.binning.kind === "numeric" ? asNumbers(values) : asTexts(values));
  });
}

/**
 * Counts the rows of one or more files, which together are one table, in one pass over each.
 * @param columns that every file has
 */
export async function countFiles(
  files: readonly TableFile[],
  columns: readonly CountedColumn[],
): Promise<Readonly<Record<string, ColumnCounts>>> {
  const counters = columns.map(({ binning }) => createWholeCounter(binning));
  for (const file of files) await addRows(file, columns, counters);
  return Object.fromEntries(columns.map(({ name }, place) => [name, counters[place]!.counts()]));
}

/** What is normal according to a file: the bins of its columns, from its own quantiles, and what they hold. Two passes. */
export async function profileFile(file: TableFile, names: readonly string[]): Promise<ReferenceProfile> {
  const fields = file.fields.filter(({ name }) => names.includes(name));
  const binnings = await learnBinnings(file, fields);
  const columns = fields.map(({ name }, place) => ({ name, binning: binnings[place]! }));
  const counts = await countFiles([file], columns);
  return freezeColumns(
    file.rowCount,
    columns.map((column): ReferenceColumn => ({ ...column, role: "feature", counts: counts[column.name]! })),
  );
}
