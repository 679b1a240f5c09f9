import type { Instant } from "#kernel";
import type { Metadata } from "./connection.js";

const digestPattern = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** Tables that only tell what happened, or are looked at row by row below; a digest in them keeps nothing by itself. */
const historyOnly = /^(runs|run_metrics|job_.*|table_versions|expired_files|outbox_.*|sqlite_.*)$/;

/** SHA-256 digests that stand in a text. */
export function digestsIn(text: string): readonly string[] {
  return text.match(digestPattern) ?? [];
}

interface Source {
  readonly from: string;
  readonly columns: readonly string[];
  readonly parameters?: readonly (string | number)[];
}

function wholeTables(metadata: Metadata): readonly Source[] {
  const tables = metadata.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return tables
    .map((row) => row["name"] as string)
    .filter((name) => !historyOnly.test(name))
    .map((name) => {
      const columns = metadata.all("SELECT name FROM pragma_table_info(?) WHERE type IN ('TEXT', 'ANY')", name);
      return { from: `"${name}" WHERE true`, columns: columns.map((row) => `"${row["name"] as string}"`) };
    });
}

/** Runs that are young, still going, or became a version, and tasks of job runs that may still be needed. */
function neededRows(since: Instant): readonly Source[] {
  return [
    {
      from: "runs WHERE (ended_at IS NULL OR ended_at >= ? OR id IN (SELECT run_id FROM model_versions))",
      columns: ["params", "tags", "artifacts"],
      parameters: [since],
    },
    {
      from: "job_tasks WHERE run_id IN (SELECT id FROM job_runs WHERE ended_at IS NULL OR ended_at >= ?)",
      columns: ["handle", "output", "input"],
      parameters: [Date.parse(since)],
    },
  ];
}

function textsOf(metadata: Metadata, { from, columns, parameters = [] }: Source): readonly string[] {
  return columns.flatMap((column) =>
    metadata
      .all(`SELECT ${column} AS text FROM ${from} AND length(${column}) >= 64`, ...parameters)
      .map((row) => String(row["text"])),
  );
}

/**
 * Every SHA-256 that anything in the metadata database still needs: whatever part of the product wrote it down.
 * @param since runs that ended before this are history, unless a model version came from them
 */
export function namedDigests(metadata: Metadata, since: Instant): ReadonlySet<string> {
  return metadata.snapshot(() => {
    const sources = [...wholeTables(metadata), ...neededRows(since)];
    return new Set(sources.flatMap((source) => textsOf(metadata, source)).flatMap(digestsIn));
  });
}
