import { createRecordScanner } from "./record-scanner.js";

/** Delimiters that are recognised. */
export const delimiters: readonly string[] = [",", ";", "\t", "|"];

/**
 * The values of one record.
 * @param text a record without its line end
 */
export function splitFields(text: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const { value, next } = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter);
    fields.push(value);
    if (next >= text.length) return fields;
    at = next + 1;
  }
}

interface ReadField {
  readonly value: string;
  /** Index of the delimiter after the field, or the text's length. */
  readonly next: number;
}

function plainField(text: string, at: number, delimiter: string): ReadField {
  const end = text.indexOf(delimiter, at);
  const next = end < 0 ? text.length : end;
  return { value: text.slice(at, next), next };
}

function quotedField(text: string, open: number): ReadField {
  let value = "";
  let from = open + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0) return { value: value + text.slice(from), next: text.length };
    value += text.slice(from, close);
    if (text[close + 1] !== '"') return { value, next: close + 1 };
    value += '"';
    from = close + 2;
  }
}

/** The records of the beginning of a file, as values; blank ones are left out, unreadable ones have no value. */
export function recordsOf(head: Buffer, delimiter: string, isWhole: boolean): readonly (readonly string[])[] {
  const records: (readonly string[])[] = [];
  const options = { delimiter, fieldCount: null, maxRecordBytes: head.length, isSuspect: false };
  const scanner = createRecordScanner(options, (record) => {
    if (record.isBlank) return;
    const text = record.bytes.toString("utf8", record.start, record.end);
    records.push(record.problem === null ? splitFields(text, delimiter) : []);
  });
  scanner.push(head);
  if (isWhole || records.length === 0) scanner.end();
  return records;
}

/** How well a delimiter explains the records: the share that agrees on a number of fields above 1. */
function agreementOf(records: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / Math.max(1, records.length);
}

/** The delimiter under which most records agree on a number of fields; a comma when none divides them. */
export function guessDelimiter(head: Buffer, isWhole: boolean): string {
  let best = { delimiter: ",", share: 0 };
  for (const delimiter of delimiters) {
    const share = agreementOf(recordsOf(head, delimiter, isWhole));
    if (share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
}

const looksLikeValue = (text: string): boolean =>
  /^\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*$/.test(text) || /^\d{4}-\d\d-\d\d/.test(text);

/**
 * Whether the first record names the columns: it does when it holds an expected name, and otherwise when some value is
 * given and none is a number or a date.
 */
export function guessHeader(first: readonly string[], expected: readonly string[]): boolean {
  if (first.some((name) => expected.includes(name))) return true;
  return first.some((name) => name.trim() !== "") && !first.some(looksLikeValue);
}
