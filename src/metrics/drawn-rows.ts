import { sortedOrder } from "#statistics";
import { requireScoredRows, type ScoreGroups } from "./scored-rows.js";

/** Rows drawn with replacement from scored rows, gathered by score. It is used again for the next draw. */
export interface DrawnRows {
  /** What {@link groupByScore} gives of the drawn rows. */
  readonly groups: ScoreGroups;
  /** Row numbers in the order of drawing. */
  readonly rows: Uint32Array;
  /** 0 or 1 per row drawn from. */
  readonly labels: Uint8Array;
  /** Per row drawn from. */
  readonly scores: Float64Array;
  /** Per row drawn from: the place of its score among the distinct ones, 0 for the highest. */
  readonly placeOf: Uint32Array;
}

interface Distinct {
  readonly placeOf: Uint32Array;
  /** Descending. */
  readonly values: Float64Array;
}

function distinctScores(scores: Float64Array): Distinct {
  const order = sortedOrder(scores);
  const placeOf = new Uint32Array(order.length);
  const values = new Float64Array(order.length);
  let place = -1;
  for (let rank = order.length - 1; rank >= 0; rank -= 1) {
    const row = order[rank]!;
    if (place < 0 || scores[row] !== values[place]) place += 1;
    values[place] = scores[row]!;
    placeOf[row] = place;
  }
  return { placeOf, values: values.subarray(0, place + 1) };
}

/**
 * Gathers draws of the same rows by score. The rows are sorted once; a draw takes linear time and no memory.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @returns of the drawn row numbers what metrics need; each call takes the place of the one before
 * @throws InvalidInput as {@link requireScoredRows}
 */
export function drawnRowsOf(labels: Uint8Array, scores: Float64Array): (rows: Uint32Array) => DrawnRows {
  requireScoredRows(labels, scores);
  const { placeOf, values } = distinctScores(scores);
  // Drawn rows per distinct score: those with label 0, then those with label 1.
  const counts = new Uint32Array(2 * values.length);
  const distinct = new Float64Array(values.length);
  const truePositives = new Float64Array(values.length);
  const falsePositives = new Float64Array(values.length);
  const gather = (): ScoreGroups => {
    let [group, positives, negatives] = [0, 0, 0];
    for (let place = 0; place < values.length; place += 1) {
      const [zeros, ones] = [counts[2 * place]!, counts[2 * place + 1]!];
      if (zeros + ones === 0) continue;
      positives += ones;
      negatives += zeros;
      distinct[group] = values[place]!;
      truePositives[group] = positives;
      falsePositives[group] = negatives;
      group += 1;
    }
    return {
      scores: distinct.subarray(0, group),
      truePositives: truePositives.subarray(0, group),
      falsePositives: falsePositives.subarray(0, group),
      positives,
      negatives,
    };
  };
  return (rows) => {
    counts.fill(0);
    for (const row of rows) counts[2 * placeOf[row]! + labels[row]!]! += 1;
    return { groups: gather(), rows, labels, scores, placeOf };
  };
}
