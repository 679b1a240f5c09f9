import { encodeFeatures, type FeaturePlan, type LabelledRows } from "#features";
import { createRandom, shuffledIndices } from "#kernel";
import type { ColumnBatch, FeatureMatrix, Field } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import type { FinalFit } from "./final-fit.js";
import type { PreparedTraining } from "./training-rows.js";

/** Name of the artifact with the rows that whole windows are told apart from, all columns together. */
export const referenceRowsArtifact = "reference-rows.json";

/** As many as tell windows of a few thousand rows apart, in a few hundred kilobytes. */
const mostRows = 2000;

interface StoredRows {
  readonly format: 1;
  readonly fields: readonly Field[];
  /** Missing numbers are null. */
  readonly columns: readonly (readonly (number | string | null)[])[];
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
}

/** A sample of training rows as a model sees them, with their labels and what models said that had not seen them. */
export interface ReferenceSample {
  /** Before encoding. */
  readonly features: ColumnBatch;
  readonly matrix: FeatureMatrix;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
}

/** Rows and what models said of each that had not seen it, after calibration. */
export interface JudgedRows {
  readonly rows: LabelledRows;
  readonly probabilities: Float64Array;
}

/** The text of {@link referenceRowsArtifact}: at most 2,000 judged rows before encoding, by a shuffle that their digest seeds. */
export function referenceRowsText({
  prepared,
  final,
  judged = { rows: prepared.rows, probabilities: final.calibration.probabilities },
}: {
  readonly prepared: PreparedTraining;
  readonly final: FinalFit;
  readonly judged?: JudgedRows;
}): string {
  const { features, labels, digest } = judged.rows;
  const chosen = shuffledIndices(labels.length, createRandom(`reference-rows/${digest}`)).slice(0, mostRows);
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const stored: StoredRows = {
    format: 1,
    fields: features.fields,
    columns: features.columns.map((values) =>
      values instanceof Float64Array
        ? Array.from(chosen, (row) => orNull(values[row]!))
        : Array.from(chosen, (row) => values[row]!),
    ),
    labels: Array.from(chosen, (row) => labels[row]!),
    probabilities: Array.from(chosen, (row) => judged.probabilities[row]!),
  };
  return JSON.stringify(stored);
}

function batchOf({ fields, columns, labels }: StoredRows): ColumnBatch {
  return {
    rowCount: labels.length,
    fields,
    columns: columns.map((values, place) =>
      fields[place]!.type === "text"
        ? (values as readonly (string | null)[])
        : Float64Array.from(values, (value) => (value === null ? Number.NaN : (value as number))),
    ),
  };
}

/**
 * The rows that were frozen with a version.
 * @returns null for a version of which none were kept
 */
export async function readReferenceRows(
  version: number,
  plan: FeaturePlan,
  settings: PipelineSettings,
  ports: Pick<PipelinePorts, "registry" | "artifacts">,
): Promise<ReferenceSample | null> {
  const digest = ports.registry.getVersion(settings.name, version).artifacts[referenceRowsArtifact];
  if (digest === undefined) return null;
  const stored = JSON.parse(new TextDecoder().decode(await ports.artifacts.get(digest))) as StoredRows;
  const features = batchOf(stored);
  return {
    features,
    matrix: encodeFeatures(plan, features),
    labels: Uint8Array.from(stored.labels),
    probabilities: Float64Array.from(stored.probabilities),
  };
}
