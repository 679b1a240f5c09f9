import { collectRows } from "#features";
import { inferenceLogTable } from "#inference";
import { quarantineFields, quarantineTable } from "#ingestion";
import type { Relation, TableVersion } from "#relation";
import type { PipelinePorts } from "../ports.js";

/** When rows that came for scoring were refused: how many of a window. */
export interface RefusedRows {
  /** @param window epoch ms, the end exclusive */
  within(window: { readonly windowStart: number; readonly windowEnd: number }): number;
}

const scoredFile = "score:";

/** Whether a commit holds rows of a feed that is logged: rows in memory are, a file is where it was scored with its log. */
function isOfFeed({ operation, dataChange }: TableVersion, loggedFiles: ReadonlySet<string>): boolean {
  if (!dataChange) return false;
  if (operation.startsWith("arrivals:")) return true;
  return operation.startsWith(scoredFile) && loggedFiles.has(operation.slice(scoredFile.length));
}

async function loggedFilesOf({ tables }: Pick<PipelinePorts, "tables">): Promise<ReadonlySet<string>> {
  const versions = await tables.versions(inferenceLogTable);
  return new Set(versions.flatMap(({ operation }) => /^file:([0-9a-f]+):/.exec(operation)?.[1] ?? []));
}

/**
 * Rows that came for scoring since a moment and broke the contract. Only files that were committed since are looked into.
 * @param from epoch ms
 */
export async function refusedRows(from: number, ports: Pick<PipelinePorts, "tables" | "engine">): Promise<RefusedRows> {
  const { tables, engine } = ports;
  const late = (await tables.versions(quarantineTable)).filter(({ committedAt }) => Date.parse(committedAt) >= from);
  const logged = late.length === 0 ? new Set<string>() : await loggedFilesOf(ports);
  const paths = late
    .filter((version) => isOfFeed(version, logged))
    .flatMap(({ added }) => added.map(({ path }) => path));
  if (paths.length === 0) return { within: () => 0 };
  const place = quarantineFields.findIndex(({ name }) => name === "ingested_at");
  const input: Relation = { kind: "parquet", paths, fields: quarantineFields };
  const { columns } = await collectRows(input, await engine());
  const moments = columns[place] as Float64Array;
  return {
    within: ({ windowStart, windowEnd }) => {
      let rows = 0;
      for (const at of moments) if (at >= windowStart && at < windowEnd) rows += 1;
      return rows;
    },
  };
}
