/** Rounds over which the fall of a curve is measured. */
const window = 5;

/** How many times as much as a curve promises it is trusted to fall further. */
const optimism = 3;

/** The slowest decay that is believed: with it, a curve falls by at most this share of its last window in the next one. */
const slowestDecay = 0.97;

function lowestUpTo(losses: readonly number[], rounds: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) lowest = Math.min(lowest, losses[round]!);
  return lowest;
}

/**
 * Whether a learning curve may still come down to a loss. Boosting's curves fall ever more slowly, so what is left is at most
 * the fall per round so far times the rounds that are left; and if each window of rounds brings the share d of the one
 * before, what is left is d / (1 − d) of the last window's fall. The smaller of the first and a multiple of the second is
 * granted; a curve is given up only when even that does not take it to the loss.
 *
 * @param losses validation loss after 1, 2, 3, … rounds
 * @param lossToReach the curve is worth going on with while it may end at or below this
 * @param maxRounds most rounds
 * @source Domhan, Springenberg and Hutter, Speeding up automatic hyperparameter optimization by extrapolation of learning
 * curves (2015), for the idea; the bound is our own and chosen by measurement (docs/decisions)
 */
export function canStillReach(losses: readonly number[], lossToReach: number, maxRounds: number): boolean {
  const rounds = losses.length;
  if (lossToReach === Number.POSITIVE_INFINITY || rounds <= 2 * window) return true;
  const [before, middle, now] = [rounds - 2 * window, rounds - window, rounds].map((end) => lowestUpTo(losses, end));
  if (now! <= lossToReach) return true;
  const fall = middle! - now!;
  const earlierFall = before! - middle!;
  const decay = earlierFall > 0 ? Math.min(fall / earlierFall, slowestDecay) : 0;
  const straight = (fall * (maxRounds - rounds)) / window;
  const decaying = (optimism * fall * decay) / (1 - decay);
  return now! - Math.min(straight, decaying) <= lossToReach;
}
