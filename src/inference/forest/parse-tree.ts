import { isCategorical } from "./forest.js";
import { type Fields, integersOf, numbersOf, unreadable } from "./model-text.js";

/** One tree as the text has it: nodes and leaves are counted inside the tree. */
export interface Tree {
  readonly features: Float64Array;
  readonly thresholds: Float64Array;
  readonly decisions: Float64Array;
  /** A child below zero is the leaf `~child`. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly leafValues: Float64Array;
  /** `[categorical splits + 1]`. */
  readonly categoryStarts: Float64Array;
  readonly categoryWords: Float64Array;
}

const largestWord = 0xffffffff;
const mostLeaves = 1 << 24;
const mostWords = 1 << 26;

/** Every node but the root and every leaf must be the child of one earlier node: then walks end, each in a leaf. */
function checkShape(tree: Tree): void {
  const nodeCount = tree.features.length;
  const seen = new Uint8Array(nodeCount + tree.leafValues.length);
  for (const children of [tree.left, tree.right]) {
    for (const [node, child] of children.entries()) {
      const place = child < 0 ? nodeCount + ~child : child;
      if ((child >= 0 && child <= node) || seen[place] === 1) throw unreadable("the nodes of a tree form no tree");
      seen[place] = 1;
    }
  }
}

function checkCategories(tree: Tree): void {
  const splits = tree.categoryStarts.length - 1;
  if (tree.categoryStarts.some((start, index) => index > 0 && start < tree.categoryStarts[index - 1]!)) {
    throw unreadable("the field cat_boundaries does not ascend");
  }
  const isWrong = (threshold: number, node: number): boolean =>
    isCategorical(tree.decisions[node]!) && !(Number.isInteger(threshold) && threshold >= 0 && threshold < splits);
  if (tree.thresholds.some(isWrong)) throw unreadable("a categorical split names no set of categories");
}

function categoriesOf(fields: Fields): Pick<Tree, "categoryStarts" | "categoryWords"> {
  const splits = integersOf(fields, "num_cat", 1, { low: 0, high: mostLeaves })[0]!;
  if (splits === 0) return { categoryStarts: new Float64Array(1), categoryWords: new Float64Array(0) };
  const categoryStarts = integersOf(fields, "cat_boundaries", splits + 1, { low: 0, high: mostWords });
  const wordCount = categoryStarts.at(-1)!;
  return {
    categoryStarts,
    categoryWords: integersOf(fields, "cat_threshold", wordCount, { low: 0, high: largestWord }),
  };
}

/**
 * Reads one tree and checks that every walk through it ends in a leaf.
 * @param featureCount number of model inputs
 * @throws InvalidInput `model/unreadable`
 */
export function parseTree(fields: Fields, featureCount: number): Tree {
  if ((fields.get("is_linear") ?? "0") !== "0") throw unreadable("it has linear trees");
  const leaves = integersOf(fields, "num_leaves", 1, { low: 1, high: mostLeaves })[0]!;
  const nodes = leaves - 1;
  const children = { low: -leaves, high: nodes - 1 };
  const tree: Tree = {
    features: integersOf(fields, "split_feature", nodes, { low: 0, high: featureCount - 1 }),
    thresholds: numbersOf(fields, "threshold", nodes),
    decisions: integersOf(fields, "decision_type", nodes, { low: 0, high: 11 }),
    left: integersOf(fields, "left_child", nodes, children),
    right: integersOf(fields, "right_child", nodes, children),
    leafValues: numbersOf(fields, "leaf_value", leaves),
    ...categoriesOf(fields),
  };
  checkShape(tree);
  checkCategories(tree);
  return tree;
}
