import type { ChannelState } from "./envelope.js";

/** When waiting messages leave. */
export interface SealingRules {
  /** How long messages wait for company, in milliseconds. */
  readonly groupWindowMs: number;
  /** At most so many envelopes a channel … */
  readonly rateCount: number;
  /** … within so many milliseconds. */
  readonly rateWindowMs: number;
}

/**
 * Whether a channel's waiting messages go into an envelope now. They wait for company, for their turn when there were many
 * envelopes lately, and while the channel fails; whatever gathers meanwhile becomes one digest.
 * @param now milliseconds since 1970
 */
export function isTimeToSeal(state: ChannelState, rules: SealingRules, now: number): boolean {
  if (state.waiting === 0 || state.isFailing) return false;
  if (Date.parse(state.waitingSince) + rules.groupWindowMs > now) return false;
  const recent = state.sealedAt.filter((at) => Date.parse(at) > now - rules.rateWindowMs);
  return recent.length < rules.rateCount;
}
