import type { LabelOverview } from "#app";
import type { LabelIngestReport } from "#pipelines";
import { formatCount, formatShare } from "./number.js";
import { renderPairs, renderTable } from "./table.js";

/** What became of ingested labels. */
export function printLabelIngest(report: LabelIngestReport): string {
  if (report.alreadyIngested) return `${report.source} was ingested before; nothing changed`;
  const reasons = Object.entries(report.quarantinedByReason).map(
    ([reason, count]) => `  quarantine: ${formatCount(count)} × ${reason}`,
  );
  return [
    renderPairs([
      ["labels", `${formatCount(report.acceptedCount)} new of ${formatCount(report.readCount)} in ${report.source}`],
      ["known already", formatCount(report.duplicateCount)],
      ["corrections", formatCount(report.correctionCount)],
      ["taken back", formatCount(report.withdrawalCount)],
      ["waiting", `${formatCount(report.unknownCount)} about predictions that are not in the inference log`],
      ["quarantined", formatCount(report.quarantinedCount)],
      ["table", `ground_truth version ${report.groundTruthVersion}`],
    ]),
    ...reasons,
  ].join("\n");
}

const newestCohorts = 30;

/** Coverage of labels by cohort, the newest 30. */
export function printLabels({ asOf, cohorts }: LabelOverview): string {
  if (cohorts.length === 0) return "no prediction is in the inference log yet";
  const right = { align: "right" } as const;
  const rows = cohorts
    .slice(-newestCohorts)
    .map((cohort) => [
      cohort.windowStart.slice(0, 16).replace("T", " "),
      String(cohort.modelVersion),
      cohort.isBiased ? `${cohort.state}, biased` : cohort.state,
      formatCount(cohort.predictions),
      formatCount(cohort.labelled),
      formatCount(cohort.positives),
      formatShare(cohort.coverage),
    ]);
  const table = renderTable(
    [
      { title: "window from" },
      { title: "version", ...right },
      { title: "state" },
      { title: "predictions", ...right },
      { title: "labelled", ...right },
      { title: "positive", ...right },
      { title: "coverage", ...right },
    ],
    rows,
  );
  const left = cohorts.length - rows.length;
  return [
    table,
    ...(left > 0 ? [`and ${formatCount(left)} older cohorts (--json has all)`] : []),
    `as of ${asOf.slice(0, 16).replace("T", " ")} UTC`,
  ].join("\n");
}
