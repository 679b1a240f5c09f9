import { plural } from "#kernel";
import type { FeatureDiff, FeatureOverview } from "#app";
import type { FeatureEngineeringResult, IngestionResult } from "#pipelines";
import { formatCount } from "./number.js";
import { renderPairs, renderTable, wrapText } from "./table.js";

/** What became of ingested files. */
export function printIngestion(result: IngestionResult): string {
  const rows = result.files.map((file) => [
    file.source,
    formatCount(file.readCount),
    file.alreadyIngested ? "–" : formatCount(file.acceptedCount),
    file.alreadyIngested ? "–" : formatCount(file.quarantinedCount),
    file.alreadyIngested ? "–" : formatCount(file.duplicateCount),
    file.alreadyIngested ? "ingested before" : "",
  ]);
  const reasons = result.files
    .filter(({ alreadyIngested }) => !alreadyIngested)
    .flatMap((file) => [
      ...Object.entries(file.quarantinedByReason).map(
        ([reason, count]) => `  quarantine: ${formatCount(count)} × ${reason}`,
      ),
      ...file.warnings.map(
        ({ column, reason, rowCount }) => `  warning: ${column}: ${reason} in ${plural(rowCount, "row")} (kept)`,
      ),
      ...(file.ignoredColumns.length === 0
        ? []
        : [wrapText(`not in the contract, not read: ${file.ignoredColumns.join(", ")}`, 78, "  ")]),
    ]);
  const right = { align: "right" } as const;
  const columns = [
    { title: "file" },
    { title: "read", ...right },
    { title: "accepted", ...right },
    { title: "quarantined", ...right },
    { title: "duplicates", ...right },
    { title: "" },
  ];
  const versions = `raw table version ${result.rawVersion}, quarantine version ${result.quarantineVersion}`;
  return [renderTable(columns, rows), ...reasons, versions].join("\n");
}

/** What feature engineering left. */
export function printFeatures(result: FeatureEngineeringResult): string {
  return renderTable(
    [{ title: "" }, { title: "" }],
    [
      [
        "features",
        `${result.featureCount} of ${plural(result.featureRows, "row")}, table version ${result.featuresVersion}`,
      ],
      ["labels", `${plural(result.labelledRows, "row")}, table version ${result.labelsVersion}`],
      [
        "split",
        `${formatCount(result.trainEntities)} training, ${formatCount(result.testEntities)} test entities, version ${result.splitsVersion}`,
      ],
      ["built from", `raw table version ${result.rawVersion}`],
    ],
  );
}

/** Definitions and table versions. */
export function printFeatureTable({ features, versions }: FeatureOverview): string {
  const definitions = renderTable(
    [{ title: "feature" }, { title: "kind" }, { title: "definition" }],
    features.map(({ name, kind, text }) => [name, kind, text === name ? "column" : text]),
  );
  const history = renderTable(
    [
      { title: "version", align: "right" },
      { title: "committed" },
      { title: "rows", align: "right" },
      { title: "files added", align: "right" },
    ],
    versions.map((version) => [
      String(version.version),
      version.committedAt,
      formatCount(version.rowCount),
      String(version.added.length),
    ]),
  );
  return versions.length === 0
    ? `${definitions}\n\nnot built yet: driftloop features build`
    : `${definitions}\n\n${history}`;
}

/** What changed between two versions of the feature table. */
export function printFeatureDiff(diff: FeatureDiff): string {
  const names = (columns: readonly string[]): string => (columns.length === 0 ? "none" : columns.join(", "));
  return [
    `feature table version ${diff.from} → ${diff.to}`,
    renderPairs([
      ["rows added", formatCount(diff.rowsAdded)],
      ["rows removed", formatCount(diff.rowsRemoved)],
      ["new columns", names(diff.columnsAdded)],
      ["gone columns", names(diff.columnsRemoved)],
    ]),
  ].join("\n");
}
