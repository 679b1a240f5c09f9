import { encodeFeatures } from "#features";
import type { GuardFacts, NullRate } from "#retraining";
import type { ColumnBatch } from "#tabular";
import { singleFeatureAucs } from "../decision/validation-evidence.js";
import type { Ground } from "./gather-ground.js";
import { labelledRowsOf, recentRows, rowRange, takeRows } from "./pool.js";

function nullShares({ rowCount, columns }: ColumnBatch): readonly number[] {
  return columns.map((column) => {
    const missing =
      column instanceof Float64Array
        ? column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
        : column.reduce((count, value) => count + (value === null ? 1 : 0), 0);
    return rowCount === 0 ? 0 : missing / rowCount;
  });
}

function nullRates({ pool }: Ground): readonly NullRate[] {
  const history = nullShares(takeRows(pool.features, rowRange(0, pool.recentFrom)));
  const recent = nullShares(takeRows(pool.features, recentRows(pool)));
  return pool.features.fields.map(({ name }, index) => ({
    feature: name,
    history: history[index]!,
    recent: recent[index]!,
  }));
}

function bestFeature({ pool, incumbent }: Ground): GuardFacts["bestFeature"] {
  const rows = labelledRowsOf(pool, recentRows(pool));
  const positives = rows.labels.reduce((sum: number, label) => sum + label, 0);
  if (positives === 0 || positives === rows.labels.length) return null;
  const matrix = encodeFeatures(incumbent.model.document.plan, rows.features);
  const aucs = singleFeatureAucs(incumbent.model, rows.labels, matrix);
  const best = aucs.toSorted((left, right) => Math.abs(right.auc - 0.5) - Math.abs(left.auc - 0.5))[0];
  return best === undefined ? null : { feature: best.feature, auc: Math.max(best.auc, 1 - best.auc) };
}

/** Rows of quarantined windows among those that were frozen, perhaps before their window went into quarantine. */
function quarantinedRows({ pool, holdout, quarantined }: Ground): number {
  const times = [...recentRows(pool)].map((row) => pool.times[row]!);
  const isInside = (time: number): boolean => quarantined.some(({ from, to }) => time >= from && time < to);
  return [...times, ...holdout.asOf].filter(isInside).length;
}

/** Facts about the rows of a retraining for the guards that look before anything is fitted. */
export function guardFactsOf(ground: Ground): GuardFacts {
  const { matured, pool, holdout, hasSameSchema } = ground;
  const weighted = (read: (row: (typeof matured.rows)[number]) => number): number =>
    matured.rows.reduce((sum, row) => sum + row.weight * read(row), 0);
  const judging = new Set(holdout.entities);
  return {
    rows: weighted(() => 1),
    positives: weighted(({ label }) => label),
    expectedPositives: weighted(({ probability }) => probability),
    coverage: matured.eligible === 0 ? 0 : matured.labelled / matured.eligible,
    sharedEntities: new Set(pool.entities.filter((entity) => judging.has(entity))).size,
    nullRates: nullRates(ground),
    hasSameSchema,
    quarantinedRows: quarantinedRows(ground),
    bestFeature: bestFeature(ground),
  };
}
