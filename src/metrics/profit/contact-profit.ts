import { mean, sum, variance } from "#statistics";
import type { Estimate } from "../estimate.js";
import { requireScoredRows } from "../scored-rows.js";
import { normalEstimate } from "../uncertainty/comparison.js";
import { type ContactTerms, contactThreshold } from "./contact-terms.js";

/** What contacting some rows brought, beside what the simple alternatives would have. */
export interface ContactProfit {
  /** Rows at or above it are contacted. */
  readonly threshold: number;
  readonly contacted: number;
  /** Sum over contacted rows of γ·V·label − c, in currency units; the interval is that of drawing such rows again. */
  readonly profit: Estimate;
  /** Profit of contacting every row. */
  readonly contactAllProfit: number;
  /** Mean profit of contacting as many rows at random. */
  readonly randomProfit: number;
  /** Profit of contacting the positives only: the most there is. */
  readonly oracleProfit: number;
}

/**
 * Profit of contacting the rows at or above a threshold, by their labels.
 * @param labels 0 or 1 per row
 * @param probabilities per row
 * @param terms the success rate is taken as given
 * @param options.threshold default {@link contactThreshold}
 * @param options.level default 0.95
 */
export function contactProfit(
  labels: Uint8Array,
  probabilities: Float64Array,
  terms: ContactTerms,
  options: { readonly threshold?: number; readonly level?: number } = {},
): ContactProfit {
  requireScoredRows(labels, probabilities);
  const { threshold = contactThreshold(terms), level = 0.95 } = options;
  const value = terms.successRate * terms.customerValue;
  const rows = labels.length;
  const perRow = probabilities.map((probability, row) =>
    probability >= threshold ? value * labels[row]! - terms.contactCost : 0,
  );
  const contacted = probabilities.reduce((count, probability) => count + (probability >= threshold ? 1 : 0), 0);
  const contactAllProfit = rows * (value * mean(labels) - terms.contactCost);
  return {
    threshold,
    contacted,
    profit: normalEstimate({
      value: sum(perRow),
      standardError: Math.sqrt(rows * variance(perRow)),
      sampleSize: rows,
      level,
      method: "normal",
    }),
    contactAllProfit,
    randomProfit: (contactAllProfit * contacted) / rows,
    oracleProfit: rows * mean(labels) * Math.max(0, value - terms.contactCost),
  };
}
