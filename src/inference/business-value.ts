import { contactThreshold } from "#metrics";
import type { BusinessTerms } from "./options.js";

/** What a campaign on these predictions is expected to bring, if the probabilities are calibrated. */
export interface BusinessValue {
  readonly terms: BusinessTerms;
  /** Contact everyone at or above this probability: contactCost / (successRate · customerValue). */
  readonly contactThreshold: number;
  readonly scored: number;
  readonly contacted: number;
  /** Expected customers who would have left and stay: Σ successRate · p over the contacted. */
  readonly expectedSaved: number;
  /** Expected value kept minus cost of contacts, in currency units. */
  readonly netProfit: number;
  /** 95 % interval of the realised net profit from the chance of single outcomes alone; the success rate is taken as given. */
  readonly netProfitInterval: readonly [number, number];
  /** Net profit over cost; null when nobody is contacted. */
  readonly returnOnCost: number | null;
  /** Net profit of contacting everybody, in currency units. */
  readonly contactAllProfit: number;
  /** Net profit of contacting the same number at random, in currency units. */
  readonly randomProfit: number;
}

/** Sums from which {@link businessValue} is made; sums of parts add up to sums of the whole. */
export interface BusinessSums {
  scored: number;
  contacted: number;
  sumProbability: number;
  sumContactedProbability: number;
  sumContactedVariance: number;
}

/** Sums over no rows. */
export function emptyBusinessSums(): BusinessSums {
  return { scored: 0, contacted: 0, sumProbability: 0, sumContactedProbability: 0, sumContactedVariance: 0 };
}

/** Adds probabilities to `sums`. */
export function addToBusinessSums(sums: BusinessSums, probabilities: Float64Array, terms: BusinessTerms): void {
  const threshold = contactThreshold(terms);
  for (const probability of probabilities) {
    sums.scored += 1;
    sums.sumProbability += probability;
    if (probability < threshold) continue;
    const saved = terms.successRate * probability;
    sums.contacted += 1;
    sums.sumContactedProbability += probability;
    sums.sumContactedVariance += saved * (1 - saved);
  }
}

/** The expected outcome of contacting everyone for whom it pays. */
export function businessValue(sums: BusinessSums, terms: BusinessTerms): BusinessValue {
  const { customerValue, contactCost, successRate } = terms;
  const profit = (contacts: number, probability: number): number =>
    successRate * customerValue * probability - contactCost * contacts;
  const netProfit = profit(sums.contacted, sums.sumContactedProbability);
  const halfWidth = 1.959963984540054 * customerValue * Math.sqrt(sums.sumContactedVariance);
  const meanProbability = sums.scored === 0 ? 0 : sums.sumProbability / sums.scored;
  return {
    terms,
    contactThreshold: contactThreshold(terms),
    scored: sums.scored,
    contacted: sums.contacted,
    expectedSaved: successRate * sums.sumContactedProbability,
    netProfit,
    netProfitInterval: [netProfit - halfWidth, netProfit + halfWidth],
    returnOnCost: sums.contacted === 0 ? null : netProfit / (contactCost * sums.contacted),
    contactAllProfit: profit(sums.scored, sums.sumProbability),
    randomProfit: profit(sums.contacted, meanProbability * sums.contacted),
  };
}
