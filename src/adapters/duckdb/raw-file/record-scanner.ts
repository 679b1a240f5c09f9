import { isUtf8 } from "node:buffer";

/** Why a record of a text file cannot become a row. */
export type RecordProblem = "wrong number of fields" | "undecodable bytes" | "line too long" | "unbalanced quotes";

/** How records are told apart. */
export interface ScanOptions {
  /** One ASCII character. */
  readonly delimiter: string;
  /** Fields every record must have; null accepts any number. */
  readonly fieldCount: number | null;
  /** Longest record in bytes; longer ones are passed over in constant memory. */
  readonly maxRecordBytes: number;
  /** Whether every record is checked for invalid UTF-8 and NUL bytes; needed only where the file has some. */
  readonly isSuspect: boolean;
}

/** One record; the same object is filled again for the next one. */
export interface ScannedRecord {
  bytes: Buffer;
  /** Range in `bytes` without the line end; of a record that is too long the part that was read. */
  start: number;
  end: number;
  /** Physical line of its first byte, counted from 1. */
  line: number;
  fieldCount: number;
  problem: RecordProblem | null;
  isBlank: boolean;
  /** Whether it spans several physical lines. */
  isMultiline: boolean;
  /** Whether a field that does not begin with a quote has one inside. */
  hasStrayQuote: boolean;
  lineEnd: "\n" | "\r\n" | "\r" | "";
}

/** Cuts a stream of bytes into records. */
export interface RecordScanner {
  push(chunk: Buffer): void;
  /** Tells the rest; no `push` may follow. */
  end(): void;
}

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

type Outcome = "complete" | "more" | "malformed";

interface Cursor {
  /** Where the record's content ends, and where the next record begins. */
  end: number;
  next: number;
  hasQuotedField: boolean;
}

interface QuoteContext {
  readonly fieldStart: number;
  readonly delimiter: number;
  readonly isLast: boolean;
}

const emptyRecord = (): ScannedRecord => ({
  bytes: Buffer.alloc(0),
  start: 0,
  end: 0,
  line: 1,
  fieldCount: 0,
  problem: null,
  isBlank: false,
  isMultiline: false,
  hasStrayQuote: false,
  lineEnd: "",
});

const isLineEnd = (byte: number | undefined): boolean => byte === lineFeed || byte === carriageReturn;

function countLineEnds(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) count += 1;
  }
  return count;
}

/** Index after the closing quote of a field that opens at `open`; -1 when it is not in `bytes` yet, -2 when malformed. */
function closeQuote(bytes: Buffer, open: number, delimiter: number, isLast: boolean): number {
  let from = open + 1;
  for (;;) {
    const at = bytes.indexOf(quote, from);
    if (at < 0) return -1;
    const after = bytes[at + 1];
    if (after === undefined) return isLast ? at + 1 : -1;
    if (after !== quote) return after === delimiter || isLineEnd(after) ? at + 1 : -2;
    from = at + 2;
  }
}

/** Finds the end of the first line at or after `from`: content end and next start, or null when it is not in `bytes`. */
function firstLine(bytes: Buffer, from: number, isLast: boolean): { end: number; next: number } | null {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === lineFeed) return { end: at, next: at + 1 };
    if (bytes[at] !== carriageReturn) continue;
    if (at + 1 === bytes.length && !isLast) return null;
    return { end: at, next: bytes[at + 1] === lineFeed ? at + 2 : at + 1 };
  }
  return isLast ? { end: bytes.length, next: bytes.length } : null;
}

/** Index after a quoted field that opens at `at`; `at + 1` for a stray quote; negative as {@link closeQuote} does. */
function passQuote(record: ScannedRecord, cursor: Cursor, at: number, options: QuoteContext): number {
  if (at !== options.fieldStart) {
    record.hasStrayQuote = true;
    return at + 1;
  }
  cursor.hasQuotedField = true;
  return closeQuote(record.bytes, at, options.delimiter, options.isLast);
}

/** Reads one record from `record.start` of `record.bytes` into `record` and `cursor`. */
function readRecord(record: ScannedRecord, cursor: Cursor, delimiter: number, isLast: boolean): Outcome {
  const { bytes, start } = record;
  const length = bytes.length;
  let fields = 1;
  let fieldStart = start;
  let at = start;
  cursor.hasQuotedField = false;
  record.hasStrayQuote = false;
  while (at < length) {
    const byte = bytes[at]!;
    if (byte === lineFeed || byte === carriageReturn) break;
    if (byte === quote) {
      at = passQuote(record, cursor, at, { fieldStart, delimiter, isLast });
      if (at < 0) return at === -1 && !isLast ? "more" : "malformed";
      continue;
    }
    at += 1;
    if (byte === delimiter) {
      fields += 1;
      fieldStart = at;
    }
  }
  record.fieldCount = fields;
  return endRecord(record, cursor, at, isLast);
}

function endRecord(record: ScannedRecord, cursor: Cursor, at: number, isLast: boolean): Outcome {
  const { bytes } = record;
  const byte = bytes[at];
  if (byte === undefined && !isLast) return "more";
  if (byte === carriageReturn && at + 1 === bytes.length && !isLast) return "more";
  const isPair = byte === carriageReturn && bytes[at + 1] === lineFeed;
  record.lineEnd = byte === undefined ? "" : isPair ? "\r\n" : byte === lineFeed ? "\n" : "\r";
  cursor.end = at;
  cursor.next = at + record.lineEnd.length;
  return "complete";
}

function problemOf(record: ScannedRecord, options: ScanOptions): RecordProblem | null {
  if (record.end - record.start > options.maxRecordBytes) return "line too long";
  if (options.isSuspect) {
    const content = record.bytes.subarray(record.start, record.end);
    if (!isUtf8(content) || content.includes(0)) return "undecodable bytes";
  }
  const isRagged = options.fieldCount !== null && record.fieldCount !== options.fieldCount;
  return isRagged ? "wrong number of fields" : null;
}

class StreamingScanner implements RecordScanner {
  readonly #options: ScanOptions;
  readonly #delimiter: number;
  readonly #onRecord: (record: ScannedRecord) => void;
  readonly #record: ScannedRecord = emptyRecord();
  readonly #cursor: Cursor = { end: 0, next: 0, hasQuotedField: false };
  #pending: Buffer = Buffer.alloc(0);
  #isSkipping = false;

  constructor(options: ScanOptions, onRecord: (record: ScannedRecord) => void) {
    this.#options = options;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#onRecord = onRecord;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#drain(false);
  }

  end(): void {
    this.#drain(true);
  }

  #drain(isLast: boolean): void {
    const record = this.#record;
    record.bytes = this.#pending;
    record.start = 0;
    while (record.start < record.bytes.length) {
      if (!this.#readNext(isLast)) break;
    }
    this.#pending = this.#pending.subarray(record.start);
  }

  /** Reads on; false when the bytes at hand do not suffice. */
  #readNext(isLast: boolean): boolean {
    if (this.#isSkipping) return this.#skipLine(isLast);
    const outcome = readRecord(this.#record, this.#cursor, this.#delimiter, isLast);
    if (outcome === "complete") {
      this.#emitComplete();
      return true;
    }
    return (outcome === "malformed" && this.#emitFirstLine(isLast)) || this.#emitOverlong();
  }

  #emit(problem: RecordProblem | null, lineCount: number): void {
    const record = this.#record;
    record.problem = problem;
    record.isMultiline = lineCount > 1;
    this.#onRecord(record);
    record.line += lineCount;
    record.start = this.#cursor.next;
  }

  #emitComplete(): void {
    const record = this.#record;
    record.end = this.#cursor.end;
    record.isBlank = record.end === record.start;
    const quotedLineEnds = this.#cursor.hasQuotedField ? countLineEnds(record.bytes, record.start, record.end) : 0;
    this.#emit(record.isBlank ? null : problemOf(record, this.#options), 1 + quotedLineEnds);
  }

  #refuseUpTo(end: number, next: number): void {
    const record = this.#record;
    record.end = end;
    record.isBlank = false;
    record.lineEnd = "\n";
    this.#cursor.next = next;
    this.#emit(end - record.start > this.#options.maxRecordBytes ? "line too long" : "unbalanced quotes", 1);
  }

  /** Refuses the first line alone; false when its end is not known yet. */
  #emitFirstLine(isLast: boolean): boolean {
    const line = firstLine(this.#record.bytes, this.#record.start, isLast);
    if (line !== null) this.#refuseUpTo(line.end, line.next);
    return line !== null;
  }

  #emitOverlong(): boolean {
    const { bytes, start } = this.#record;
    if (bytes.length - start <= this.#options.maxRecordBytes) return false;
    if (this.#emitFirstLine(false)) return true;
    this.#isSkipping = true;
    this.#refuseUpTo(bytes.length, bytes.length);
    return true;
  }

  #skipLine(isLast: boolean): boolean {
    const { bytes, start } = this.#record;
    const line = firstLine(bytes, start, isLast);
    const unfinished = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    this.#record.start = line?.next ?? unfinished;
    this.#isSkipping = line === null;
    return line !== null;
  }
}

/**
 * A scanner that hands every record to `onRecord`, in order, blank lines included. A quote opens a field only as its first
 * character and is doubled inside. A field whose quotes do not close costs its first line alone; reading goes on after it.
 * @source RFC 4180, section 2, with `\n`, `\r\n` and `\r` all ending a line
 */
export function createRecordScanner(options: ScanOptions, onRecord: (record: ScannedRecord) => void): RecordScanner {
  return new StreamingScanner(options, onRecord);
}
