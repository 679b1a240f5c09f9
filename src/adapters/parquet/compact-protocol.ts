import { isUtf8 } from "node:buffer";

/** A value of Thrift's compact protocol; texts and binaries are bytes, whole numbers of 64 bits are bigints. */
export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** A struct by field number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** What a field or an element is, as the protocol numbers it. */
const kinds = {
  isTrue: 1,
  isFalse: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
};

const deepest = 16;
/** Of one struct with all that is in it; damaged bytes may say that there are as many as bytes, each taking a hundred times its place. */
const mostValues = 1 << 20;

/** Where reading has got to. */
class Cursor {
  readonly bytes: Uint8Array;
  at: number;
  private values = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Called before each value. */
  countValue(): void {
    this.values += 1;
    if (this.values > mostValues) throw new RangeError("a structure holds too many values");
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new RangeError("it ends in the middle of a structure");
    this.at += 1;
    return value;
  }

  /** Above 2^53 the last bits are lost. */
  varint(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const part = this.byte();
      value += (part & 0x7f) * factor;
      if (part < 0x80) return value;
      factor *= 128;
      if (factor > 2 ** 63) throw new RangeError("a number has too many digits");
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  binary(): Uint8Array {
    const length = this.varint();
    const from = this.at;
    if (length > this.bytes.length - from) throw new RangeError("a text is longer than what is left");
    this.at += length;
    return this.bytes.subarray(from, this.at);
  }
}

function readList(cursor: Cursor, depth: number): readonly ThriftValue[] {
  const head = cursor.byte();
  const length = head >> 4 === 15 ? cursor.varint() : head >> 4;
  const values: ThriftValue[] = [];
  for (let place = 0; place < length; place += 1) values.push(readElement(cursor, head & 15, depth));
  return values;
}

function readElement(cursor: Cursor, kind: number, depth: number): ThriftValue {
  if (kind !== kinds.isTrue && kind !== kinds.isFalse) return readValue(cursor, kind, depth);
  cursor.countValue();
  return cursor.byte() === 1;
}

/** Of a kind that no field has which is looked at here: passed over, as Thrift passes over a field of another kind than it should be. */
function skipShort(cursor: Cursor): ThriftValue {
  cursor.varint();
  return false;
}

function skipDouble(cursor: Cursor): ThriftValue {
  for (let byte = 0; byte < 8; byte += 1) cursor.byte();
  return false;
}

const readers: ReadonlyMap<number, (cursor: Cursor, depth: number) => ThriftValue> = new Map<
  number,
  (cursor: Cursor, depth: number) => ThriftValue
>([
  [kinds.isTrue, () => true],
  [kinds.isFalse, () => false],
  [kinds.byte, (cursor) => cursor.byte()],
  [kinds.i16, skipShort],
  [kinds.i32, (cursor) => cursor.signed()],
  [kinds.i64, (cursor) => BigInt(cursor.signed())],
  [kinds.double, skipDouble],
  [kinds.binary, (cursor) => cursor.binary()],
  [kinds.list, readList],
  [kinds.set, readList],
  [kinds.struct, readFields],
]);

function readValue(cursor: Cursor, kind: number, depth: number): ThriftValue {
  const read = readers.get(kind);
  cursor.countValue();
  if (read === undefined || depth > deepest) throw new RangeError("a structure is of no known kind");
  return read(cursor, depth + 1);
}

function readFields(cursor: Cursor, depth: number): ThriftStruct {
  const fields = new Map<number, ThriftValue>();
  let last = 0;
  for (;;) {
    const head = cursor.byte();
    if (head === 0) return fields;
    last = head >> 4 === 0 ? cursor.signed() : last + (head >> 4);
    fields.set(last, readValue(cursor, head & 15, depth));
  }
}

/**
 * Reads one struct.
 * @param at where it begins
 * @returns the struct, and where it ends
 * @throws RangeError when the bytes are no struct, or end too early
 * @source Apache Thrift, compact protocol encoding
 */
export function readStruct(bytes: Uint8Array, at = 0): { readonly struct: ThriftStruct; readonly end: number } {
  const cursor = new Cursor(bytes, at);
  const struct = readFields(cursor, 0);
  return { struct, end: cursor.at };
}

/** A field that is a whole number of 32 bits or fewer; undefined without it. */
export function numberField(struct: ThriftStruct, field: number): number | undefined {
  const value = struct.get(field);
  return typeof value === "number" ? value : undefined;
}

function present(value: number | undefined): number {
  if (value === undefined) throw new RangeError("a number is missing");
  return value;
}

/** A field that has to be there. @throws RangeError without it */
export function requiredNumber(struct: ThriftStruct, field: number): number {
  return present(numberField(struct, field));
}

/** A field that is a whole number of 64 bits, above 2^53 rounded; undefined without it. */
export function longField(struct: ThriftStruct, field: number): number | undefined {
  const value = struct.get(field);
  return typeof value === "bigint" ? Number(value) : undefined;
}

/** A field of 64 bits that has to be there. @throws RangeError without it */
export function requiredLong(struct: ThriftStruct, field: number): number {
  return present(longField(struct, field));
}

/** A field that is a text in UTF-8; undefined without it. */
export function textField(struct: ThriftStruct, field: number): string | undefined {
  return textOf(struct.get(field));
}

const textOf = (value: ThriftValue | undefined): string | undefined =>
  value instanceof Uint8Array && isUtf8(value) ? Buffer.from(value).toString("utf8") : undefined;

/** The elements of a list of texts, undefined for one that is none; undefined without a list. */
export function textsField(struct: ThriftStruct, field: number): readonly (string | undefined)[] | undefined {
  const value = struct.get(field);
  return Array.isArray(value) ? value.map(textOf) : undefined;
}

/** A field that is a struct; undefined without it. */
export function structField(struct: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = struct.get(field);
  return value instanceof Map ? (value as ThriftStruct) : undefined;
}

/** The elements of a list that are structs. */
export function structsField(struct: ThriftStruct, field: number): readonly ThriftStruct[] {
  const value = struct.get(field);
  return Array.isArray(value) ? value.filter((element): element is ThriftStruct => element instanceof Map) : [];
}

/** The elements of a list that are numbers. */
export function numbersField(struct: ThriftStruct, field: number): readonly number[] {
  const value = struct.get(field);
  return Array.isArray(value) ? value.filter((element): element is number => typeof element === "number") : [];
}
