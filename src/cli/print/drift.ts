import type { MonitorResult } from "#app";
import type { DriftCompareResult } from "#comparison";
import colors from "picocolors";
import { renderTable, wrapText } from "./table.js";

const three = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toFixed(3);

function columnRow(column: DriftCompareResult["columns"][number]): readonly string[] {
  if (column.status === "failed") return [column.column, "–", "–", "–", "–", `not comparable: ${column.reason}`];
  const { psi, chi2 } = column.scores;
  const verdict = column.isMaterial ? colors.yellow("drifted") : "";
  return [
    column.column,
    three(psi?.value),
    three(psi?.nullExpectation),
    three(psi?.corrected),
    three(chi2?.qValue),
    verdict,
  ];
}

/** The outcome of `drift compare` for a terminal of 80 columns. */
export function printDriftCompare(result: DriftCompareResult): string {
  const { reference, current, drifted, missing, added, rule } = result;
  const table = renderTable(
    [
      { title: "column" },
      { title: "PSI", align: "right" },
      { title: "by chance", align: "right" },
      { title: "beyond", align: "right" },
      { title: "q", align: "right" },
      { title: "verdict" },
    ],
    result.columns.map(columnRow),
  );
  const count = (rows: number): string => rows.toLocaleString("en-US");
  const lines = [
    wrapText(
      `${current.name} (${count(current.rows)} rows) against ${reference.name} (${count(reference.rows)} rows)`,
      80,
    ),
    "",
    table,
    "",
    ...(missing.length === 0 ? [] : [wrapText(`only in ${reference.name}: ${missing.join(", ")}`, 80)]),
    ...(added.length === 0 ? [] : [wrapText(`only in ${current.name}: ${added.join(", ")}`, 80)]),
    wrapText(
      drifted.length === 0
        ? "No column drifted."
        : `${drifted.length} of ${result.columns.length} columns drifted: ${drifted.join(", ")}.`,
      80,
    ),
    wrapText(`Drifted: q at most ${rule.q} over all columns, and PSI beyond chance at least ${rule.effect}.`, 80),
    ...(result.compat === null ? [] : ["", compatTable(result.compat)]),
    ...(result.page === null ? [] : [`page  ${result.page}`]),
    ...(result.savedReference === null ? [] : [`reference  ${result.savedReference}`]),
  ];
  return lines.join("\n");
}

/** What other tools say, one line per number. */
function compatTable(compat: NonNullable<DriftCompareResult["compat"]>): string {
  const rows = compat.flatMap((column) => {
    if (column.status === "not given") return [[column.column, "–", "not given", column.reason, ""]];
    return column.numbers.map(({ tool, name, value, pValue }) => [
      column.column,
      tool,
      name,
      value === null ? "–" : value.toPrecision(6),
      pValue === null ? "–" : pValue.toPrecision(3),
    ]);
  });
  return renderTable(
    [
      { title: "column" },
      { title: "tool" },
      { title: "number" },
      { title: "value", align: "right" },
      { title: "p", align: "right" },
    ],
    rows,
  );
}

const day = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");

/** What one round of monitoring found. */
export function printMonitor({ round, drift, quality }: MonitorResult): string {
  const alarms = drift.filter(({ isAlarm }) => isAlarm);
  const faults = quality.flatMap(({ windowStart, faults }) =>
    faults.filter(({ status }) => status === "failed").map((fault) => ({ windowStart, fault })),
  );
  const counts = [
    `${round.judgedWindows} windows judged`,
    `${round.newPredictions.toLocaleString("en-US")} new predictions`,
    `${round.changedLabels.toLocaleString("en-US")} labels`,
  ].join(", ");
  return [
    counts,
    ...alarms.map((verdict) => wrapText(`${day(verdict.windowStart)}  ${verdict.severity}: ${verdict.sentence}`, 80)),
    ...faults.map(({ windowStart, fault }) => wrapText(`${day(windowStart)}  ${fault.check}: ${fault.sentence}`, 80)),
    "",
    wrapText(`decision  ${round.sentence}`, 80),
  ].join("\n");
}
