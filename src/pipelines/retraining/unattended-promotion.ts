import type { DecisionRecord } from "#retraining";
import type { PromotionDecision } from "#validation";

function isGainProven({ numbers }: PromotionDecision): boolean {
  const gain = numbers.find(({ id }) => id === "logLoss")?.interval;
  return gain !== undefined && gain !== null && gain.high < 0;
}

/**
 * Why a person has to approve what the rules would promote after a retraining; null when nobody has to. One standard error is enough
 * where a person started the training; a loop that promotes by itself, again and again, would now and then follow chance.
 * @param limit most promotions without a person in 30 days
 */
export function whyAttended(
  { promotion }: Pick<DecisionRecord, "promotion">,
  decision: PromotionDecision,
  limit: number,
): string | null {
  if (promotion !== "automatic") {
    return `promotions by policy are limited to ${limit} in 30 days, so a person has to approve`;
  }
  if (decision.policy !== "auto" || isGainProven(decision)) return null;
  return "the lower log loss is not proven (95 %), and without a person nothing is promoted on less, so one has to approve";
}
