/** Rows to learn from: `columns[feature][row]`, and a target per row. */
export interface RegressionTable {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
}

/** A node of a regression tree; a leaf has no `feature`. */
export type TreeNode =
  | { readonly value: number }
  | {
      readonly feature: number;
      /** Rows at or below it go left. */
      readonly threshold: number;
      readonly left: TreeNode;
      readonly right: TreeNode;
    };

/** How trees are grown. */
export interface TreeOptions {
  readonly maxDepth: number;
  /** Rows of a split's smaller side. */
  readonly minLeafRows: number;
}

/** A grown tree and how much squared error each feature's splits removed. */
export interface GrownTree {
  readonly root: TreeNode;
  readonly gains: Float64Array;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

function totalOf(table: RegressionTable, rows: Int32Array): number {
  let total = 0;
  for (const row of rows) total += table.target[row]!;
  return total;
}

/** The best threshold of one feature by the reduction of squared error: Σ² /n left + Σ² /n right − Σ² /n. */
function bestThreshold(table: RegressionTable, rows: Int32Array, feature: number, minRows: number): Split | undefined {
  const column = table.columns[feature]!;
  const sorted = Int32Array.from(rows).sort((left, right) => column[left]! - column[right]!);
  const n = sorted.length;
  const total = totalOf(table, sorted);
  let best: Split | undefined;
  let left = 0;
  for (let count = 1; count < n; count += 1) {
    left += table.target[sorted[count - 1]!]!;
    const low = column[sorted[count - 1]!]!;
    const high = column[sorted[count]!]!;
    if (count < minRows || n - count < minRows || low === high) continue;
    const gain = left ** 2 / count + (total - left) ** 2 / (n - count) - total ** 2 / n;
    if (gain > (best?.gain ?? 1e-12)) best = { feature, threshold: (low + high) / 2, gain };
  }
  return best;
}

function bestSplit(table: RegressionTable, rows: Int32Array, options: TreeOptions): Split | undefined {
  let best: Split | undefined;
  for (let feature = 0; feature < table.columns.length; feature += 1) {
    const split = bestThreshold(table, rows, feature, options.minLeafRows);
    if (split !== undefined && split.gain > (best?.gain ?? 0)) best = split;
  }
  return best;
}

/**
 * Grows a regression tree by variance reduction.
 * @param rows row numbers to learn from, repeats allowed
 * @source Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984)
 */
export function growTree(table: RegressionTable, rows: Int32Array, options: TreeOptions): GrownTree {
  const gains = new Float64Array(table.columns.length);
  const grow = (part: Int32Array, depth: number): TreeNode => {
    const split = depth < options.maxDepth ? bestSplit(table, part, options) : undefined;
    if (split === undefined) return { value: totalOf(table, part) / part.length };
    const { feature, threshold, gain } = split;
    gains[feature]! += gain;
    const column = table.columns[feature]!;
    const left = grow(
      part.filter((row) => column[row]! <= threshold),
      depth + 1,
    );
    const right = grow(
      part.filter((row) => column[row]! > threshold),
      depth + 1,
    );
    return { feature, threshold, left, right };
  };
  return { root: grow(rows, 0), gains };
}

/** The tree's prediction for a row given as one value per feature. */
export function predictTree(root: TreeNode, row: ArrayLike<number>): number {
  let node = root;
  while ("feature" in node) node = row[node.feature]! <= node.threshold ? node.left : node.right;
  return node.value;
}
