import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { notFound } from "#kernel";

const readable = new Set([".csv", ".tsv", ".txt", ".parquet"]);

/**
 * The files of a data source, in order of name.
 * @param source a file, or a folder that fills up with CSV and Parquet files
 * @throws NotFound `data/source-not-found`, `data/empty-folder`
 */
export function sourceFiles(source: string): readonly string[] {
  if (!existsSync(source)) {
    throw notFound(
      "data/source-not-found",
      `data.source ${source} does not exist; correct it in driftloop.yaml or name files: driftloop ingest FILE`,
    );
  }
  if (!statSync(source).isDirectory()) return [source];
  const files = readdirSync(source)
    .filter((name) => readable.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(source, name));
  if (files.length === 0) throw notFound("data/empty-folder", `data.source ${source} holds no CSV or Parquet file yet`);
  return files;
}

/** What tells one state of some files from another without reading them: name, size and time of change. */
export function fileStates(
  files: readonly string[],
): readonly { readonly path: string; readonly size: number; readonly changedMs: number }[] {
  return files.map((path) => {
    const { size, mtimeMs } = statSync(path);
    return { path, size, changedMs: mtimeMs };
  });
}
