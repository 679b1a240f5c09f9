import { encodeFeatures } from "#features";
import { forestMargins, forestProbabilities, type LoadedModel, parseForest, probabilityOfMargin } from "#inference";
import { applyCalibrator } from "#metrics";
import type { ColumnBatch } from "#tabular";
import { type Pool, recentRows, takeRows } from "./pool.js";

/** What the champion says of the rows that matured since; indexed by pool row, NaN for rows of earlier fits. */
export interface ChampionScores {
  /** Log-odds before calibration, which further trees are added to. */
  readonly margins: Float64Array;
  /** Probabilities before calibration. */
  readonly raw: Float64Array;
  readonly calibrated: Float64Array;
}

/** The champion's calibrated probabilities of rows outside the pool. */
export function probabilitiesByChampion({ document, boosterText }: LoadedModel, features: ColumnBatch): Float64Array {
  const matrix = encodeFeatures(document.plan, features);
  return applyCalibrator(document.calibrator, forestProbabilities(parseForest(boosterText), matrix));
}

/** Scores the recent rows of a pool with the champion. */
export function scoreByChampion({ document, boosterText }: LoadedModel, pool: Pool): ChampionScores {
  const forest = parseForest(boosterText);
  const margins = forestMargins(forest, encodeFeatures(document.plan, takeRows(pool.features, recentRows(pool))));
  const raw = margins.map((margin) => probabilityOfMargin(forest, margin));
  const spread = (values: Float64Array): Float64Array => {
    const all = new Float64Array(pool.labels.length).fill(Number.NaN);
    all.set(values, pool.recentFrom);
    return all;
  };
  return {
    margins: spread(margins),
    raw: spread(raw),
    calibrated: spread(applyCalibrator(document.calibrator, raw)),
  };
}
