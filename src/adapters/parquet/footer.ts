import {
  numberField,
  numbersField,
  readStruct,
  requiredNumber,
  structField,
  structsField,
  textField,
  type ThriftStruct,
} from "./compact-protocol.js";

/** How the numbers of a column lie in memory. */
export type NumberLayout = "double" | "float" | "int32" | "uint32" | "int64";

/** A column that can be read here. */
export interface PlainColumn {
  readonly name: string;
  /** `text` is UTF-8. */
  readonly layout: NumberLayout | "text";
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
  readonly codec: "none" | "snappy" | "gzip";
}

/** What a file says of itself. */
export interface PlainFooter {
  readonly rowCount: number;
  readonly columns: readonly PlainColumn[];
  /** By group of rows, by column. */
  readonly groups: readonly (readonly ColumnChunk[])[];
}

/** What a column says of itself beyond how it is stored. */
type Meaning = "bare" | "text" | "signed" | "unsigned" | "else";

const integerMeanings: Readonly<Record<number, Meaning>> = {
  11: "signed",
  12: "signed",
  13: "unsigned",
  15: "signed",
  16: "signed",
  17: "signed",
  18: "signed",
};

/** The newer way to say it, a union: STRING is its field 1, INTEGER its field 10. */
function meaningOf(element: ThriftStruct): Meaning {
  const converted = numberField(element, 6);
  const logical = structField(element, 10);
  if (converted === undefined) return logical === undefined ? "bare" : "else";
  if (converted === 0) return logical?.has(1) === false ? "else" : "text";
  return logical?.has(10) === false ? "else" : (integerMeanings[converted] ?? "else");
}

/** By physical type: INT32 1, INT64 2, FLOAT 4, DOUBLE 5, BYTE_ARRAY 6. Eight and sixteen bits without a sign fit into INT32's. */
const layouts: Readonly<Record<number, Partial<Record<Meaning, PlainColumn["layout"]>>>> = {
  1: { bare: "int32", signed: "int32", unsigned: "uint32" },
  2: { bare: "int64", signed: "int64" },
  4: { bare: "float" },
  5: { bare: "double" },
  6: { text: "text" },
};

const isRepeated = 2;

function columnOf(element: ThriftStruct): PlainColumn | undefined {
  const layout = layouts[numberField(element, 1) ?? -1]?.[meaningOf(element)];
  const name = textField(element, 4);
  const repetition = numberField(element, 3);
  if (layout === undefined || name === undefined || element.has(5) || repetition === isRepeated) return undefined;
  return { name, layout, isOptional: repetition === 1 };
}

const codecs: Readonly<Record<number, ColumnChunk["codec"]>> = { 0: "none", 1: "snappy", 2: "gzip" };
/** PLAIN, PLAIN_DICTIONARY, RLE and RLE_DICTIONARY. */
const encodings = new Set([0, 2, 3, 8]);
/** Longer columns are left to an engine that may spill. */
const mostBytes = 2 ** 30;

/** Neither in another file nor encrypted, and encoded in ways that are known here. */
function isPlain(chunk: ThriftStruct, described: ThriftStruct): boolean {
  return !chunk.has(1) && !chunk.has(8) && numbersField(described, 2).every((encoding) => encodings.has(encoding));
}

function chunkOf(chunk: ThriftStruct): ColumnChunk | undefined {
  const described = structField(chunk, 3);
  if (described === undefined || !isPlain(chunk, described)) return undefined;
  const codec = codecs[requiredNumber(described, 4)];
  const data = requiredNumber(described, 9);
  const from = Math.min(data, numberField(described, 11) || data);
  const [unpackedLength, length] = [requiredNumber(described, 6), requiredNumber(described, 7)];
  const isSound = from >= 4 && length > 0 && Math.max(length, unpackedLength) <= mostBytes;
  if (codec === undefined || !isSound) return undefined;
  return { from, length, unpackedLength, rows: requiredNumber(described, 5), codec };
}

const allOf = <T>(values: readonly (T | undefined)[]): readonly T[] | undefined =>
  values.every((value) => value !== undefined) ? values : undefined;

function groupOf(group: ThriftStruct, columns: readonly PlainColumn[]): readonly ColumnChunk[] | undefined {
  const chunks = allOf(structsField(group, 1).map(chunkOf));
  const rows = requiredNumber(group, 3);
  return chunks?.length === columns.length && chunks.every((chunk) => chunk.rows === rows) ? chunks : undefined;
}

/** Names that differ only in case are told apart by DuckDB with numbers, which is left to it. */
const hasClash = (columns: readonly PlainColumn[]): boolean =>
  new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length;

/**
 * Reads a footer.
 * @returns undefined when the file holds anything but flat columns of plain numbers and texts, plainly or by dictionary encoded
 * @throws RangeError when the footer is damaged
 * @source Apache Parquet, parquet.thrift
 */
export function readFooter(bytes: Uint8Array): PlainFooter | undefined {
  const { struct } = readStruct(bytes);
  const [root, ...elements] = structsField(struct, 2);
  const columns = allOf(elements.map(columnOf));
  if (root === undefined || columns === undefined || numberField(root, 5) !== columns.length) return undefined;
  if (columns.length === 0 || hasClash(columns)) return undefined;
  const groups = allOf(structsField(struct, 4).map((group) => groupOf(group, columns)));
  const rowCount = requiredNumber(struct, 3);
  const rows = groups?.reduce((sum, chunks) => sum + chunks[0]!.rows, 0);
  return groups === undefined || rows !== rowCount ? undefined : { rowCount, columns, groups };
}
