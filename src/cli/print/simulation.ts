import type { SimulationResult } from "#app";
import type { TimelineEntry } from "#pipelines";
import colors from "picocolors";
import { formatCount } from "./number.js";
import { lineWidth, renderTable, wrapText } from "./table.js";

const sides: Readonly<Record<TimelineEntry["side"], string>> = {
  truth: colors.magenta("truth"),
  found: colors.yellow("found"),
  done: colors.green("done "),
};

const indent = " ".repeat(17);

function entryLines({ day, side, title, why }: TimelineEntry): readonly string[] {
  const head = `${`day ${day}`.padEnd(9)} ${sides[side]}  `;
  const titled = wrapText(title, lineWidth - indent.length).split("\n");
  const lines = [head + titled[0]!, ...titled.slice(1).map((line) => indent + line)];
  return why === "" ? lines : [...lines, colors.dim(wrapText(why, lineWidth, indent))];
}

const legend =
  "truth: what the simulated world does; the loop is not told · found: what the loop notices · done: what it does";

/** What happened day by day: the truth, what the loop found, what it did. */
export function printTimeline(timeline: readonly TimelineEntry[]): string {
  if (timeline.length === 0) return "nothing happened";
  return [colors.dim(wrapText(legend, lineWidth)), "", ...timeline.flatMap(entryLines)].join("\n");
}

/** What is true of the versions that were champion. @param days that were lived through */
export function printQuality(quality: SimulationResult["quality"], days: number): string {
  if (quality.length === 0) return "";
  const rows = quality.map(({ version, auc, logLoss }, place) => [
    version === null ? "the truth itself" : `version ${version}${place === quality.length - 1 ? ", champion now" : ""}`,
    auc.toFixed(3),
    logLoss.toFixed(3),
  ]);
  const columns = [
    { title: days < 20 ? "on all customers" : "on the last 20 days' customers" },
    { title: "true AUC", align: "right" },
    { title: "true log loss", align: "right" },
  ] as const;
  return renderTable(columns, rows);
}

/** What a simulation did. */
export function printSimulation(result: SimulationResult): string {
  const resumed = result.resumedAfter === 0 ? "" : `, ${result.resumedAfter} of them earlier`;
  const rows: readonly (readonly [string, string])[] = [
    ["scenario", wrapText(result.says, lineWidth - 12).replaceAll("\n", `\n${" ".repeat(12)}`)],
    ["days", `${formatCount(result.days)} from ${result.start}${resumed}`],
    ["customers", `${formatCount(result.customers)}; ${formatCount(result.refused)} refused`],
    ["outcomes", `${formatCount(result.outcomes)} told`],
    ["champion", result.champion === null ? "none" : `version ${result.champion}`],
  ];
  return [
    printTimeline(result.timeline),
    "",
    renderTable([{ title: "" }, { title: "" }], rows),
    "",
    printQuality(result.quality, result.days),
    "",
    `look into it with --project ${result.folder}`,
  ].join("\n");
}
