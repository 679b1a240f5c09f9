import { basename, resolve } from "node:path";
import { createTableFileReader, openDuckdb } from "#adapters/duckdb";
import { readTextFile, writeFileDurably } from "#adapters/system";
import { type Clock, instantOf, invalidInput } from "#kernel";
import { readReference, referenceText } from "#monitoring";
import { compareFiles, type FileComparison, type ReferenceSource } from "./compare-files.js";
import { writePage } from "./comparison-page.js";

/** Two files to be compared. */
export interface DriftCompareRequest {
  /** A CSV or Parquet file, or a reference that was saved before (`.json`). */
  readonly reference: string;
  /** At least one; several are parts of one table. */
  readonly current: readonly string[];
  readonly without: readonly string[];
  /** Whether the numbers of Evidently, NannyML, deepchecks and frouros are worked out too; from files, it reads all rows again. */
  readonly compat: boolean;
  /** Where a page is written; null for none. */
  readonly html: string | null;
  /** Where the reference is kept for the next time; null for nowhere. */
  readonly saveReference: string | null;
}

/** What comparing two files found. */
export interface DriftCompareResult extends FileComparison {
  /** Absolute path of the page; null without one. */
  readonly page: string | null;
  /** Absolute path of the reference that was saved; null without one. */
  readonly savedReference: string | null;
}

function referenceSource(path: string): ReferenceSource {
  if (!path.toLowerCase().endsWith(".json")) return { kind: "file", path: resolve(path) };
  const text = readTextFile(resolve(path));
  if (text === null) {
    throw invalidInput("ingestion/file-not-found", `there is no file ${path}; check the name and the folder`, { path });
  }
  const profile = readReference(text);
  if (profile === null) {
    throw invalidInput(
      "drift/not-a-reference",
      `${path} is not a reference, or was changed since it was saved; save it anew with --save-reference`,
      { path },
    );
  }
  return { kind: "profile", name: basename(path), profile };
}

/**
 * Compares two files, wherever they are; no project is needed.
 * @throws InvalidInput `drift/not-a-reference` and what {@link compareFiles} says
 */
export async function driftCompare(request: DriftCompareRequest, clock: Clock): Promise<DriftCompareResult> {
  const { html, without, saveReference, compat: withCompat } = request;
  const source = referenceSource(request.reference);
  const database = await openDuckdb({});
  try {
    const files = { reference: source, current: request.current.map((path) => resolve(path)), without, withCompat };
    const { comparison, reference } = await compareFiles(files, createTableFileReader(database));
    const savedReference = saveReference === null ? null : resolve(saveReference);
    if (savedReference !== null) await writeFileDurably(savedReference, referenceText(reference));
    const page = html === null ? null : await writePage(comparison, html, instantOf(clock));
    return { ...comparison, page, savedReference };
  } finally {
    await database.close();
  }
}
