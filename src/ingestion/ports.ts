import type { Expression, Relation, WrittenFile } from "#relation";
import type { ColumnBatch, ColumnValues, DateFormat, Field, ValueProblemReason } from "#tabular";

/** Why a row went to quarantine. */
export type QuarantineReason =
  | ValueProblemReason
  | "wrong number of fields"
  | "undecodable bytes"
  | "line too long"
  | "unbalanced quotes"
  | "duplicate key";

/** How a file is written and what is in it, known after one look at all of its bytes. */
export interface RawFileShape {
  /** The file's name without its folder. */
  readonly name: string;
  readonly format: "csv" | "parquet";
  readonly sizeBytes: number;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly encoding: "utf-8" | "utf-16" | "windows-1252" | "binary";
  /** Of a text file. */
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  /** In the order of the file; a column without a name is `column1`, `column2`, … by its place. */
  readonly columns: readonly string[];
  /** Rows that can be read. */
  readonly rowCount: number;
  /** Records that cannot be read as a row. */
  readonly unreadableCount: number;
}

/** How often a spelling occurs. */
export interface SpellingCount {
  readonly value: string;
  readonly count: number;
}

/** How well one column alone tells the label. */
export interface LabelSeparation {
  /** AUC of the column's values (levels by their share of positives), 0.5 … 1; null where it cannot be told. */
  readonly valueAuc: number | null;
  /** AUC of whether the value is missing, 0.5 … 1. */
  readonly presenceAuc: number;
}

/** Facts about one column of a file. Counts are of rows; "values" are those that are not spelled like missing. */
export interface ColumnProfile {
  readonly name: string;
  readonly rowCount: number;
  /** Spellings of missing that occur, most frequent first; the empty text stands for no value. */
  readonly missing: readonly SpellingCount[];
  readonly valueCount: number;
  readonly distinctCount: number;
  readonly numberCount: number;
  readonly integerCount: number;
  /** Values such as `1.234,5`-style `29,85`: numbers with a decimal comma. */
  readonly decimalCommaCount: number;
  /** Values such as `inf`, `-Infinity`. */
  readonly infinityCount: number;
  /** Values that are true, false, t or f. */
  readonly booleanCount: number;
  readonly dateCounts: Readonly<Record<DateFormat, number>>;
  /** Of the numbers; null when there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly averageLength: number;
  /** Most frequent values first, at most 50. */
  readonly topLevels: readonly SpellingCount[];
  /** Whether the numbers grow from row to row without exception. */
  readonly isIncreasing: boolean;
  /** Null when no label was named, or for the label itself. */
  readonly separation: LabelSeparation | null;
}

/** A condition that sends a row to quarantine, over the file's columns as text. */
export interface RowCheck {
  readonly column: string;
  readonly reason: QuarantineReason;
  readonly when: Expression;
}

/** Where the rows of a file go, and what is asked of them. */
export interface LandRequest {
  /** Columns that land, in this order; a column that the file lacks lands as missing. */
  readonly columns: readonly string[];
  /** In order of precedence: the first that holds names the row's reason. */
  readonly checks: readonly RowCheck[];
  /** Conditions that are counted and accepted. */
  readonly warnings: readonly RowCheck[];
  /** Columns that name a row; empty when rows have no key. */
  readonly key: readonly string[];
  /** Parquet files of the table that the rows join: a row equal to the newest of its key there is skipped. */
  readonly storedPaths: readonly string[];
  /** Epoch milliseconds. */
  readonly ingestedAt: number;
  /** Where the good rows are written. */
  readonly acceptedPath: string;
  /** Where the good rows are written anew when some of them turn out to be duplicates. */
  readonly sparePath: string;
  readonly quarantinePath: string;
}

/** How the good rows of a file are read without being stored. */
export interface ReadRequest extends Pick<LandRequest, "columns" | "checks" | "ingestedAt"> {
  /** What is read, made of the good rows: the columns as text, then `_source`, `_line` and `_ingested_at`. */
  readonly select: (rows: Relation) => Relation;
  readonly batchRows?: number;
}

/** Where the rows that break a check go. */
export type QuarantineRequest = Pick<LandRequest, "columns" | "checks" | "ingestedAt" | "quarantinePath">;

/** The refused rows of a file. */
export interface QuarantinedRows {
  /** Null when no row was refused. */
  readonly quarantined: WrittenFile | null;
  readonly quarantinedByReason: Readonly<Partial<Record<QuarantineReason, number>>>;
}

/** What landing did. */
export interface LandedRows extends QuarantinedRows {
  /** Null when no row is new. */
  readonly accepted: WrittenFile | null;
  /** Rows that were there already, unchanged. */
  readonly unchangedCount: number;
  /** Rows per warning, in the order of the request. */
  readonly warningCounts: readonly number[];
}

/** An opened file. */
export interface RawFile {
  readonly shape: RawFileShape;
  /** Facts about every column. @param label the label's column, for {@link ColumnProfile.separation} */
  profile(label: string | null): Promise<readonly ColumnProfile[]>;
  /** Writes good and refused rows as complete, durable Parquet files. */
  land(request: LandRequest): Promise<LandedRows>;
  /** The good rows in file order, batch by batch, never all in memory. */
  read(request: ReadRequest): AsyncIterable<ColumnBatch>;
  /**
   * Writes the refused rows as a complete, durable Parquet file.
   * @param goodCount rows that {@link RawFile.read} gave: when these are all, nothing is read again
   */
  quarantine(request: QuarantineRequest, goodCount: number): Promise<QuarantinedRows>;
  /** Removes temporary files. */
  close(): Promise<void>;
}

/** Reads files as they arrive: CSV in the usual spellings, and Parquet. */
export interface RawFileReader {
  /**
   * Looks at all bytes of a file in constant memory.
   * @param expectedColumns names that, found in the first record, make it a header
   * @throws InvalidInput `ingestion/file-not-found`, `ingestion/is-a-directory`, `ingestion/empty-file`,
   *   `ingestion/not-a-table`, `ingestion/no-rows`, `ingestion/duplicate-header`
   */
  open(path: string, expectedColumns?: readonly string[]): Promise<RawFile>;
}

/** A file opened to look at its columns, without a contract. */
export interface TableFile {
  /** The file's name without its folder. */
  readonly name: string;
  readonly rowCount: number;
  /** Records that cannot be read as a row; they are left out. */
  readonly unreadableCount: number;
  /** In the order of the file: numbers where the file itself says so, else text. */
  readonly fields: readonly Field[];
  /**
   * Hands the values of some columns over, part by part, never all in memory.
   * @param fields of this file
   * @param take receives a place in `fields` and some values, which are valid during the call only; those of one column come in file
   *   order, columns one after another or in turns
   * @throws InvalidInput `ingestion/not-a-table` when the file is damaged
   */
  scan(fields: readonly Field[], take: (place: number, values: ColumnValues) => void): Promise<void>;
  /** Removes temporary files. */
  close(): Promise<void>;
}

/** Opens files column by column: numbers of a Parquet file are never spelled out as text. */
export interface TableFileReader {
  /**
   * Looks at the bytes of a text file, and at the footer only of a Parquet file.
   * @throws InvalidInput as {@link RawFileReader.open} does
   */
  open(path: string): Promise<TableFile>;
}
