import {
  longField,
  numberField,
  numbersField,
  readStruct,
  requiredLong,
  requiredNumber,
  structField,
  structsField,
  textField,
  textsField,
  type ThriftStruct,
} from "./compact-protocol.js";

/** How the numbers of a column lie in memory. */
export type NumberLayout = "double" | "float" | "int8" | "int16" | "int32" | "uint8" | "uint16" | "uint32" | "int64";

/** A column that can be read here. */
export interface PlainColumn {
  readonly name: string;
  /** `text` is UTF-8. */
  readonly layout: NumberLayout | "text";
  /** Its physical type, as the format numbers it. */
  readonly physical: number;
  /** Whether each value says if it is there. */
  readonly isOptional: boolean;
}

/** The bytes of one column in one group of rows. */
export interface ColumnChunk {
  readonly from: number;
  readonly length: number;
  /** Of all its pages, unpacked. */
  readonly unpackedLength: number;
  readonly rows: number;
  /** Rows without a value; null where nothing is said. */
  readonly nulls: number | null;
  readonly codec: "none" | "snappy" | "gzip";
}

/** What a file says of itself. */
export interface PlainFooter {
  readonly rowCount: number;
  readonly columns: readonly PlainColumn[];
  /** By group of rows, by column. */
  readonly groups: readonly (readonly ColumnChunk[])[];
}

type Layout = PlainColumn["layout"];

/** By physical type and converted type, `bare` without one. */
const layouts: Readonly<Record<string, Layout>> = {
  "INT32 bare": "int32",
  "INT32 UINT_8": "uint8",
  "INT32 UINT_16": "uint16",
  "INT32 UINT_32": "uint32",
  "INT32 INT_8": "int8",
  "INT32 INT_16": "int16",
  "INT32 INT_32": "int32",
  "INT64 bare": "int64",
  "INT64 INT_64": "int64",
  "FLOAT bare": "float",
  "DOUBLE bare": "double",
  "BYTE_ARRAY UTF8": "text",
};

const physicalTypes: Readonly<Record<number, string>> = {
  1: "INT32",
  2: "INT64",
  4: "FLOAT",
  5: "DOUBLE",
  6: "BYTE_ARRAY",
};

const convertedTypes: Readonly<Record<number, string>> = {
  0: "UTF8",
  11: "UINT_8",
  12: "UINT_16",
  13: "UINT_32",
  15: "INT_8",
  16: "INT_16",
  17: "INT_32",
  18: "INT_64",
};

/** The newer way to say it, a union: STRING is its field 1, INTEGER its field 10. */
function isSameLogically(logical: ThriftStruct | undefined, converted: string): boolean {
  if (logical === undefined || converted === "UTF8") return logical?.has(1) !== false;
  const integer = structField(logical, 10);
  if (integer === undefined) return false;
  return `${integer.get(2) === true ? "" : "U"}INT_${numberField(integer, 1)}` === converted;
}

/** What a column says of itself beyond how it is stored; undefined for what is not known here. */
function convertedType(element: ThriftStruct): string | undefined {
  if (!element.has(6)) return element.has(10) ? undefined : "bare";
  const converted = convertedTypes[numberField(element, 6) ?? -1];
  const isKnown = converted !== undefined && isSameLogically(structField(element, 10), converted);
  return isKnown ? converted : undefined;
}

/** Required is 0, optional 1, repeated 2. */
const mostOften = 1;

function columnOf(element: ThriftStruct): PlainColumn | undefined {
  const physical = numberField(element, 1) ?? -1;
  const layout = layouts[`${physicalTypes[physical]} ${convertedType(element)}`];
  const name = textField(element, 4);
  const repetition = numberField(element, 3) ?? -1;
  const isFlat = !element.has(5) && repetition >= 0 && repetition <= mostOften;
  // DuckDB makes a name where there is none, and a NUL ends one.
  const isNamed = name !== undefined && name !== "" && !name.includes("\0");
  return layout === undefined || !isNamed || !isFlat
    ? undefined
    : { name, layout, physical, isOptional: repetition === 1 };
}

const codecs: Readonly<Record<number, ColumnChunk["codec"]>> = { 0: "none", 1: "snappy", 2: "gzip" };
/** PLAIN, PLAIN_DICTIONARY, RLE and RLE_DICTIONARY. */
const encodings = new Set([0, 2, 3, 8]);
/** Longer columns, and more rows in a group, are left to an engine that may spill. */
const mostBytes = 2 ** 30;
const mostRows = 2 ** 24;

/** Of the column at its place, neither in another file nor encrypted, and encoded in ways that are known here. */
function isPlain(chunk: ThriftStruct, described: ThriftStruct, column: PlainColumn): boolean {
  const path = textsField(described, 3);
  const isOfColumn = numberField(described, 1) === column.physical && path?.length === 1 && path[0] === column.name;
  const isHere = !chunk.has(1) && !chunk.has(8) && !chunk.has(9);
  return isOfColumn && isHere && numbersField(described, 2).every((encoding) => encodings.has(encoding));
}

const isWithin = (value: number, low: number, high: number): boolean => value >= low && value <= high;

/** From the statistics of a chunk; null without any. */
function saidNulls(described: ThriftStruct): number | null {
  const statistics = structField(described, 12);
  return (statistics === undefined ? undefined : longField(statistics, 3)) ?? null;
}

/** @param dataEnd where the footer begins */
function chunkOf(chunk: ThriftStruct, column: PlainColumn | undefined, dataEnd: number): ColumnChunk | undefined {
  const described = structField(chunk, 3);
  if (described === undefined || column === undefined || !isPlain(chunk, described, column)) return undefined;
  const codec = codecs[requiredNumber(described, 4)];
  const data = requiredLong(described, 9);
  const from = Math.min(data, longField(described, 11) || data);
  const [rows, unpackedLength, length] = [5, 6, 7].map((field) => requiredLong(described, field)) as [
    number,
    number,
    number,
  ];
  const isPlaced = isWithin(from, 4, dataEnd - length) && isWithin(length, 1, mostBytes);
  const isSound = isPlaced && isWithin(unpackedLength, 1, mostBytes) && isWithin(rows, 0, mostRows);
  if (codec === undefined || !isSound) return undefined;
  return { from, length, unpackedLength, rows, nulls: saidNulls(described), codec };
}

const allOf = <T>(values: readonly (T | undefined)[]): readonly T[] | undefined =>
  values.every((value) => value !== undefined) ? values : undefined;

function groupOf(
  group: ThriftStruct,
  columns: readonly PlainColumn[],
  dataEnd: number,
): readonly ColumnChunk[] | undefined {
  const chunks = allOf(structsField(group, 1).map((chunk, place) => chunkOf(chunk, columns[place], dataEnd)));
  const rows = requiredLong(group, 3);
  return chunks?.length === columns.length && chunks.every((chunk) => chunk.rows === rows) ? chunks : undefined;
}

/** Names that differ only in case are told apart by DuckDB with numbers, which is left to it. */
const hasClash = (columns: readonly PlainColumn[]): boolean =>
  new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length;

/** Of a table whose columns all lie flat below the root; undefined for others. */
function columnsOf(footer: ThriftStruct): readonly PlainColumn[] | undefined {
  const [root, ...elements] = structsField(footer, 2);
  const columns = allOf(elements.map(columnOf));
  if (root === undefined || columns === undefined || numberField(root, 5) !== columns.length) return undefined;
  return columns.length === 0 || hasClash(columns) ? undefined : columns;
}

/**
 * Reads a footer.
 * @param dataEnd where it begins in the file
 * @returns undefined when the file holds anything but flat columns of plain numbers and texts, plainly or by dictionary encoded
 * @throws RangeError when the footer is damaged
 * @source Apache Parquet, parquet.thrift
 */
export function readFooter(bytes: Uint8Array, dataEnd: number): PlainFooter | undefined {
  const { struct } = readStruct(bytes);
  const columns = columnsOf(struct);
  // Field 8 says how it is encrypted.
  if (columns === undefined || struct.has(8)) return undefined;
  const groups = allOf(structsField(struct, 4).map((group) => groupOf(group, columns, dataEnd)));
  const rowCount = requiredLong(struct, 3);
  const rows = groups?.reduce((sum, chunks) => sum + chunks[0]!.rows, 0);
  return groups === undefined || rows !== rowCount ? undefined : { rowCount, columns, groups };
}
