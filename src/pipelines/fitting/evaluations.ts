import { collectRows, type LabelledRows, selectColumns } from "#features";
import type { ColumnBatch, Field } from "#tabular";
import type { PipelinePorts } from "../ports.js";

/** Labelled rows with what a run's model says about them. */
export interface EvaluatedRows {
  readonly split: "out-of-fold" | "test";
  readonly rows: LabelledRows;
  readonly probabilities: Float64Array;
}

const evaluationFields: readonly Field[] = [
  { name: "run_id", type: "text" },
  { name: "split", type: "text" },
  { name: "entity", type: "text" },
  { name: "as_of", type: "timestamp" },
  { name: "label", type: "number" },
  { name: "probability", type: "number" },
];

async function* evaluationBatches(runId: string, evaluated: readonly EvaluatedRows[]): AsyncGenerator<ColumnBatch> {
  for (const { split, rows, probabilities } of evaluated) {
    const rowCount = rows.entities.length;
    const repeated = (value: string): readonly string[] => new Array<string>(rowCount).fill(value);
    yield {
      rowCount,
      fields: evaluationFields,
      columns: [
        repeated(runId),
        repeated(split),
        rows.entities,
        rows.asOf,
        Float64Array.from(rows.labels),
        probabilities,
      ],
    };
  }
}

/** Keeps out-of-fold and test predictions of a run in the table `evaluations`, once per run. */
export async function storeEvaluations(
  runId: string,
  evaluated: readonly EvaluatedRows[],
  ports: PipelinePorts,
): Promise<void> {
  const engine = await ports.engine();
  const path = await ports.tables.newFile("evaluations");
  const written = await engine.writeBatches(evaluationFields, evaluationBatches(runId, evaluated), path);
  await ports.tables.commit("evaluations", {
    operation: `evaluate:${runId}`,
    fields: evaluationFields,
    add: [written],
    summary: { runId },
  });
}

/** Labels and probabilities of one split of a run. */
export interface StoredEvaluation {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
}

/** Reads back what {@link storeEvaluations} kept for a run; no rows when there is nothing. */
export async function readEvaluations(
  runId: string,
  split: EvaluatedRows["split"],
  ports: PipelinePorts,
): Promise<StoredEvaluation> {
  const versions = await ports.tables.versions("evaluations");
  const version = versions.find(({ operation }) => operation === `evaluate:${runId}`);
  if (version === undefined) return { labels: new Uint8Array(0), probabilities: new Float64Array(0) };
  const rows = await collectRows(
    {
      kind: "filter",
      input: { kind: "parquet", paths: version.added.map(({ path }) => path), fields: evaluationFields },
      where: {
        kind: "in",
        operand: { kind: "column", name: "split", type: "text" },
        values: [split],
        negated: false,
        type: "boolean",
      },
    },
    await ports.engine(),
  );
  const [labels, probabilities] = selectColumns(rows, ["label", "probability"]).columns as [Float64Array, Float64Array];
  return { labels: Uint8Array.from(labels), probabilities };
}
