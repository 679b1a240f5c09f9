import { type Forest, isCategorical, isDefaultLeft, missingKindOf, missingKinds, zeroThreshold } from "./forest.js";

function isMissing(value: number, kind: number): boolean {
  if (kind === missingKinds.nan) return Number.isNaN(value);
  return kind === missingKinds.zero && (Number.isNaN(value) || Math.abs(value) <= zeroThreshold);
}

/** True when a split sends the value left. NaN counts as zero where NaN is not the missing value. */
export function goesLeft(forest: Forest, node: number, value: number): boolean {
  const decision = forest.decisions[node]!;
  const threshold = forest.thresholds[node]!;
  if (isCategorical(decision)) return isMember(forest, threshold, value);
  if (isMissing(value, missingKindOf(decision))) return isDefaultLeft(decision);
  return (Number.isNaN(value) ? 0 : value) <= threshold;
}

/**
 * True when a category code is in a split's set; NaN, negative and unknown codes are in none.
 * @param split place in `forest.categoryStarts`
 */
export function isMember(forest: Forest, split: number, value: number): boolean {
  // The library cuts fractions off, so every value above -1 and below 1 is code 0.
  if (!(value > -1)) return false;
  const code = Math.trunc(value);
  const word = forest.categoryStarts[split]! + Math.floor(code / 32);
  return word < forest.categoryStarts[split + 1]! && ((forest.categoryWords[word]! >>> (code % 32)) & 1) === 1;
}

/**
 * The leaf one tree puts a row into, as a place in `forest.leafValues`.
 * @param row `[inputs]`, NaN for missing
 */
export function leafOfRow(forest: Forest, tree: number, row: Float64Array): number {
  let node = forest.roots[tree]!;
  while (node >= 0) {
    const value = row[forest.features[node]!]!;
    node = goesLeft(forest, node, value) ? forest.left[node]! : forest.right[node]!;
  }
  return ~node;
}

/**
 * A row's log-odds, to the last bit as the library computes it.
 * @param row `[inputs]`, NaN for missing
 * @param base log-odds of earlier trees that these are added to
 */
export function forestMarginOfRow(forest: Forest, row: Float64Array, base = 0): number {
  let margin = base;
  for (let tree = 0; tree < forest.treeCount; tree += 1) margin += forest.leafValues[leafOfRow(forest, tree, row)]!;
  return margin;
}

/** The probability in (0, 1) that belongs to a margin. */
export function probabilityOfMargin(forest: Forest, margin: number): number {
  return 1 / (1 + Math.exp(-forest.sigmoid * margin));
}

/**
 * A row's probability in (0, 1).
 * @param row `[inputs]`, NaN for missing
 */
export function forestProbabilityOfRow(forest: Forest, row: Float64Array): number {
  return probabilityOfMargin(forest, forestMarginOfRow(forest, row));
}
