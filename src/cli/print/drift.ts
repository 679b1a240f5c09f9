import { plural } from "#kernel";
import type { MonitorResult } from "#app";
import type { DriftCompareResult } from "#comparison";
import colors from "picocolors";
import { formatCount } from "./number.js";
import { renderTable, wrapText } from "./table.js";

type Compat = NonNullable<DriftCompareResult["compat"]>[number];

const three = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toFixed(3);

/** Chance is never exactly nothing. */
const chanceText = (value: number | null | undefined): string =>
  typeof value === "number" && value < 0.001 ? "<.001" : three(value);

function columnRow(column: DriftCompareResult["columns"][number]): readonly string[] {
  if (column.status === "failed") return [column.column, "–", "–", "–", "–", "not compared"];
  const { psi, chi2 } = column.scores;
  const verdict = column.isMaterial ? colors.yellow("drifted") : "";
  return [
    column.column,
    three(psi?.value),
    three(psi?.nullExpectation),
    three(psi?.corrected),
    chanceText(chi2?.qValue),
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
  const compared = result.columns.filter(({ status }) => status === "compared").length;
  const lines = [
    wrapText(
      `${current.name} (${plural(current.rows, "row")}) against ${reference.name} (${plural(reference.rows, "row")})`,
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
        : `${drifted.length} of ${plural(compared, "column")} drifted: ${drifted.join(", ")}.`,
      80,
    ),
    ...result.columns.flatMap((column) =>
      column.status === "failed" ? [wrapText(`Not compared: ${column.column}, ${column.reason}.`, 80)] : [],
    ),
    wrapText(`Drifted: q at most ${rule.q} over all columns, and PSI beyond chance at least ${rule.effect}.`, 80),
    ...compatLines(result),
    ...(result.page === null ? [] : [`page  ${result.page}`]),
    ...(result.savedReference === null ? [] : [`reference  ${result.savedReference}`]),
  ];
  return lines.join("\n");
}

/** Columns whose numbers are printed; a page and JSON have all. */
const mostCompat = 3;

/** Those that drifted, or the one that is farthest off. */
function compatShown({ compat, drifted, columns }: DriftCompareResult): readonly Compat[] {
  const effect = new Map(
    columns.map((column) => [column.column, column.status === "compared" ? (column.scores.psi?.corrected ?? 0) : -1]),
  );
  const order = [...effect.keys()].toSorted((left, right) => effect.get(right)! - effect.get(left)!);
  const names = (drifted.length === 0 ? order.slice(0, 1) : drifted).slice(0, mostCompat);
  return names.flatMap((name) => compat!.find(({ column }) => column === name) ?? []);
}

function numberTable(numbers: NonNullable<DriftCompareResult["compatOfAll"]>): string {
  const rows = numbers.map(({ tool, name, value, pValue }) => [
    tool,
    name,
    value === null ? "–" : value.toPrecision(6),
    pValue === null ? "–" : pValue.toPrecision(3),
  ]);
  const titles = [{ title: "tool" }, { title: "number" }, { title: "value" }, { title: "p" }] as const;
  return renderTable(
    titles.map(({ title }, place) => ({ title, align: place > 1 ? "right" : "left" })),
    rows,
  );
}

function compatTable(column: Compat): string {
  if (column.status === "not given") return wrapText(`${column.column}: not given, ${column.reason}`, 80);
  const sizes = `${plural(column.referenceRows, "value")} of the reference, ${formatCount(column.rows)} now`;
  return `${column.column}: ${sizes}\n${numberTable(column.numbers)}`;
}

/** All columns as one number, where there is one. */
function compatOfAllLines({ compatOfAll }: DriftCompareResult): readonly string[] {
  if (compatOfAll === null || compatOfAll.length === 0) return [];
  return [`all columns, each as important as the others\n${numberTable(compatOfAll)}`, ""];
}

/** What other tools say of the columns that matter. */
function compatLines(result: DriftCompareResult): readonly string[] {
  if (result.compat === null) return [];
  const shown = compatShown(result);
  const others = result.compat.length - shown.length;
  const rest =
    others === 0 ? "" : `The other ${plural(others, "column")}, and the convention of every number: --html or --json.`;
  return [
    "",
    "What other tools say",
    "",
    ...shown.flatMap((column) => [compatTable(column), ""]),
    ...compatOfAllLines(result),
    wrapText(rest, 80),
  ];
}

const day = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");

/** What one round of monitoring found. */
export function printMonitor({ round, drift, quality }: MonitorResult): string {
  const alarms = drift.filter(({ isAlarm }) => isAlarm);
  const faults = quality.flatMap(({ windowStart, faults }) =>
    faults.filter(({ status }) => status === "failed").map((fault) => ({ windowStart, fault })),
  );
  const counts = [
    `${plural(round.judgedWindows, "window")} judged`,
    plural(round.newPredictions, "new prediction"),
    plural(round.changedLabels, "label"),
  ].join(", ");
  return [
    counts,
    ...alarms.map((verdict) => wrapText(`${day(verdict.windowStart)}  ${verdict.severity}: ${verdict.sentence}`, 80)),
    ...faults.map(({ windowStart, fault }) => wrapText(`${day(windowStart)}  ${fault.check}: ${fault.sentence}`, 80)),
    ...(round.judgedWindows === 0 ? ["no window has ended since the last look"] : []),
    "",
    wrapText(`decision: ${round.sentence}`, 80),
  ].join("\n");
}
