import { resolve } from "node:path";
import { writeFileDurably } from "#adapters/system";
import type { Instant } from "#kernel";
import type { ColumnDrift } from "#monitoring";
import type { ComparedColumnInput } from "#reporting";
import type { FileComparison } from "./compare-files.js";

function columnInput(column: ColumnDrift): ComparedColumnInput {
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

/** Writes a comparison as a page. The chart library is loaded here, so that nobody else waits for it. @returns its absolute path */
export async function writePage(found: FileComparison, file: string, generatedAt: Instant): Promise<string> {
  const [{ openChartRenderer }, { createHtmlPageRenderer, fileComparisonReport, themedPalette }] = await Promise.all([
    import("#adapters/echarts"),
    import("#reporting"),
  ]);
  const { columns, ...rest } = found;
  const page = fileComparisonReport({ ...rest, generatedAt, columns: columns.map(columnInput) });
  const path = resolve(file);
  await writeFileDurably(path, createHtmlPageRenderer(await openChartRenderer(themedPalette)).html(page));
  return path;
}
