import { basename, resolve } from "node:path";
import { openPlainTableFile } from "#adapters/parquet";
import { readTextFile, writeFileDurably } from "#adapters/system";
import type { TableFileReader } from "#ingestion";
import { type Clock, DriftloopError, instantOf, invalidInput } from "#kernel";
import { readReference, referenceText } from "#monitoring";
import {
  type ComparedFiles,
  compareFiles,
  type FileComparison,
  type FileComparisonRequest,
  type ReferenceSource,
} from "./compare-files.js";
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

type ClosableReader = TableFileReader & { readonly close: () => Promise<void> };

/** Plain Parquet files are read as they are; for all others DuckDB is loaded when the first of them is opened. */
function createReader(openPlain: typeof openPlainTableFile): ClosableReader {
  let engine: Promise<ClosableReader> | undefined;
  const openEngine = async (): Promise<ClosableReader> => {
    const { createTableFileReader, openDuckdb } = await import("#adapters/duckdb");
    const database = await openDuckdb({});
    return { ...createTableFileReader(database), close: () => database.close() };
  };
  return {
    open: async (path) => openPlain(path) ?? (await (engine ??= openEngine())).open(path),
    close: async () => (await engine)?.close(),
  };
}

async function compareBy(openPlain: typeof openPlainTableFile, request: FileComparisonRequest): Promise<ComparedFiles> {
  const reader = createReader(openPlain);
  try {
    return await compareFiles(request, reader);
  } finally {
    await reader.close();
  }
}

/**
 * A file that only looked plain is left to DuckDB, which forgives more, and all is done again from the beginning. What it cannot read
 * either is told as it was found first.
 */
async function compareAny(request: FileComparisonRequest): Promise<ComparedFiles> {
  let hasPlain = false;
  const openPlain = (path: string): ReturnType<typeof openPlainTableFile> => {
    const file = openPlainTableFile(path);
    hasPlain ||= file !== undefined;
    return file;
  };
  try {
    return await compareBy(openPlain, request);
  } catch (thrown) {
    const isDamaged = thrown instanceof DriftloopError && thrown.code === "ingestion/not-a-table";
    if (!isDamaged || !hasPlain) throw thrown;
    return compareBy(() => undefined, request).catch(() => {
      throw thrown;
    });
  }
}

/**
 * Compares two files, wherever they are; no project is needed.
 * @throws InvalidInput `drift/not-a-reference` and what {@link compareFiles} says
 */
export async function driftCompare(request: DriftCompareRequest, clock: Clock): Promise<DriftCompareResult> {
  const { html, without, saveReference, compat: withCompat } = request;
  const source = referenceSource(request.reference);
  const files = { reference: source, current: request.current.map((path) => resolve(path)), without, withCompat };
  const { comparison, reference } = await compareAny(files);
  const savedReference = saveReference === null ? null : resolve(saveReference);
  if (savedReference !== null) await writeFileDurably(savedReference, referenceText(reference));
  const page = html === null ? null : await writePage(comparison, html, instantOf(clock));
  return { ...comparison, page, savedReference };
}
