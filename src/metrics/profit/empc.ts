import { incompleteBeta } from "#statistics";
import { groupByScore, type ScoreGroups } from "../scored-rows.js";

/** Economics of a retention campaign whose success rate is not known. */
export interface EmpcTerms {
  /** Value of a customer, default 200. */
  readonly customerValue?: number;
  /** Cost of the offer when it is accepted, default 10. */
  readonly offerCost?: number;
  /** Cost of the contact, default 1. */
  readonly contactCost?: number;
  /** First parameter of the beta distribution of the success rate, default 6. */
  readonly alpha?: number;
  /** Second parameter, default 14: a mean of 0.3. */
  readonly beta?: number;
}

const defaultTerms = { customerValue: 200, offerCost: 10, contactCost: 1, alpha: 6, beta: 14 } as const;

/** Expected maximum profit. */
export interface ExpectedMaximumProfit {
  /** Per customer, in the unit of the customer value; higher is better, at least 0. */
  readonly profit: number;
  /** Share of customers to contact for it, in [0, 1]. */
  readonly contactedShare: number;
}

/** A point of the ROC curve's upper hull. */
interface HullPoint {
  /** Share of positives contacted. */
  readonly found: number;
  /** Share of negatives contacted. */
  readonly disturbed: number;
}

/** Corners of the least concave curve above the ROC curve, from (0, 0) to (1, 1). */
function upperHull(groups: ScoreGroups): HullPoint[] {
  const hull: HullPoint[] = [{ found: 0, disturbed: 0 }];
  for (let group = 0; group < groups.scores.length; group += 1) {
    const point = {
      found: groups.truePositives[group]! / groups.positives,
      disturbed: groups.falsePositives[group]! / groups.negatives,
    };
    while (hull.length > 1 && isBelow(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function isBelow(before: HullPoint, middle: HullPoint, after: HullPoint): boolean {
  return (
    (middle.found - before.found) * (after.disturbed - before.disturbed) <=
    (after.found - before.found) * (middle.disturbed - before.disturbed)
  );
}

/**
 * Profit of contacting with the best threshold for each success rate, averaged over a beta distribution of that rate.
 * @param labels 0 or 1 per row
 * @param scores per row, any numbers; a higher one means a more likely positive
 * @param terms economics of the campaign; defaults as {@link EmpcTerms} says
 * @returns NaN when a class is missing
 * @source Verbraken, Verbeke and Baesens (2013), the EMP measure for customer churn
 */
export function empc(labels: Uint8Array, scores: Float64Array, terms: EmpcTerms = {}): ExpectedMaximumProfit {
  const { customerValue, offerCost, contactCost, alpha, beta } = { ...defaultTerms, ...terms };
  const groups = groupByScore(labels, scores);
  if (groups.positives === 0 || groups.negatives === 0) return { profit: Number.NaN, contactedShare: Number.NaN };
  const offer = offerCost / customerValue;
  const contact = contactCost / customerValue;
  const hull = upperHull(groups);
  const positiveShare = groups.positives / labels.length;
  const massBelow = (rate: number): number => incompleteBeta(rate, { a: alpha, b: beta });
  const meanBelow = (rate: number): number =>
    (alpha / (alpha + beta)) * incompleteBeta(rate, { a: alpha + 1, b: beta });
  let profit = 0;
  let contactedShare = 0;
  let from = 0;
  for (const [corner, { found, disturbed }] of hull.entries()) {
    const leavers = positiveShare * found;
    const stayers = (1 - positiveShare) * disturbed;
    const next = hull[corner + 1];
    const to = next === undefined ? 1 : indifferentRate({ found, disturbed }, next, { positiveShare, offer, contact });
    const mass = massBelow(to) - massBelow(from);
    const gain = (1 - offer) * leavers * (meanBelow(to) - meanBelow(from));
    profit += customerValue * (gain - mass * (contact * leavers + (offer + contact) * stayers));
    contactedShare += mass * (leavers + stayers);
    from = to;
  }
  return { profit, contactedShare };
}

/** The success rate at which contacting up to either corner of the hull pays the same, at most 1. */
function indifferentRate(
  corner: HullPoint,
  next: HullPoint,
  terms: { readonly positiveShare: number; readonly offer: number; readonly contact: number },
): number {
  const leavers = terms.positiveShare * (next.found - corner.found);
  const stayers = (1 - terms.positiveShare) * (next.disturbed - corner.disturbed);
  if (leavers === 0) return 1;
  return Math.min(1, (((terms.offer + terms.contact) * stayers) / leavers + terms.contact) / (1 - terms.offer));
}
