import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ColumnProfile, RawFileReader } from "#ingestion";
import { invalidInput } from "#kernel";
import type { DuckdbDatabase } from "../connection.js";
import { quoteText } from "../quoting.js";
import { profileColumns } from "./column-profile.js";
import { readGoodRows, writeQuarantine } from "./checked-rows.js";
import { landRows } from "./landing.js";
import { isParquet, locateFile, unreadable } from "./locate-file.js";
import { stageParquet } from "./parquet-source.js";
import { type StagedSource, stageText } from "./text-source.js";

/** Limits of reading. */
export interface RawFileReaderOptions {
  /** Longest record in bytes, default 1 MiB; longer ones go to quarantine. */
  readonly maxRecordBytes?: number;
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
  const { sizeBytes, head, readPath } = await locateFile(path, scratchFolder);
  if (isParquet(head)) return stageParquet(database, readPath, sizeBytes, path);
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
