import type { ContactTerms } from "#metrics";
import { normalHalfWidth } from "#statistics";
import { rowWeight, type SummedRow, type PerformanceSums } from "./sums.js";

/** What a campaign achieved, from those who were left alone by chance. */
export interface Uplift {
  /** Share of would-be positives that the campaign averted: 1 − rate(treated) / rate(control). */
  readonly successRate: number;
  readonly low: number;
  readonly high: number;
  readonly treated: number;
  readonly control: number;
}

/**
 * The success rate of a campaign, γ, with its 95 % interval (delta method on the log of the ratio of rates).
 * @returns null while an arm has no rows, or the control arm no positives
 */
export function campaignUplift({ totals }: PerformanceSums): Uplift | null {
  const { treated, treatedPositives, control, controlPositives } = totals;
  if (treated === 0 || control === 0 || controlPositives === 0) return null;
  // Half a positive keeps the interval finite where the campaign averted all of them.
  const positives = Math.max(treatedPositives, 0.5);
  const ratio = positives / treated / (controlPositives / control);
  const spread = Math.sqrt(Math.max(0, 1 / positives - 1 / treated) + Math.max(0, 1 / controlPositives - 1 / control));
  const half = normalHalfWidth(0.95) * spread;
  return {
    successRate: 1 - treatedPositives / treated / (controlPositives / control),
    low: 1 - ratio * Math.exp(half),
    high: 1 - ratio * Math.exp(-half),
    treated,
    control,
  };
}

/** What a campaign brought, measured against those who were left alone by chance. */
export interface CampaignReturn {
  /** Value of the averted positives less the cost of all contacts, in currency units. */
  readonly profit: number;
  readonly low: number;
  readonly high: number;
  /** Profit over cost. */
  readonly roi: number;
  readonly roiLow: number;
  readonly roiHigh: number;
}

/**
 * Profit and return of a campaign with 95 % intervals. Averted positives are those that the control group's rate lets expect
 * among the treated, less those that came; no probability of the model and no assumed success rate is in it.
 * @returns null while an arm has no rows, or contacts cost nothing
 */
export function campaignReturn({ totals }: PerformanceSums, terms: ContactTerms): CampaignReturn | null {
  const { treated, treatedPositives, control, controlPositives } = totals;
  const cost = terms.contactCost * treated;
  if (treated === 0 || control === 0 || cost === 0) return null;
  const [left, acted] = [controlPositives / control, treatedPositives / treated];
  const averted = treated * (left - acted);
  const variance = (left * (1 - left)) / control + (acted * (1 - acted)) / treated;
  const half = normalHalfWidth(0.95) * treated * Math.sqrt(variance) * terms.customerValue;
  const profit = averted * terms.customerValue - cost;
  const [low, high] = [profit - half, profit + half];
  return { profit, low, high, roi: profit / cost, roiLow: low / cost, roiHigh: high / cost };
}

/**
 * Weight of a row when a model is fitted: rows the business acted on are left out, hold-out rows stand for them, never-eligible
 * rows and rows without a campaign count once.
 */
export function retrainingWeight(row: Pick<SummedRow, "arm" | "propensity">): number {
  return rowWeight(row);
}
