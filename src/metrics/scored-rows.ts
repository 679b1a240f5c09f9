import { invalidInput } from "#kernel";
import { sortedOrder } from "#statistics";

/**
 * Refuses rows that no metric can be worked out from.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @throws InvalidInput `metrics/no-rows`, `metrics/length-mismatch`, `metrics/score-not-a-number`
 */
export function requireScoredRows(labels: Uint8Array, scores: Float64Array): void {
  if (labels.length === 0) throw invalidInput("metrics/no-rows", "a metric needs at least one row, got none");
  if (labels.length !== scores.length) {
    throw invalidInput(
      "metrics/length-mismatch",
      `${labels.length} labels but ${scores.length} scores; give one score per label`,
    );
  }
  const row = scores.findIndex((score) => Number.isNaN(score));
  if (row >= 0) {
    throw invalidInput(
      "metrics/score-not-a-number",
      `the score of row ${row} is not a number; leave such rows out, or find out why the model gave none`,
      { row },
    );
  }
}

/** Rows gathered by distinct score, from the highest score down, counted from the top. */
export interface ScoreGroups {
  /** Distinct scores, descending. */
  readonly scores: Float64Array;
  /** Rows with label 1 at or above each score. */
  readonly truePositives: Float64Array;
  /** Rows with label 0 at or above each score. */
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Gathers rows by distinct score: everything that depends on the order of scores follows from these counts.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @throws InvalidInput as {@link requireScoredRows}
 */
export function groupByScore(labels: Uint8Array, scores: Float64Array): ScoreGroups {
  requireScoredRows(labels, scores);
  const order = sortedOrder(scores);
  const distinct = new Float64Array(order.length);
  const truePositives = new Float64Array(order.length);
  const falsePositives = new Float64Array(order.length);
  let group = -1;
  let positives = 0;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const row = order[place]!;
    if (group < 0 || scores[row] !== distinct[group]) group += 1;
    distinct[group] = scores[row]!;
    positives += labels[row]!;
    truePositives[group] = positives;
    falsePositives[group] = order.length - place - positives;
  }
  return {
    scores: distinct.subarray(0, group + 1),
    truePositives: truePositives.subarray(0, group + 1),
    falsePositives: falsePositives.subarray(0, group + 1),
    positives,
    negatives: order.length - positives,
  };
}
