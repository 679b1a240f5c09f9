import { sortedOrder } from "#statistics";
import { requireScoredRows } from "../scored-rows.js";

/** A rising line of straight pieces. */
export interface IsotonicCalibrator {
  readonly kind: "isotonic";
  /** Scores at the corners, ascending. */
  readonly scores: readonly number[];
  /** Probability at each corner, not falling. */
  readonly probabilities: readonly number[];
}

/** A run of neighbouring scores that share one probability. */
interface Block {
  readonly from: number;
  to: number;
  weight: number;
  positives: number;
}

/**
 * Fits the rising function with the least squared error (pool adjacent violators); equal scores are pooled first.
 * @param labels of rows the model did not learn from
 * @param scores of the model, per row
 * @param weights per row, above 0; all 1 when left out
 * @source Ayer et al. (1955)
 */
export function fitIsotonic(labels: Uint8Array, scores: Float64Array, weights?: Float64Array): IsotonicCalibrator {
  requireScoredRows(labels, scores);
  const blocks: Block[] = [];
  const order = sortedOrder(scores);
  for (const [place, row] of order.entries()) {
    const weight = weights?.[row] ?? 1;
    const next = { from: scores[row]!, to: scores[row]!, weight, positives: weight * labels[row]! };
    if (blocks.at(-1)?.to === next.from) pool(blocks.at(-1)!, next);
    else blocks.push(next);
    if (scores[order[place + 1] ?? -1] !== next.from) poolViolators(blocks);
  }
  return cornersOf(blocks);
}

function pool(into: Block, next: Block): void {
  into.to = next.to;
  into.weight += next.weight;
  into.positives += next.positives;
}

function poolViolators(blocks: Block[]): void {
  for (let last = blocks.length - 1; last > 0; last -= 1) {
    const before = blocks[last - 1]!;
    const after = blocks[last]!;
    if (before.positives * after.weight < after.positives * before.weight) return;
    pool(before, after);
    blocks.pop();
  }
}

function cornersOf(blocks: readonly Block[]): IsotonicCalibrator {
  const scores: number[] = [];
  const probabilities: number[] = [];
  for (const block of blocks) {
    const probability = block.positives / block.weight;
    scores.push(block.from);
    probabilities.push(probability);
    if (block.to === block.from) continue;
    scores.push(block.to);
    probabilities.push(probability);
  }
  return { kind: "isotonic", scores, probabilities };
}

/**
 * Calibrated probabilities, one per input: straight lines between the corners, flat outside.
 * @param calibrator fitted
 * @param scores of the model, per row
 * @returns in [0, 1]
 */
export function applyIsotonic(calibrator: IsotonicCalibrator, scores: Float64Array): Float64Array {
  const corners = Float64Array.from(calibrator.scores);
  const heights = Float64Array.from(calibrator.probabilities);
  return scores.map((score) => heightAt(corners, heights, score));
}

function heightAt(corners: Float64Array, heights: Float64Array, score: number): number {
  let low = 0;
  let high = corners.length - 1;
  if (score <= corners[low]!) return heights[low]!;
  if (score >= corners[high]!) return heights[high]!;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (corners[middle]! <= score) low = middle;
    else high = middle;
  }
  const part = (score - corners[low]!) / (corners[high]! - corners[low]!);
  return heights[low]! + part * (heights[high]! - heights[low]!);
}
