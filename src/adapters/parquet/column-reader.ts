import { isUtf8 } from "node:buffer";
import type { ColumnValues } from "#tabular";
import type { Page, PageReader } from "./chunk-pages.js";
import type { ColumnChunk, NumberLayout, PlainColumn } from "./footer.js";
import { isAllOnes, type PackedRuns, readRuns } from "./packed-runs.js";

/** So many values are handed over at once; they stay in the processor's second cache while they are looked at. */
export const partRows = 16_384;

const encodings = { plain: 0, plainDictionary: 2, dictionary: 8 };

const cut = (): RangeError => new RangeError("a page ends in the middle of its values");

const miscounted = (): RangeError => new RangeError("a column has another number of values than the table has rows");

const sizes: Readonly<Record<NumberLayout, number>> = {
  double: 8,
  float: 4,
  int8: 4,
  int16: 4,
  int32: 4,
  uint8: 4,
  uint16: 4,
  uint32: 4,
  int64: 8,
};

/** Of whole numbers that take four bytes and may not fill them. */
const ranges: Partial<Record<NumberLayout, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  uint8: [0, 255],
  uint16: [0, 65_535],
};

/** Numbers as they lie in memory → doubles; INT64 is rounded to the nearest double. */
function copyNumbers(bytes: Uint8Array, layout: NumberLayout, into: Float64Array): void {
  const length = into.length * sizes[layout];
  if (bytes.length < length) throw cut();
  if (layout === "double") {
    new Uint8Array(into.buffer, into.byteOffset, length).set(bytes.subarray(0, length));
    return;
  }
  const own = bytes.slice(0, length).buffer;
  if (layout === "float") into.set(new Float32Array(own));
  else if (layout === "uint32") into.set(new Uint32Array(own));
  else if (layout === "int64") {
    const [low, high] = [new Uint32Array(own), new Int32Array(own)];
    for (let row = 0; row < into.length; row += 1) into[row] = high[2 * row + 1]! * 2 ** 32 + low[2 * row]!;
  } else {
    into.set(new Int32Array(own));
    const range = ranges[layout];
    if (range !== undefined) checkRange(into, range);
  }
}

function checkRange(values: Float64Array, [low, high]: readonly [number, number]): void {
  for (let row = 0; row < values.length; row += 1) {
    if (values[row]! < low || values[row]! > high) throw new RangeError("a number does not fit into its column");
  }
}

/** Texts with their lengths before them. */
function readTexts(bytes: Uint8Array, count: number): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return Array.from({ length: count }, () => {
    if (at + 4 > buffer.length) throw cut();
    const end = at + 4 + buffer.readUInt32LE(at);
    if (end > buffer.length) throw cut();
    const text = buffer.toString("utf8", at + 4, end);
    if (text.includes("\uFFFD") && !isUtf8(buffer.subarray(at + 4, end))) throw new RangeError("a text is not UTF-8");
    at = end;
    return text;
  });
}

/** Numbers or texts without gaps. */
type Dense = Float64Array | string[];

function readPlain(bytes: Uint8Array, layout: PlainColumn["layout"], count: number): Dense {
  if (layout === "text") return readTexts(bytes, count);
  const values = new Float64Array(count);
  copyNumbers(bytes, layout, values);
  return values;
}

/** Which values of a page are there; null when all are. */
interface Levels {
  readonly present: Uint32Array | null;
  readonly count: number;
  /** Where the values begin. */
  readonly end: number;
}

/** Where the levels of an optional column are. */
function levelRuns({ bytes, levels }: Page): PackedRuns {
  if (levels !== null) return { bytes: levels.bytes, from: 0, to: levels.bytes.length, width: 1 };
  if (bytes.length < 4) throw cut();
  const to = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (to > bytes.length) throw cut();
  return { bytes, from: 4, to, width: 1 };
}

function readLevels(page: Page, isOptional: boolean): Levels {
  const { values } = page;
  if (!isOptional) return { present: null, count: values, end: 0 };
  const runs = levelRuns(page);
  const end = page.levels === null ? runs.to : 0;
  if (isAllOnes(runs, values)) return { present: null, count: values, end };
  const present = new Uint32Array(values);
  readRuns(runs, present);
  return { present, count: present.reduce((sum, one) => sum + one, 0), end };
}

function levelsOf(page: Page, isOptional: boolean): Levels {
  const levels = readLevels(page, isOptional);
  const isSaid = page.levels === null || page.levels.nulls === page.values - levels.count;
  if (!isSaid || (!isOptional && page.levels !== null && page.levels.bytes.length > 0)) {
    throw new RangeError("a page has other gaps than it says");
  }
  return levels;
}

function spread(dense: Dense, present: Uint32Array): ColumnValues {
  let next = 0;
  if (dense instanceof Float64Array) {
    const values = new Float64Array(present.length);
    for (let row = 0; row < present.length; row += 1) values[row] = present[row] === 1 ? dense[next++]! : Number.NaN;
    return values;
  }
  return Array.from(present, (one) => (one === 1 ? dense[next++]! : null));
}

function lookUp(dictionary: Dense, indices: Uint32Array): Dense {
  for (let row = 0; row < indices.length; row += 1) if (indices[row]! >= dictionary.length) throw cut();
  if (dictionary instanceof Float64Array) return Float64Array.from(indices, (index) => dictionary[index]!);
  return Array.from(indices, (index) => dictionary[index]!);
}

/** Receives some values of a column, in file order; they are valid during the call only. */
export type TakeValues = (values: ColumnValues) => void;

/** Reads one column's chunks, page by page, never more than a page in memory. */
export class ColumnReader {
  private readonly column: PlainColumn;
  private readonly reader: PageReader;
  private readonly part: Float64Array;
  private dictionary: Dense | null = null;

  /** @param part memory of {@link partRows} numbers, shared with other columns */
  constructor(column: PlainColumn, reader: PageReader, part: Float64Array) {
    this.column = column;
    this.reader = reader;
    this.part = part;
  }

  /** @throws RangeError when the chunk is damaged */
  read(chunk: ColumnChunk, take: TakeValues): void {
    let [rows, nulls] = [0, 0];
    this.dictionary = null;
    for (const page of this.reader.pages(chunk)) {
      if (page.kind === "dictionary") this.readDictionary(page, rows);
      else {
        if (page.values < 0 || page.values > chunk.rows - rows) throw miscounted();
        rows += page.values;
        nulls += page.values - this.readPage(page, take);
      }
    }
    if (rows !== chunk.rows || nulls !== (chunk.nulls ?? nulls)) throw miscounted();
  }

  private readDictionary({ values, encoding, bytes }: Page, rows: number): void {
    const isFirst = this.dictionary === null && rows === 0;
    const isPlain = encoding === encodings.plain || encoding === encodings.plainDictionary;
    // No value takes less than four bytes, and no memory is set aside for values that cannot be there.
    if (!isFirst || !isPlain || values < 0 || values > bytes.length / 4) {
      throw new RangeError("a dictionary is out of place");
    }
    this.dictionary = readPlain(bytes, this.column.layout, values);
  }

  /** @returns how many values there are */
  private readPage(page: Page, take: TakeValues): number {
    const levels = levelsOf(page, this.column.isOptional);
    const { layout } = this.column;
    const bytes = page.bytes.subarray(levels.end);
    if (page.encoding === encodings.plain && levels.present === null && layout !== "text") {
      this.handOver(bytes, layout, levels.count, take);
    } else {
      const dense = this.denseValues(page.encoding, bytes, levels.count);
      take(levels.present === null ? dense : spread(dense, levels.present));
    }
    return levels.count;
  }

  /** The usual case: numbers without gaps, as they lie there, or copied part by part into memory that is used again. */
  private handOver(bytes: Uint8Array, layout: NumberLayout, count: number, take: TakeValues): void {
    if (layout === "double" && bytes.byteOffset % 8 === 0) {
      if (bytes.length < 8 * count) throw cut();
      take(new Float64Array(bytes.buffer, bytes.byteOffset, count));
      return;
    }
    for (let from = 0; from < count; from += partRows) {
      const part = this.part.subarray(0, Math.min(partRows, count - from));
      copyNumbers(bytes.subarray(from * sizes[layout]), layout, part);
      take(part);
    }
  }

  private denseValues(encoding: number, bytes: Uint8Array, count: number): Dense {
    if (encoding === encodings.plain) return readPlain(bytes, this.column.layout, count);
    if (encoding !== encodings.plainDictionary && encoding !== encodings.dictionary) {
      throw new RangeError("a page is encoded in another way than its column says");
    }
    const width = bytes[0] ?? 0;
    if (width > 32) throw new RangeError("places in a dictionary are too wide");
    const indices = new Uint32Array(count);
    readRuns({ bytes, from: 1, to: bytes.length, width }, indices);
    return lookUp(this.dictionary ?? readPlain(bytes, this.column.layout, 0), indices);
  }
}
