import { mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ColumnProfile, RawFileReader } from "#ingestion";
import { DriftloopError, externalFailure, invalidInput, messageOf } from "#kernel";
import type { DuckdbDatabase } from "../connection.js";
import { quoteText } from "../quoting.js";
import { readHead } from "./byte-survey.js";
import { profileColumns } from "./column-profile.js";
import { readGoodRows, writeQuarantine } from "./checked-rows.js";
import { landRows } from "./landing.js";
import { stageParquet } from "./parquet-source.js";
import { type StagedSource, stageText } from "./text-source.js";

/** Limits of reading. */
export interface RawFileReaderOptions {
  /** Longest record in bytes, default 1 MiB; longer ones go to quarantine. */
  readonly maxRecordBytes?: number;
}

const foreignMarks: readonly { readonly mark: string; readonly what: string }[] = [
  { mark: "504b0304", what: "a ZIP archive or an Excel workbook; save the sheet as CSV" },
  { mark: "d0cf11e0", what: "an old Excel workbook; save the sheet as CSV" },
  { mark: "1f8b", what: "compressed with gzip; unpack it" },
  { mark: "28b52ffd", what: "compressed with zstd; unpack it" },
  { mark: "53514c69746520666f726d6174", what: "an SQLite database; export the table as CSV or Parquet" },
  { mark: "25504446", what: "a PDF document; give the table as CSV or Parquet" },
];

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOENT" && thrown.code !== "ENOTDIR") throw unreadable(path, thrown);
    throw invalidInput("ingestion/file-not-found", `there is no file ${path}; check the name and the folder`, { path });
  });
  if (found.isDirectory()) {
    throw invalidInput("ingestion/is-a-directory", `${path} is a folder; name a CSV or Parquet file in it`, { path });
  }
  if (found.size === 0) {
    throw invalidInput(
      "ingestion/empty-file",
      `${path} is empty; give a CSV file with a header line, or a Parquet file`,
      {
        path,
      },
    );
  }
  return found.size;
}

function unreadable(path: string, thrown: unknown): DriftloopError {
  return thrown instanceof DriftloopError
    ? thrown
    : externalFailure("ingestion/unreadable-file", `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
}

function refuseForeign(path: string, head: Buffer): void {
  const hex = head.subarray(0, 16).toString("hex");
  const found = foreignMarks.find(({ mark }) => hex.startsWith(mark));
  if (found !== undefined) throw invalidInput("ingestion/not-a-table", `${path} is ${found.what}`, { path });
}

/** DuckDB takes `*`, `?`, `[` in a path for a pattern; a link of a plain name avoids it. */
async function plainPath(path: string, scratchFolder: string): Promise<string> {
  if (!/[*?[\]{}]/.test(path)) return path;
  const link = join(scratchFolder, "input");
  await symlink(resolve(path), link);
  return link;
}

function refuseWithoutRows(path: string, { shape }: StagedSource): void {
  if (shape.rowCount + shape.unreadableCount > 0) return;
  throw invalidInput("ingestion/no-rows", `${path} has a header but no rows; add rows and try again`, { path });
}

async function profile(
  database: DuckdbDatabase,
  staged: StagedSource,
  scratchFolder: string,
  label: string | null,
): Promise<readonly ColumnProfile[]> {
  const { columns, rowCount } = staged.shape;
  const path = join(scratchFolder, "profile.parquet");
  await database.run(`COPY (${staged.select(new Map())}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy)`);
  return profileColumns(database, { path, rowCount, columns }, label);
}

async function stage(
  database: DuckdbDatabase,
  path: string,
  scratchFolder: string,
  options: { readonly expectedColumns: readonly string[]; readonly maxRecordBytes: number },
): Promise<StagedSource> {
  const sizeBytes = await sizeOf(path);
  const head = await readHead(path, 64);
  refuseForeign(path, head);
  const readPath = await plainPath(path, scratchFolder);
  if (head.toString("latin1", 0, 4) === "PAR1") return stageParquet(database, readPath, sizeBytes, path);
  return stageText({ ...options, path, readPath, sizeBytes, scratchFolder });
}

/**
 * Reads raw files with DuckDB. What DuckDB could misread is found by a scan of the bytes first, so that every refused
 * record has its exact line and its reason, and no record can take more memory than the limit.
 */
export function createRawFileReader(database: DuckdbDatabase, options: RawFileReaderOptions = {}): RawFileReader {
  const maxRecordBytes = options.maxRecordBytes ?? 1 << 20;
  return {
    open: async (path, expectedColumns = []) => {
      const scratchFolder = await mkdtemp(join(database.spillDirectory, "raw-file-"));
      const close = (): Promise<void> => rm(scratchFolder, { recursive: true, force: true });
      try {
        const staged = await stage(database, path, scratchFolder, { expectedColumns, maxRecordBytes });
        refuseWithoutRows(path, staged);
        return {
          shape: staged.shape,
          profile: (label) => profile(database, staged, scratchFolder, label),
          land: (request) => landRows(database, staged, request, basename(scratchFolder)),
          read: (request) => readGoodRows(database, staged, request),
          quarantine: (request, goodCount) =>
            writeQuarantine(database, { source: staged, request }, request.quarantinePath, {
              goodCount,
              alsoRefused: [],
            }),
          close,
        };
      } catch (thrown) {
        await close();
        throw unreadable(path, thrown);
      }
    },
  };
}
