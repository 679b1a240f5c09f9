import { resolve } from "node:path";
import { createRawFileReader, openDuckdb } from "#adapters/duckdb";
import { openChartRenderer } from "#adapters/echarts";
import { writeFileDurably } from "#adapters/system";
import { type Clock, instantOf } from "#kernel";
import { compareFiles, type FileComparison } from "#pipelines";
import { type ComparedColumnInput, createHtmlPageRenderer, fileComparisonReport, themedPalette } from "#reporting";

/** Two files to be compared. */
export interface DriftCompareRequest {
  readonly reference: string;
  readonly current: string;
  readonly without: readonly string[];
  /** Where a page is written; null for none. */
  readonly html: string | null;
}

/** What comparing two files found. */
export interface DriftCompareResult extends FileComparison {
  /** Absolute path of the page; null without one. */
  readonly page: string | null;
}

type Column = FileComparison["columns"][number];

function columnInput(column: Column): ComparedColumnInput {
  const head = { column: column.column, kind: column.kind };
  if (column.status === "failed") {
    return { ...head, psi: null, qValue: null, meanShift: null, isDrifted: false, failure: column.reason };
  }
  const { psi, chi2 } = column.scores;
  return {
    ...head,
    psi: psi === undefined ? null : { value: psi.value, expected: psi.nullExpectation, beyondChance: psi.corrected },
    qValue: chi2?.qValue ?? null,
    meanShift: column.meanShift,
    isDrifted: column.isMaterial,
    failure: null,
  };
}

async function writePage(found: FileComparison, file: string, clock: Clock): Promise<string> {
  const { columns, ...rest } = found;
  const page = fileComparisonReport({ ...rest, generatedAt: instantOf(clock), columns: columns.map(columnInput) });
  const path = resolve(file);
  await writeFileDurably(path, createHtmlPageRenderer(await openChartRenderer(themedPalette)).html(page));
  return path;
}

/** Compares two files, wherever they are; no project is needed. */
export async function driftCompare(request: DriftCompareRequest, clock: Clock): Promise<DriftCompareResult> {
  const database = await openDuckdb({});
  try {
    const { html, without } = request;
    const files = { reference: resolve(request.reference), current: resolve(request.current), without };
    const found = await compareFiles(files, createRawFileReader(database));
    return { ...found, page: html === null ? null : await writePage(found, html, clock) };
  } finally {
    await database.close();
  }
}
