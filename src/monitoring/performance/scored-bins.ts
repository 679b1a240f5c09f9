import { contactThreshold, type ContactTerms } from "#metrics";
import { type PerformanceSums, scoreBinCount } from "./sums.js";

/** Bins as columns, ascending score: what metrics are worked out from. */
export interface BinColumns {
  readonly rows: Float64Array;
  /** Mean probability of the bin's rows. */
  readonly probability: Float64Array;
  /** 1 when the bin's rows reached the threshold. */
  readonly predicted: Uint8Array;
  readonly eligible: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** The bins that hold rows. */
export function binColumns(sums: PerformanceSums): BinColumns {
  const places = new Uint32Array(sums.bins.size);
  let count = 0;
  for (const place of sums.bins.keys()) places[count++] = place;
  places.sort();
  const column = (): Float64Array => new Float64Array(places.length);
  const [rows, probability, eligible, positives, negatives] = [column(), column(), column(), column(), column()];
  const predicted = new Uint8Array(places.length);
  for (let index = 0; index < places.length; index += 1) {
    const bin = sums.bins.get(places[index]!)!;
    rows[index] = bin.rows;
    probability[index] = bin.probability / bin.rows;
    predicted[index] = places[index]! % 2;
    eligible[index] = bin.eligible;
    positives[index] = bin.positives;
    negatives[index] = bin.negatives;
  }
  return { rows, probability, predicted, eligible, positives, negatives };
}

/** The probability from which on a contact pays; as exact as a bin is wide, one in a thousand. */
export function leastWorthContact(terms: ContactTerms): number {
  return contactThreshold(terms) - 0.5 / scoreBinCount;
}

/** Share of pairs in which the positive has the higher score, ties half, with DeLong's variance. */
export function binnedAuc(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
): { readonly value: number; readonly variance: number } {
  let [positive, negative] = [0, 0];
  for (let bin = 0; bin < positives.length; bin += 1) {
    positive += positives[bin]!;
    negative += negatives[bin]!;
  }
  let [below, above, sum] = [0, positive, 0];
  let [squaresOfPositives, squaresOfNegatives] = [0, 0];
  for (let bin = 0; bin < positives.length; bin += 1) {
    above -= positives[bin]!;
    const beats = (below + negatives[bin]! / 2) / negative;
    const beaten = (above + positives[bin]! / 2) / positive;
    sum += positives[bin]! * beats;
    squaresOfPositives += positives[bin]! * beats * beats;
    squaresOfNegatives += negatives[bin]! * beaten * beaten;
    below += negatives[bin]!;
  }
  const value = sum / positive;
  const ofPositives = (squaresOfPositives / positive - value * value) / (positive - 1);
  const ofNegatives = (squaresOfNegatives / negative - value * value) / (negative - 1);
  return { value, variance: Math.max(0, ofPositives) + Math.max(0, ofNegatives) };
}
