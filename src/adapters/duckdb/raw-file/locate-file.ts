import { stat, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DriftloopError, externalFailure, invalidInput, messageOf } from "#kernel";
import { readHead } from "./byte-survey.js";

/** A file that is there and could be a table. */
interface LocatedFile {
  readonly sizeBytes: number;
  /** Its first bytes. */
  readonly head: Buffer;
  /** The same file under a name that DuckDB takes literally. */
  readonly readPath: string;
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

/** What a failure to read a file is told as. */
export function unreadable(path: string, thrown: unknown): DriftloopError {
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

/** Whether a file that begins like this is Parquet. */
export const isParquet = (head: Buffer): boolean => head.toString("latin1", 0, 4) === "PAR1";

/**
 * Finds a file and refuses what is no table.
 * @throws InvalidInput `ingestion/file-not-found`, `ingestion/is-a-directory`, `ingestion/empty-file`, `ingestion/not-a-table`
 */
export async function locateFile(path: string, scratchFolder: string): Promise<LocatedFile> {
  const sizeBytes = await sizeOf(path);
  const head = await readHead(path, 64);
  refuseForeign(path, head);
  return { sizeBytes, head, readPath: await plainPath(path, scratchFolder) };
}
