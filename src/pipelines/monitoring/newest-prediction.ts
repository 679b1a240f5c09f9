import { inferenceLogColumns, inferenceLogTable } from "#inference";
import type { Relation } from "#relation";
import type { PipelinePorts } from "../ports.js";

const column = "predicted_at";

/**
 * When the newest row of the inference log was scored, epoch ms; null while it has none.
 */
export async function newestPrediction(ports: Pick<PipelinePorts, "tables" | "engine">): Promise<number | null> {
  const { files } = await ports.tables.snapshot(inferenceLogTable);
  if (files.length === 0) return null;
  const times: Relation = {
    kind: "project",
    input: { kind: "parquet", paths: files.map(({ path }) => path), fields: inferenceLogColumns },
    columns: [{ name: column, expression: { kind: "column", name: column, type: "timestamp" } }],
  };
  const newest: Relation = {
    kind: "limit",
    input: { kind: "sort", input: times, by: [{ column, descending: true }] },
    rows: 1,
  };
  for await (const { columns } of (await ports.engine()).stream(newest)) return (columns[0] as Float64Array)[0] ?? null;
  return null;
}
