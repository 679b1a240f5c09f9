import type { Field } from "./column-batch.js";
import { type ColumnType, valueTypeOf } from "./column-type.js";

/**
 * How dates are spelled in a column; a time of day may follow each (`2024-01-31T10:00:00Z`), UTC without a zone. The epoch
 * formats count from 1970-01-01T00:00:00Z.
 */
export const dateFormats = [
  "YYYY-MM-DD",
  "YYYY/MM/DD",
  "YYYYMMDD",
  "DD/MM/YYYY",
  "MM/DD/YYYY",
  "DD.MM.YYYY",
  "DD-MM-YYYY",
  "epoch-seconds",
  "epoch-milliseconds",
] as const;

/** One of {@link dateFormats}. */
export type DateFormat = (typeof dateFormats)[number];

/** What the contract says about one column. */
export interface ColumnSpec {
  readonly type: ColumnType;
  /** Lowest and highest value allowed, inclusive; null is open. Only for integers and numbers. */
  readonly range?: readonly [number | null, number | null];
  /** The levels that are known, spelled as in the file. */
  readonly domain?: readonly string[];
  /** Whether a value outside `domain` sends the row to quarantine; otherwise it is a warning. Labels are always strict. */
  readonly strictDomain?: boolean;
  /** Whether a missing value sends the row to quarantine. Entity and event time are always required. */
  readonly required?: boolean;
  /** Spellings that mean missing, beside the empty text, which always does. Compared exactly. */
  readonly missing?: readonly string[];
  /** The value to use where the value is missing. */
  readonly whenMissing?: number | string;
  /** Whether the business can change it for an entity. */
  readonly actionable?: boolean;
  /** Spelling of dates and timestamps; `YYYY-MM-DD` when left out. */
  readonly format?: DateFormat;
  /** Decimal separator of numbers; a point when left out. */
  readonly decimal?: "." | ",";
}

/** What every arrival of a data set must look like. */
export interface SchemaContract {
  /** Key columns; empty when rows have no key. */
  readonly entity: readonly string[];
  /** The column that says when the facts of a row became true. */
  readonly eventTime: string | null;
  /** The label's column and the spelling of its positive class. */
  readonly label: { readonly column: string; readonly positive: string };
  /** Every column that is read, in order; entity, event time and label are among them. */
  readonly columns: Readonly<Record<string, ColumnSpec>>;
}

/** Names of the contract's columns, in order. */
export function columnNamesOf(contract: SchemaContract): readonly string[] {
  return Object.keys(contract.columns);
}

/** The columns whose values together name a row: the entity, and the event time where there is one. Empty without entity. */
export function rowKeyOf(contract: SchemaContract): readonly string[] {
  if (contract.entity.length === 0) return [];
  return contract.eventTime === null ? contract.entity : [...contract.entity, contract.eventTime];
}

/** Whether a row without a value in that column is refused. */
export function isRequired(contract: SchemaContract, column: string): boolean {
  if (contract.entity.includes(column) || contract.eventTime === column) return true;
  return contract.columns[column]?.required === true;
}

/** Whether a row with a level outside the column's domain is refused; false when the column has no domain. */
export function hasStrictDomain(contract: SchemaContract, column: string): boolean {
  const spec = contract.columns[column];
  if (spec?.domain === undefined) return false;
  return column === contract.label.column || spec.strictDomain === true;
}

/** Names and value types of the cleaned columns, in the contract's order. */
export function cleanedFieldsOf(contract: SchemaContract): readonly Field[] {
  return Object.entries(contract.columns).map(([name, spec]) => ({ name, type: valueTypeOf(spec.type) }));
}

/** One typed input of a model. */
export interface SignatureInput {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  readonly domain?: readonly string[];
}

/** The typed inputs of a model, as a caller of it must send them. */
export interface Signature {
  readonly inputs: readonly SignatureInput[];
}

/**
 * The signature of a model that reads the given raw columns.
 * @param inputColumns names of contract columns, in the order of the signature
 */
export function signatureOf(contract: SchemaContract, inputColumns: readonly string[]): Signature {
  const inputs = inputColumns.flatMap((name): SignatureInput[] => {
    const spec = contract.columns[name];
    if (spec === undefined) return [];
    const domain = spec.domain === undefined ? {} : { domain: spec.domain };
    return [{ name, type: spec.type, required: isRequired(contract, name), ...domain }];
  });
  return { inputs };
}
