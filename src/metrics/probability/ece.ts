import { reliabilityCurve, reliabilityEdges } from "../curves/reliability-curve.js";
import type { DrawnRows } from "../drawn-rows.js";

/**
 * Expected calibration error: mean distance of probability and share of positives over bins of equally many rows.
 * @param labels 0 or 1 per row
 * @param probabilities of label 1, per row, in [0, 1]
 * @param binCount default 10
 * @returns in [0, 1], lower is better; above 0 by chance alone, more so for few rows
 */
export function ece(labels: Uint8Array, probabilities: Float64Array, binCount = 10): number {
  return reliabilityCurve(labels, probabilities, { binCount }).reduce(
    (total, { count, predicted, observed }) => total + (count / labels.length) * Math.abs(predicted - observed),
    0,
  );
}

/** The scores of drawn rows in ascending order. */
function sortedScores({ groups, rows }: DrawnRows): Float64Array {
  const sorted = new Float64Array(rows.length);
  let end = rows.length;
  let before = 0;
  for (let group = 0; group < groups.scores.length; group += 1) {
    const through = groups.truePositives[group]! + groups.falsePositives[group]!;
    const start = end - (through - before);
    sorted.fill(groups.scores[group]!, start, end);
    [end, before] = [start, through];
  }
  return sorted;
}

/** The bin of each row that was drawn from, which is that of its score; rows that were not drawn have one, too. */
function binsByPlace({ scores, placeOf }: DrawnRows, edges: Float64Array): Uint8Array {
  const bins = new Uint8Array(placeOf.length);
  for (let row = 0; row < placeOf.length; row += 1) {
    let bin = 0;
    while (bin < edges.length && edges[bin]! < scores[row]!) bin += 1;
    bins[row] = bin;
  }
  return bins;
}

/**
 * {@link ece} of drawn rows.
 * @param drawn rows by score
 * @param binCount default 10
 */
export function eceOfDrawn(drawn: DrawnRows, binCount = 10): number {
  const { rows, labels, scores } = drawn;
  const bins = binsByPlace(drawn, reliabilityEdges(sortedScores(drawn), binCount));
  const counts = new Float64Array(binCount);
  const positives = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  for (const row of rows) {
    const bin = bins[row]!;
    counts[bin]! += 1;
    positives[bin]! += labels[row]!;
    sums[bin]! += scores[row]!;
  }
  return counts.reduce((total, count, bin) => {
    if (count === 0) return total;
    return total + (count / rows.length) * Math.abs(sums[bin]! / count - positives[bin]! / count);
  }, 0);
}
