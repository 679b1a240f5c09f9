import type { LabelledRows } from "#features";
import { boundedLossDifferences, extendEProcess, isProvenBetter, startEProcess } from "#validation";

/** Evidence so far that one version is better than another, which may be looked at as often as one likes. */
export interface SequentialEvidence {
  readonly rows: number;
  /** The e-value now: how much a bet against "not better" would have grown. */
  readonly eValue: number;
  /** The highest it was after any row, which is what counts. */
  readonly highestEValue: number;
  /** From here on it is proven with at most 5 % chance of error. */
  readonly threshold: number;
  readonly isProven: boolean;
}

const alpha = 0.05;

/**
 * Bets row by row, in the order of time, that B has the lower log loss.
 * @param rows with their time
 * @param probabilities of the rows, by each version
 */
export function sequentialEvidence(
  { asOf, entities, labels }: Pick<LabelledRows, "asOf" | "entities" | "labels">,
  probabilities: { readonly a: Float64Array; readonly b: Float64Array },
): SequentialEvidence {
  const differences = boundedLossDifferences(labels, probabilities.b, probabilities.a);
  const order = entities.map((_, row) => row).sort((left, right) => asOf[left]! - asOf[right]! || left - right);
  const process = extendEProcess(
    startEProcess(),
    Float64Array.from(order, (row) => differences[row]!),
  );
  return {
    rows: process.rows,
    eValue: Math.exp(process.logWealth),
    highestEValue: Math.exp(process.highestLogWealth),
    threshold: 1 / alpha,
    isProven: isProvenBetter(process, alpha),
  };
}
