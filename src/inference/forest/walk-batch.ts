import { invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import { type CodedForest, codeForest } from "./coded-forest.js";
import { type CodeBlock, type ColumnCoder, columnCoders } from "./column-codes.js";
import type { Forest } from "./forest.js";
import { forestMarginOfRow, leafOfRow, probabilityOfMargin } from "./walk-row.js";

interface BatchWalker {
  readonly coded: CodedForest;
  readonly coders: readonly ColumnCoder[];
  readonly block: CodeBlock;
  readonly blockRows: number;
  readonly sums: Float64Array;
}

/** Rows walk in step, four at a time. */
const lanes = 4;
/** Codes of a block stay in the processor's first cache. */
const blockCodes = 12_288;
const mostBlockRows = 256;

// oxlint-disable-next-line unicorn/no-null -- a cache entry that says: walk row by row
const walkers = new WeakMap<Forest, BatchWalker | null>();

function newWalker(forest: Forest): BatchWalker | null {
  const coded = codeForest(forest);
  if (coded === undefined) return null;
  const stride = Math.max(1, coded.columns.length);
  const fitting = Math.floor(blockCodes / stride / lanes) * lanes;
  const blockRows = Math.min(mostBlockRows, Math.max(lanes, fitting));
  const block = { codes: new Uint16Array(blockRows * stride), stride };
  return { coded, coders: columnCoders(forest, coded.columns), block, blockRows, sums: new Float64Array(blockRows) };
}

function walkerOf(forest: Forest): BatchWalker | null {
  const present = walkers.get(forest);
  if (present !== undefined) return present;
  const walker = newWalker(forest);
  walkers.set(forest, walker);
  return walker;
}

/**
 * Adds one tree's leaf to every row of the block. Four rows walk side by side, so that the processor does not wait for
 * each load; a split's outcome is the sign of "split number minus code". Up to three rows after the last one are walked with old
 * codes; nobody reads them.
 */
function addTree({ coded, block, sums }: BatchWalker, tree: number, rowCount: number): void {
  const { nodes, values } = coded;
  const { codes, stride } = block;
  const root = coded.roots[tree]!;
  const depth = coded.depths[tree]!;
  for (let row = 0; row < rowCount; row += lanes) {
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    const rowA = row * stride;
    const rowB = rowA + stride;
    const rowC = rowB + stride;
    const rowD = rowC + stride;
    for (let step = 0; step < depth; step += 1) {
      const splitA = nodes[2 * a]!;
      const splitB = nodes[2 * b]!;
      const splitC = nodes[2 * c]!;
      const splitD = nodes[2 * d]!;
      a = nodes[2 * a + 1]! + (((splitA & 0xffff) - codes[rowA + (splitA >>> 16)]!) >>> 31);
      b = nodes[2 * b + 1]! + (((splitB & 0xffff) - codes[rowB + (splitB >>> 16)]!) >>> 31);
      c = nodes[2 * c + 1]! + (((splitC & 0xffff) - codes[rowC + (splitC >>> 16)]!) >>> 31);
      d = nodes[2 * d + 1]! + (((splitD & 0xffff) - codes[rowD + (splitD >>> 16)]!) >>> 31);
    }
    sums[row] = sums[row]! + values[a]!;
    sums[row + 1] = sums[row + 1]! + values[b]!;
    sums[row + 2] = sums[row + 2]! + values[c]!;
    sums[row + 3] = sums[row + 3]! + values[d]!;
  }
}

/** Adds every tree to the margins, which hold what the trees start from. */
function walkBlocks(walker: BatchWalker, matrix: FeatureMatrix, margins: Float64Array): void {
  const { coded, coders, block, blockRows, sums } = walker;
  for (let from = 0; from < matrix.rowCount; from += blockRows) {
    const rows = { from, to: Math.min(matrix.rowCount, from + blockRows) };
    for (const [index, code] of coders.entries()) code(block, matrix.columns[coded.columns[index]!.feature]!, rows);
    sums.set(margins.subarray(from, rows.to));
    for (let tree = 0; tree < coded.roots.length; tree += 1) addTree(walker, tree, rows.to - rows.from);
    margins.set(sums.subarray(0, rows.to - from), from);
  }
}

function checkInputs(forest: Forest, matrix: FeatureMatrix): void {
  if (matrix.columns.length === forest.featureNames.length) return;
  throw invalidInput(
    "model/wrong-inputs",
    `the model takes ${forest.featureNames.length} inputs but the rows have ${matrix.columns.length}`,
  );
}

function forEachRow(matrix: FeatureMatrix, visit: (row: Float64Array, index: number) => void): void {
  const row = new Float64Array(matrix.columns.length);
  for (let index = 0; index < matrix.rowCount; index += 1) {
    for (let column = 0; column < row.length; column += 1) row[column] = matrix.columns[column]![index]!;
    visit(row, index);
  }
}

/**
 * Log-odds of every row, to the last bit as the library computes them.
 * @param base log-odds of earlier trees that these are added to, `[rowCount]`; default 0
 * @returns `[rowCount]`
 * @throws InvalidInput `model/wrong-inputs`
 */
export function forestMargins(forest: Forest, matrix: FeatureMatrix, base?: Float64Array): Float64Array {
  checkInputs(forest, matrix);
  const margins = base?.slice() ?? new Float64Array(matrix.rowCount);
  const walker = walkerOf(forest);
  if (walker === null) {
    forEachRow(matrix, (row, index) => {
      margins[index] = forestMarginOfRow(forest, row, margins[index]);
    });
  } else walkBlocks(walker, matrix, margins);
  return margins;
}

/**
 * Probability of every row, in (0, 1).
 * @param base log-odds of earlier trees, as for {@link forestMargins}
 * @returns `[rowCount]`
 * @throws InvalidInput `model/wrong-inputs`
 */
export function forestProbabilities(forest: Forest, matrix: FeatureMatrix, base?: Float64Array): Float64Array {
  return forestMargins(forest, matrix, base).map((margin) => probabilityOfMargin(forest, margin));
}

/**
 * The leaf each tree puts each row into, counted inside the tree.
 * @returns `[rowCount × treeCount]`, row-major
 * @throws InvalidInput `model/wrong-inputs`
 */
export function forestLeaves(forest: Forest, matrix: FeatureMatrix): Int32Array {
  checkInputs(forest, matrix);
  const { treeCount, firstLeaves } = forest;
  const leaves = new Int32Array(matrix.rowCount * treeCount);
  forEachRow(matrix, (row, index) => {
    for (let tree = 0; tree < treeCount; tree += 1) {
      leaves[index * treeCount + tree] = leafOfRow(forest, tree, row) - firstLeaves[tree]!;
    }
  });
  return leaves;
}
