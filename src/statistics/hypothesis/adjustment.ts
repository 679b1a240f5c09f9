/** Applies a step rule to sorted p-values and puts the results back in the order of the input. */
function adjusted(
  pValues: readonly number[],
  adjustSorted: (sorted: readonly number[]) => readonly number[],
): number[] {
  const order = pValues.map((_, place) => place).sort((left, right) => pValues[left]! - pValues[right]!);
  const results = adjustSorted(order.map((place) => pValues[place]!));
  const inOrder = pValues.map(() => 0);
  for (const [rank, place] of order.entries()) inOrder[place] = results[rank]!;
  return inOrder;
}

/**
 * p-values that can all be compared with one level and keep the chance of any false alarm below it.
 * @param pValues each in [0, 1], any dependence
 * @returns one per input, none below it, at most 1
 * @source Holm (1979)
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  return adjusted(pValues, (sorted) => {
    let highest = 0;
    return sorted.map((pValue, rank) => {
      highest = Math.max(highest, Math.min(1, (sorted.length - rank) * pValue));
      return highest;
    });
  });
}

/** The step-up rule with every p-value times `factor`. */
function steppedUp(pValues: readonly number[], factor: number): number[] {
  return adjusted(pValues, (sorted) => {
    const results = sorted.map((pValue, rank) => Math.min(1, (factor * sorted.length * pValue) / (rank + 1)));
    for (let rank = sorted.length - 2; rank >= 0; rank -= 1)
      results[rank] = Math.min(results[rank]!, results[rank + 1]!);
    return results;
  });
}

/**
 * p-values that can be compared with one level and keep the expected share of false alarms among alarms below it.
 * @param pValues each in [0, 1], independent or positively dependent
 * @returns one per input, none below it, at most 1
 * @source Benjamini and Hochberg (1995)
 */
export function benjaminiHochbergAdjusted(pValues: readonly number[]): number[] {
  return steppedUp(pValues, 1);
}

/**
 * Like {@link benjaminiHochbergAdjusted}, but right under any dependence of the tests, at the price of the factor Σ 1/k.
 * @param pValues each in [0, 1]
 * @returns one per input, none below it, at most 1
 * @source Benjamini and Yekutieli (2001)
 */
export function benjaminiYekutieliAdjusted(pValues: readonly number[]): number[] {
  return steppedUp(
    pValues,
    pValues.reduce((sum, _, place) => sum + 1 / (place + 1), 0),
  );
}

/** p-values times their number, at most 1. @param pValues each in [0, 1], any dependence @source Bonferroni (1936) */
export function bonferroniAdjusted(pValues: readonly number[]): number[] {
  return pValues.map((pValue) => Math.min(1, pValue * pValues.length));
}
