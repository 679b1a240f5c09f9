/**
 * A LightGBM binary classifier as flat tables. A node is known by its place in the tables of all trees together; a child
 * below zero is the leaf `~child`.
 */
export interface Forest {
  /** Model inputs, in the order of the matrix columns. */
  readonly featureNames: readonly string[];
  readonly treeCount: number;
  /** Slope of the sigmoid that turns a margin into a probability. */
  readonly sigmoid: number;
  /** `[treeCount]`: the node or leaf where each tree starts. */
  readonly roots: Int32Array;
  /** `[treeCount]`: place of each tree's first leaf in `leafValues`. */
  readonly firstLeaves: Int32Array;
  /** `[nodes]`: the input a node looks at. */
  readonly features: Int32Array;
  /** `[nodes]`: numeric splits go left up to it; categorical splits keep their place in `categoryStarts` here. */
  readonly thresholds: Float64Array;
  /** `[nodes]`: see `isCategorical`, `isDefaultLeft` and `missingKindOf`. */
  readonly decisions: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** `[leaves]`: log-odds. */
  readonly leafValues: Float64Array;
  /** `[categorical splits + 1]`: where each split's words begin in `categoryWords`. */
  readonly categoryStarts: Int32Array;
  /** Bit c of a split's words is set when category code c goes left. */
  readonly categoryWords: Uint32Array;
}

/** Magnitude up to which the library takes a number for zero. */
export const zeroThreshold: number = Math.fround(1e-35);

/** Which values a numeric split treats as missing. */
export const missingKinds = { none: 0, zero: 1, nan: 2 } as const;

/** True when the split asks for membership in a set of categories. */
export function isCategorical(decision: number): boolean {
  return (decision & 1) !== 0;
}

/** True when missing values go left. */
export function isDefaultLeft(decision: number): boolean {
  return (decision & 2) !== 0;
}

/** One of {@link missingKinds}. */
export function missingKindOf(decision: number): number {
  return (decision >> 2) & 3;
}
