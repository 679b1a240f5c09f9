import { z } from "zod";
import { invalidInput } from "#kernel";
import { type ColumnSpec, dateFormats, type SchemaContract, type ValueType, valueTypeOf } from "#tabular";

const bound = z.number().nullable();

/** One column of the contract in the project file. */
export const columnOptions: z.ZodType<ColumnSpec> = z.strictObject({
  type: z
    .enum(["integer", "number", "boolean", "category", "text", "date", "timestamp"])
    .describe("what the column holds"),
  range: z.tuple([bound, bound]).exactOptional().describe("lowest and highest value allowed, inclusive; null is open"),
  domain: z.array(z.string()).min(1).exactOptional().describe("the levels that are known"),
  strictDomain: z
    .boolean()
    .exactOptional()
    .describe("whether other levels send the row to quarantine; default false: a warning"),
  required: z.boolean().exactOptional().describe("whether a missing value sends the row to quarantine; default false"),
  missing: z.array(z.string()).exactOptional().describe("spellings that mean missing, beside the empty text"),
  whenMissing: z.union([z.number(), z.string()]).exactOptional().describe("the value to use where it is missing"),
  actionable: z.boolean().exactOptional().describe("whether the business can change it"),
  format: z.enum(dateFormats).exactOptional().describe("spelling of dates; default YYYY-MM-DD"),
  decimal: z.enum([".", ","]).exactOptional().describe("decimal separator of numbers; default a point"),
});

/** The label of the data set. */
export interface LabelOptions {
  /** The label's column. */
  readonly column: string;
  /** The spelling of the positive class. */
  readonly positive: string;
  /** How long after the event time the label is known, such as `90d`. */
  readonly horizon: string;
}

/** The `data` section of the project file. */
export interface DataOptions {
  /** CSV or Parquet file, or a folder of them; relative to the project. */
  readonly source: string;
  /** Key columns; empty when rows have no key. */
  readonly entity: readonly string[];
  /** Column of the event time, or null. */
  readonly eventTime: string | null;
  /** Column that says since when a row could be known; null takes the event time, or the arrival where there is none. */
  readonly availableAt: string | null;
  readonly label: LabelOptions;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
}

const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

const labelOptions: z.ZodType<LabelOptions> = z.strictObject({
  column: z.string().min(1).describe("the label's column"),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .transform(String)
    .describe("the spelling of the positive class, as in the file"),
  horizon: z
    .string()
    .regex(/^\d+(\.\d+)?\s*(ms|s|min|h|d|w)$/, "write a number and ms, s, min, h, d or w, such as 90d")
    .default("90d")
    .describe("how long after the event time the label is known, such as 90d"),
});

/** Reads the `data` section. */
export const dataOptions: z.ZodType<DataOptions> = z.strictObject({
  source: z.string().min(1).describe("CSV or Parquet file, or a folder of them; relative to the project"),
  entity: names.default([]).describe("key column or columns; none when rows have no key"),
  eventTime: z.string().nullable().default(null).describe("column that says when the facts of a row became true"),
  availableAt: z.string().nullable().default(null).describe("column that says since when a row could be known"),
  label: labelOptions.describe("what is predicted"),
  columns: z.record(z.string(), columnOptions).describe("the contract: every column that is read"),
});

/** Columns that every raw table has beside the contract's. */
export const arrivalColumns: readonly string[] = ["_source", "_line", "_ingested_at"];

function refuse(column: string, message: string): never {
  throw invalidInput("ingestion/contract-not-usable", `data.columns: column "${column}" ${message}`, { column });
}

function checkSpec(column: string, spec: ColumnSpec): void {
  if (arrivalColumns.includes(column)) refuse(column, "has a name that is kept for ingestion; rename it in the file");
  const isNumeric = valueTypeOf(spec.type) === "number";
  if (spec.range !== undefined && !isNumeric) refuse(column, "has a range but is not a number; remove the range");
  const [low, high] = spec.range ?? [null, null];
  if (low !== null && high !== null && low > high) refuse(column, "has a range whose low end is above its high end");
  if (spec.domain !== undefined && valueTypeOf(spec.type) !== "text") {
    refuse(column, "has a domain but is not text; make it a category or remove the domain");
  }
}

function impliedColumns({ entity, eventTime, availableAt, label }: DataOptions): Record<string, ColumnSpec> {
  const times = [eventTime, availableAt].filter((column) => column !== null);
  return Object.fromEntries([
    ...entity.map((column) => [column, { type: "text" }]),
    ...times.map((column) => [column, { type: "timestamp" }]),
    [label.column, { type: "category" }],
  ]) as Record<string, ColumnSpec>;
}

function checkRoles(options: DataOptions, columns: Readonly<Record<string, ColumnSpec>>): void {
  const valueType = (column: string): ValueType => valueTypeOf(columns[column]!.type);
  for (const column of [...options.entity, options.label.column]) {
    if (valueType(column) !== "text") refuse(column, "is the key or the label and must be of type text or category");
  }
  for (const column of [options.eventTime, options.availableAt]) {
    if (column !== null && valueType(column) !== "timestamp") {
      refuse(column, "says when something happened and must be of type date or timestamp");
    }
  }
  const { column, positive } = options.label;
  if (columns[column]!.domain?.includes(positive) === false) {
    refuse(column, `does not have the positive class "${positive}" in its domain`);
  }
}

/**
 * The contract that the `data` section describes. Entity, time and label columns may be left out of `columns`.
 * @throws InvalidInput `ingestion/contract-not-usable` when its parts contradict each other
 */
export function contractOf(options: DataOptions): SchemaContract {
  const columns = { ...impliedColumns(options), ...options.columns };
  for (const [column, spec] of Object.entries(columns)) checkSpec(column, spec);
  checkRoles(options, columns);
  const { entity, eventTime, label } = options;
  return { entity, eventTime, label: { column: label.column, positive: label.positive }, columns };
}
