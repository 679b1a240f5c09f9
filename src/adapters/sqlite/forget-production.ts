import type { Metadata } from "./connection.js";

/** What production leaves in the metadata: by table, which rows. */
const production: readonly (readonly [string, string])[] = [
  ["incidents", "1"],
  ["decisions", "1"],
  ["outbox_deliveries", "1"],
  ["outbox_envelopes", "1"],
  ["outbox_alerts", "1"],
  ["outbox_messages", "1"],
  ["raised_events", "1"],
  ["logged_predictions", "1"],
  ["label_events", "1"],
  ["performance_position", "1"],
  ["performance_windows", "1"],
  ["performance_entries", "1"],
  ["window_positions", "1"],
  ["window_profiles", "1"],
  ["window_verdicts", "1"],
  ["window_detectors", "1"],
  ["table_versions", "table_name IN ('inference_log', 'ground_truth')"],
];

function forgetRows(metadata: Metadata, table: string, where: string): void {
  const guards = metadata.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table);
  for (const { name } of guards) metadata.run(`DROP TRIGGER "${String(name)}"`);
  metadata.run(`DELETE FROM "${table}" WHERE ${where}`);
  for (const { sql } of guards) metadata.run(String(sql));
}

/**
 * Takes everything that production left out of a copy's metadata, all or nothing: its model, data and runs stay, as if
 * nothing had been scored or watched yet.
 */
export function forgetProduction(metadata: Metadata): void {
  metadata.transaction(() => {
    const present = new Set(
      metadata.all("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name)),
    );
    for (const [table, where] of production) if (present.has(table)) forgetRows(metadata, table, where);
  });
}
