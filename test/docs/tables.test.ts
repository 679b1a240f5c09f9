import { featureTableFields, labelTableFields, splitTableFields } from "#features";
import { inferenceLogFields, predictionFields } from "#inference";
import { groundTruthFields } from "#monitoring";
import { quarantineFields, rawFieldsOf } from "#ingestion";
import { driftMetricFields, profileMetricFields } from "#pipelines";
import type { Field } from "#tabular";
import { describe, expect, test } from "vitest";
import { codeWords, differences, sectionOf, sources, tableRows, textOf } from "./read-docs.js";

const page = textOf("docs/reference/tables.md");

/** Columns of a table that only one pipeline knows, read from its source. */
function fieldsIn(path: string, constant: string): readonly Field[] {
  const { code } = sources().find((source) => source.path === path)!;
  const list = new RegExp(`const ${constant}: readonly Field\\[\\] = \\[([\\s\\S]*?)\\];`).exec(code)![1]!;
  return [...list.matchAll(/name: "(\w+)", type: "(\w+)"/g)].map(([, name, type]) => ({ name, type }) as Field);
}

const contract = { entity: [], eventTime: null, label: { column: "", positive: "" }, columns: {} };

const tables: readonly (readonly [string, readonly Field[]])[] = [
  ["raw", rawFieldsOf(contract)],
  ["quarantine", quarantineFields],
  ["features", featureTableFields([])],
  ["labels", labelTableFields],
  ["splits", splitTableFields],
  ["retraining_rows", fieldsIn("pipelines/retraining/frozen-rows.ts", "retrainingRowFields")],
  ["evaluations", fieldsIn("pipelines/fitting/evaluations.ts", "evaluationFields")],
  ["predictions", predictionFields],
  ["inference_log", inferenceLogFields([])],
  ["ground_truth", groundTruthFields],
  ["profile_metrics", profileMetricFields],
  ["drift_metrics", driftMetricFields],
  ["daily_reports", fieldsIn("pipelines/scoring/batch-inference.ts", "dailyReportFields")],
];

describe("the reference of lake tables", () => {
  test.each(tables)("lists the columns of %s with their types", (table, fields) => {
    const documented = tableRows(sectionOf(page, table))
      .map(([name, type]) => `${codeWords(name!)[0] ?? "…"} ${type}`)
      .filter((row) => !row.startsWith("…"));

    expect(fields.length).toBeGreaterThan(0);
    expect(
      differences(
        documented,
        fields.map(({ name, type }) => `${name} ${type}`),
      ),
    ).toEqual([]);
  });

  test("has every table that the program writes", () => {
    const written = sources().flatMap(({ code }) =>
      [...code.matchAll(/(?:newFile|commit)\("(\w+)"/g)].map(([, table]) => table!),
    );
    const headings = new Set([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!));

    expect(written.filter((table) => !headings.has(table))).toEqual([]);
  });
});
