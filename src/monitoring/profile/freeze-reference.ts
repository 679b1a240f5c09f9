import { canonicalJson, digestOf, sha256 } from "#kernel";
import type { ColumnBatch, ColumnValues } from "#tabular";
import { binningOf, categoryBinning, type ValueRange } from "./binning.js";
import type { ColumnBinning } from "./column-counts.js";
import { countColumn } from "./column-counter.js";
import { ExactSums, rowsPerFlush } from "./exact-sum.js";
import { contributionScale } from "./profile-collector.js";
import type { ReferenceColumn, ReferenceProfile } from "./reference-profile.js";
import { classColumn, scoreColumn } from "./window-profile.js";

/** The rows a model version is measured against. */
export interface ReferenceRows {
  /** Features of the training rows, as they are before encoding. */
  readonly features: ColumnBatch;
  /** Of the same rows, each by a model that did not see it. */
  readonly probabilities: Float64Array;
  /** From which probability on a row counts as positive. */
  readonly threshold: number;
  /** SHAP values by feature, one per row; left out when they are not known. */
  readonly contributions?: Readonly<Record<string, Float64Array>>;
  /** Margins of the rows; goes with `contributions`. */
  readonly margins?: Float64Array;
  /** Ranges that the contract gives to features. */
  readonly ranges?: Readonly<Record<string, ValueRange>>;
}

function referenceColumn(
  name: string,
  role: ReferenceColumn["role"],
  values: ColumnValues,
  binning: ColumnBinning = binningOf(values),
): ReferenceColumn {
  return { name, role, binning, counts: countColumn(binning, values) };
}

function exactSum(values: Float64Array): string {
  const sums = new ExactSums(contributionScale);
  for (const [row, value] of values.entries()) {
    sums.add(0, value);
    if ((row + 1) % rowsPerFlush === 0) sums.flush();
  }
  sums.flush();
  return sums.total(0);
}

const classBinning: ColumnBinning = {
  kind: "numeric",
  edges: [0],
  coarse: [0],
  values: [0, 1],
  limits: [0, 1],
  sumScale: 30,
  squareScale: 16,
};

/** Freezes what a model saw: bins of every feature, of the score and of the class, with what they hold. */
export function freezeReference(rows: ReferenceRows): ReferenceProfile {
  const { features, probabilities, threshold, contributions, margins } = rows;
  const classes = probabilities.map((probability) => (probability >= threshold ? 1 : 0));
  const columns = [
    ...features.fields.map(({ name }, place) => {
      const values = features.columns[place]!;
      return referenceColumn(name, "feature", values, binningOf(values, rows.ranges?.[name]));
    }),
    referenceColumn(scoreColumn, "score", probabilities),
    referenceColumn(classColumn, "class", classes, classBinning),
  ];
  const content = {
    format: 1 as const,
    rowCount: features.rowCount,
    threshold,
    columns,
    contributions:
      contributions === undefined
        ? null
        : Object.fromEntries(Object.entries(contributions).map(([name, values]) => [name, exactSum(values)])),
    margins: margins === undefined ? null : exactSum(margins),
  };
  return { ...content, id: digestOf(content) };
}

/**
 * The reference of any table, without a model: every column is a feature.
 * @param asText columns whose numbers are codes, to be treated as levels
 */
export function freezeTable(batch: ColumnBatch, asText: ReadonlySet<string> = new Set()): ReferenceProfile {
  const columns = batch.fields.map(({ name }, place) => {
    const values = batch.columns[place]!;
    if (!asText.has(name) || !(values instanceof Float64Array)) return referenceColumn(name, "feature", values);
    const texts = Array.from(values, (value) => (Number.isNaN(value) ? null : String(value)));
    return referenceColumn(name, "feature", texts, categoryBinning(texts));
  });
  return freezeColumns(batch.rowCount, columns);
}

/** The reference of columns that were counted, without a model. */
export function freezeColumns(rowCount: number, columns: readonly ReferenceColumn[]): ReferenceProfile {
  const content = { format: 1 as const, rowCount, threshold: 0.5, columns, contributions: null, margins: null };
  return { ...content, id: digestOf(content) };
}

/** The text of `reference-profile.json`; equal references have equal text. */
export function referenceText(reference: ReferenceProfile): string {
  return canonicalJson(reference);
}

/**
 * A reference from its text.
 * @returns null when the text is no reference, or not the one that was written: its digest is checked
 */
export function readReference(text: string): ReferenceProfile | null {
  try {
    const { id, ...content } = JSON.parse(text) as ReferenceProfile;
    // As it was written, the text without the id is what the digest is of; spaced otherwise, it has to be spelled again.
    const isSound = sha256(text.replace(`"id":"${id}",`, "")) === id || digestOf(content) === id;
    return content.format === 1 && isSound ? { id, ...content } : null;
  } catch {
    return null;
  }
}
