import { basename, join } from "node:path";
import type { RawFileShape } from "#ingestion";
import { invalidInput } from "#kernel";
import { quoteIdentifier, quoteText } from "../quoting.js";
import { type ByteSurvey, readHead, surveyBytes } from "./byte-survey.js";
import { guessDelimiter, guessHeader, recordsOf } from "./dialect.js";
import { type Readings, readingsSql } from "./hoisted-readings.js";
import { type RecordSource, type RecordTally, separateRecords, tallyRecords } from "./record-pass.js";
import { transcodeFile } from "./transcode.js";

/** A file that DuckDB can read as it is. */
export interface StagedSource {
  readonly shape: RawFileShape;
  /**
   * A SELECT of every column as text under its name, the given expressions over these columns, and `_line`, in file
   * order.
   */
  readonly select: (readings: Readings) => string;
  /** A file of JSON lines `{ line, reason, row }`; null when nothing was refused. */
  readonly refusedPath: string | null;
}

/** What is needed to look at a text file. */
export interface TextFileRequest {
  /** The name for people. */
  readonly path: string;
  /** The same file under a name that DuckDB takes literally. */
  readonly readPath: string;
  readonly sizeBytes: number;
  readonly expectedColumns: readonly string[];
  /** An empty folder of its own for temporary files. */
  readonly scratchFolder: string;
  readonly maxRecordBytes: number;
}

const headBytes = 1 << 18;
// DuckDB has no way to say "no text is null"; this one does not occur in text files.
const neverNull = "\u0001\u0002\u0001";

function checkedNames(first: readonly string[], hasHeader: boolean, path: string): readonly string[] {
  const names = first.map((name, index) => (hasHeader && name !== "" ? name : `column${index + 1}`));
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) {
    throw invalidInput(
      "ingestion/duplicate-header",
      `${path}: the header names two columns "${repeated}"; rename one of them`,
      { path, column: repeated },
    );
  }
  return names;
}

interface Head {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly columns: readonly string[];
}

function readDialect(head: Buffer, isWhole: boolean, request: TextFileRequest): Head {
  const delimiter = guessDelimiter(head, isWhole);
  const [first] = recordsOf(head, delimiter, isWhole);
  if (first === undefined) {
    throw invalidInput(
      "ingestion/empty-file",
      `${request.path} has no readable line; give a CSV file with a header line, or a Parquet file`,
      { path: request.path },
    );
  }
  if (first.length === 0) {
    throw invalidInput(
      "ingestion/header-unreadable",
      `${request.path}: the first line cannot be read because its quotes do not close; write a quote inside a name twice`,
      { path: request.path },
    );
  }
  const hasHeader = guessHeader(first, request.expectedColumns);
  return { delimiter, hasHeader, columns: checkedNames(first, hasHeader, request.path) };
}

async function toUtf8(request: TextFileRequest, survey: ByteSurvey): Promise<{ path: string; skipBytes: number }> {
  if (survey.encoding === "utf-8") return { path: request.readPath, skipBytes: survey.markBytes };
  const path = join(request.scratchFolder, "utf8.csv");
  await transcodeFile(request.path, path, survey.encoding, survey.markBytes);
  return { path, skipBytes: 0 };
}

interface CsvFile {
  readonly path: string;
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly lineEnd: string;
  readonly maxRecordBytes: number;
}

function readCsvSql(file: CsvFile, columns: readonly string[]): string {
  const types = columns.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  return [
    `read_csv(${quoteText(file.path)}, auto_detect = false, delim = ${quoteText(file.delimiter)}, quote = '"', escape = '"'`,
    `header = ${file.hasHeader}, nullstr = ${quoteText(neverNull)}, max_line_size = ${file.maxRecordBytes * 2 + 100_000}`,
    `hive_partitioning = false, new_line = ${quoteText(file.lineEnd.replace("\r", "\\r").replace("\n", "\\n"))}, columns = {${types}})`,
  ].join(", ");
}

// The row number keeps DuckDB from writing the readings out again in every condition above it.
function plainSql(file: CsvFile, columns: readonly string[], readings: Readings): string {
  const first = file.hasHeader ? 1 : 0;
  const rows = `SELECT *${readingsSql(readings)} FROM ${readCsvSql(file, columns)}`;
  return `SELECT *, row_number() OVER () + ${first} AS "_line" FROM (${rows})`;
}

function separatedSql(file: CsvFile, columns: readonly string[], readings: Readings): string {
  const names = columns.map(quoteIdentifier).join(", ");
  const line = '"_line"::BIGINT AS "_line"';
  return `SELECT ${names}${readingsSql(readings)}, ${line} FROM ${readCsvSql(file, ["_line", ...columns])}`;
}

async function stage(
  source: RecordSource,
  tally: RecordTally,
  columns: readonly string[],
  scratchFolder: string,
): Promise<Omit<StagedSource, "shape">> {
  const { delimiter, maxRecordBytes } = source.options;
  if (tally.isPlain) {
    const file = { path: source.path, delimiter, hasHeader: source.hasHeader, lineEnd: tally.lineEnd, maxRecordBytes };
    return { select: (readings) => plainSql(file, columns, readings), refusedPath: null };
  }
  const path = join(scratchFolder, "good.csv");
  const refusedPath = join(scratchFolder, "refused.ndjson");
  await separateRecords(source, path, refusedPath);
  const file = { path, delimiter, hasHeader: false, lineEnd: "\n", maxRecordBytes };
  return {
    select: (readings) => separatedSql(file, columns, readings),
    refusedPath: tally.refusedCount > 0 ? refusedPath : null,
  };
}

/**
 * Looks at a text file: encoding, delimiter, header, records. What DuckDB could misread is first written anew: other
 * encodings, refused records, values with line ends.
 * @throws InvalidInput `ingestion/empty-file`, `ingestion/duplicate-header`
 */
export async function stageText(request: TextFileRequest): Promise<StagedSource> {
  const survey = await surveyBytes(request.path, await readHead(request.path, headBytes));
  const { path, skipBytes } = await toUtf8(request, survey);
  const head = await readHead(path, headBytes);
  const dialect = readDialect(head.subarray(skipBytes), head.length < headBytes, request);
  const options = {
    delimiter: dialect.delimiter,
    fieldCount: dialect.columns.length,
    maxRecordBytes: request.maxRecordBytes,
    isSuspect: survey.isSuspect,
  };
  const source = { path, skipBytes, hasHeader: dialect.hasHeader, options };
  const tally = await tallyRecords(source);
  const staged = await stage(source, tally, dialect.columns, request.scratchFolder);
  const shape: RawFileShape = {
    name: basename(request.path),
    format: "csv",
    sizeBytes: request.sizeBytes,
    digest: survey.digest,
    encoding: survey.encoding.startsWith("utf-16") ? "utf-16" : (survey.encoding as "utf-8" | "windows-1252"),
    ...dialect,
    rowCount: tally.good,
    unreadableCount: tally.refusedCount,
  };
  return { shape, ...staged };
}
