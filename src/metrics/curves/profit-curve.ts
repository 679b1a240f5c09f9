import { sortedOrder } from "#statistics";
import type { ContactTerms } from "../profit/contact-terms.js";
import { requireScoredRows } from "../scored-rows.js";
import { defaultMaxPoints, thinnedPoints } from "./thin.js";

/** What contacting every row at or above a threshold brings. */
export interface ProfitPoint {
  /** Null at the start, where nobody is contacted. */
  readonly threshold: number | null;
  /** Rows contacted. */
  readonly contacted: number;
  /** γ·V for each contacted positive less c for each contact, in currency units. */
  readonly realisedProfit: number;
  /** The same with probabilities in place of labels: what was to be expected before the labels came. */
  readonly expectedProfit: number;
}

/**
 * Profit against threshold, from contacting nobody to contacting everybody.
 * @param labels 0 or 1 per row
 * @param probabilities calibrated, per row
 * @param terms economics of a contact
 * @param maxPoints a curve with more distinct probabilities is thinned evenly by contacted rows; Infinity keeps all
 */
export function profitCurve(
  labels: Uint8Array,
  probabilities: Float64Array,
  terms: ContactTerms,
  maxPoints: number = defaultMaxPoints,
): ProfitPoint[] {
  requireScoredRows(labels, probabilities);
  const value = terms.successRate * terms.customerValue;
  const points = contactPoints(labels, probabilities);
  return Array.from(thinnedPoints(points.contacted, maxPoints), (point) => ({
    threshold: point === 0 ? null : points.thresholds[point]!,
    contacted: points.contacted[point]!,
    realisedProfit: value * points.positives[point]! - terms.contactCost * points.contacted[point]!,
    expectedProfit: value * points.probabilities[point]! - terms.contactCost * points.contacted[point]!,
  }));
}

/** Rows, positives and summed probability at or above each distinct probability; point 0 is nobody. */
function contactPoints(
  labels: Uint8Array,
  probabilities: Float64Array,
): Record<"thresholds" | "contacted" | "positives" | "probabilities", Float64Array> {
  const order = sortedOrder(probabilities);
  const column = (): Float64Array => new Float64Array(order.length + 1);
  const points = { thresholds: column(), contacted: column(), positives: column(), probabilities: column() };
  let point = 0;
  let found = 0;
  let expected = 0;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const row = order[place]!;
    if (point === 0 || probabilities[row] !== points.thresholds[point]) point += 1;
    found += labels[row]!;
    expected += probabilities[row]!;
    points.thresholds[point] = probabilities[row]!;
    points.contacted[point] = order.length - place;
    points.positives[point] = found;
    points.probabilities[point] = expected;
  }
  return {
    thresholds: points.thresholds.subarray(0, point + 1),
    contacted: points.contacted.subarray(0, point + 1),
    positives: points.positives.subarray(0, point + 1),
    probabilities: points.probabilities.subarray(0, point + 1),
  };
}
