import type { Random } from "#kernel";
import type { CampaignOptions } from "../options.js";

/** What a campaign does with a customer: an offer, none by chance, or none because the score is low. */
export interface Treatment {
  readonly arm: "treated" | "control" | "never";
  /** Chance of an offer, given the score. */
  readonly propensity: number;
}

/**
 * Decides who gets an offer: the highest scores of the day, but for a share held out by chance.
 * @param scores by customer
 * @param random stream of that day
 * @returns one treatment per score
 */
export function assignTreatments(
  scores: Float64Array,
  campaign: CampaignOptions,
  random: Random,
): readonly Treatment[] {
  const order = Array.from(scores.keys()).sort((left, right) => scores[right]! - scores[left]! || left - right);
  const targets = new Set(order.slice(0, Math.round(campaign.top * scores.length)));
  return Array.from(scores, (_, row): Treatment => {
    const isHeldOut = random.uniform() < campaign.holdout;
    if (!targets.has(row)) return { arm: "never", propensity: 0 };
    return { arm: isHeldOut ? "control" : "treated", propensity: 1 - campaign.holdout };
  });
}
