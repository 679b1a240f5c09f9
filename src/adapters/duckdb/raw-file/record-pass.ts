import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { splitFields } from "./dialect.js";
import { createRecordScanner, type RecordProblem, type ScannedRecord, type ScanOptions } from "./record-scanner.js";

/** A UTF-8 text file and how to cut it into records. */
export interface RecordSource {
  readonly path: string;
  /** Bytes before the first record. */
  readonly skipBytes: number;
  readonly hasHeader: boolean;
  readonly options: ScanOptions;
}

/** What the records of a file are like. */
export interface RecordTally {
  readonly good: number;
  readonly refused: Readonly<Partial<Record<RecordProblem, number>>>;
  readonly refusedCount: number;
  /** Whether every record is one line, ends in the same way, and quotes by the book: then DuckDB may read the file itself. */
  readonly isPlain: boolean;
  readonly lineEnd: "\n" | "\r\n";
}

const chunkBytes = 1 << 20;
const longestKeptText = 2000;

async function scanFile(
  source: RecordSource,
  onRecord: (record: ScannedRecord, isHeader: boolean) => void,
  afterChunk: () => Promise<void> = async () => {},
): Promise<void> {
  let isFirst = true;
  const scanner = createRecordScanner(source.options, (record) => {
    const isHeader = isFirst && source.hasHeader && !record.isBlank;
    if (!record.isBlank) isFirst = false;
    onRecord(record, isHeader);
  });
  const chunks = createReadStream(source.path, { start: source.skipBytes, highWaterMark: chunkBytes });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    scanner.push(chunk);
    await afterChunk();
  }
  scanner.end();
  await afterChunk();
}

/** Reads all records once and tells what they are like; memory does not grow with the file. */
export async function tallyRecords(source: RecordSource): Promise<RecordTally> {
  const refused: Partial<Record<RecordProblem, number>> = {};
  const lineEnds = new Set<string>();
  let good = 0;
  let refusedCount = 0;
  let isPlain = source.skipBytes === 0 || source.hasHeader;
  let blankBefore = false;
  await scanFile(source, (record, isHeader) => {
    if (record.lineEnd !== "") lineEnds.add(record.lineEnd);
    if (blankBefore || record.isMultiline || record.hasStrayQuote) isPlain = false;
    if (record.isBlank) blankBefore = true;
    else if (record.problem !== null && !isHeader) {
      refused[record.problem] = (refused[record.problem] ?? 0) + 1;
      refusedCount += 1;
    } else if (!isHeader) good += 1;
  });
  const [lineEnd = "\n"] = lineEnds;
  const hasOneEnd = lineEnds.size < 2 && lineEnd !== "\r";
  isPlain = isPlain && hasOneEnd && refusedCount === 0;
  return { good, refused, refusedCount, isPlain, lineEnd: lineEnd === "\r\n" ? "\r\n" : "\n" };
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

function goodLine(record: ScannedRecord, delimiter: string): Buffer[] {
  const content = record.bytes.subarray(record.start, record.end);
  const line = Buffer.from(`${record.line}${delimiter}`);
  if (!record.hasStrayQuote) return [line, content, Buffer.from("\n")];
  const values = splitFields(content.toString("utf8"), delimiter);
  return [line, Buffer.from(`${values.map(quoted).join(delimiter)}\n`)];
}

function refusedLine(record: ScannedRecord): Buffer {
  const end = Math.min(record.end, record.start + longestKeptText);
  const text = record.bytes.toString("utf8", record.start, end).replaceAll("\u0000", "\ufffd");
  const row = JSON.stringify(record.end > end ? { text, sizeAtLeast: record.end - record.start } : { text });
  return Buffer.from(`${JSON.stringify({ line: record.line, reason: record.problem, row })}\n`);
}

/**
 * Writes the good records to a file of their own, each after its line number and with `\n` at its end, without a header;
 * and the refused ones to a file of JSON lines `{ line, reason, row }`.
 */
export async function separateRecords(source: RecordSource, goodPath: string, refusedPath: string): Promise<void> {
  const goodFile = await open(goodPath, "w");
  const refusedFile = await open(refusedPath, "w");
  let good: Buffer[] = [];
  let refused: Buffer[] = [];
  const flush = async (): Promise<void> => {
    if (good.length > 0) await goodFile.write(Buffer.concat(good));
    if (refused.length > 0) await refusedFile.write(Buffer.concat(refused));
    good = [];
    refused = [];
  };
  try {
    await scanFile(
      source,
      (record, isHeader) => {
        if (record.isBlank || isHeader) return;
        if (record.problem === null) good.push(...goodLine(record, source.options.delimiter));
        else refused.push(refusedLine(record));
      },
      flush,
    );
  } finally {
    await goodFile.close();
    await refusedFile.close();
  }
}
