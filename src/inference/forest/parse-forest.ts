import { type Forest, isCategorical } from "./forest.js";
import { type Fields, fieldOf, readModelText, unreadable } from "./model-text.js";
import { parseTree, type Tree } from "./parse-tree.js";

function checkKind(header: Fields): void {
  const version = fieldOf(header, "version");
  if (version !== "v4" && version !== "v3") throw unreadable(`its format ${version} is not known; v3 and v4 are`);
  if (fieldOf(header, "num_class") !== "1" || fieldOf(header, "num_tree_per_iteration") !== "1") {
    throw unreadable("it has several classes");
  }
  if (header.has("average_output")) throw unreadable("it is a random forest, which averages its trees");
}

function sigmoidOf(header: Fields): number {
  const objective = fieldOf(header, "objective");
  const [name, ...settings] = objective.split(" ");
  const sigmoid = Number(settings.find((setting) => setting.startsWith("sigmoid:"))?.slice("sigmoid:".length));
  if (name !== "binary" || !(sigmoid > 0 && Number.isFinite(sigmoid))) {
    throw unreadable(`its objective is "${objective}", not binary log loss`);
  }
  return sigmoid;
}

function featureNamesOf(header: Fields): readonly string[] {
  const names = fieldOf(header, "feature_names").split(" ");
  if (fieldOf(header, "max_feature_idx") === String(names.length - 1)) return names;
  throw unreadable("the number of feature names is not the number of inputs");
}

/** Running totals of a list of lengths, from 0; one more number than lengths. */
function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) offsets[index + 1] = offsets[index]! + length;
  return offsets;
}

function concatenated(parts: readonly Float64Array[], shift: (value: number, tree: number) => number): Float64Array {
  const offsets = offsetsOf(parts.map((part) => part.length));
  const all = new Float64Array(offsets.at(-1)!);
  for (const [tree, part] of parts.entries()) {
    for (let index = 0; index < part.length; index += 1) all[offsets[tree]! + index] = shift(part[index]!, tree);
  }
  return all;
}

const unchanged = (value: number): number => value;

function categoryTables(trees: readonly Tree[]): Pick<Forest, "categoryStarts" | "categoryWords"> {
  const words = offsetsOf(trees.map((tree) => tree.categoryWords.length));
  const starts = trees.map((tree) => tree.categoryStarts.subarray(0, -1));
  const shifted = concatenated(starts, (start, tree) => start + words[tree]!);
  return {
    categoryStarts: Int32Array.from([...shifted, words.at(-1)!]),
    categoryWords: Uint32Array.from(
      concatenated(
        trees.map((tree) => tree.categoryWords),
        unchanged,
      ),
    ),
  };
}

/** Categorical splits of all trees are counted together. */
function thresholdsOf(trees: readonly Tree[]): Float64Array {
  const splits = offsetsOf(trees.map((tree) => tree.categoryStarts.length - 1));
  const thresholds = trees.map(({ thresholds, decisions }, index) =>
    thresholds.map((threshold, node) => (isCategorical(decisions[node]!) ? threshold + splits[index]! : threshold)),
  );
  return concatenated(thresholds, unchanged);
}

function flatten(trees: readonly Tree[]): Omit<Forest, "featureNames" | "sigmoid"> {
  const nodes = offsetsOf(trees.map((tree) => tree.features.length));
  const leaves = offsetsOf(trees.map((tree) => tree.leafValues.length));
  const child = (value: number, tree: number): number => (value < 0 ? ~(~value + leaves[tree]!) : value + nodes[tree]!);
  const column = (read: (tree: Tree) => Float64Array): Float64Array => concatenated(trees.map(read), unchanged);
  return {
    treeCount: trees.length,
    roots: Int32Array.from(trees, (tree, index) => (tree.features.length === 0 ? ~leaves[index]! : nodes[index]!)),
    firstLeaves: leaves.slice(0, -1),
    features: Int32Array.from(column((tree) => tree.features)),
    thresholds: thresholdsOf(trees),
    decisions: Uint8Array.from(column((tree) => tree.decisions)),
    left: Int32Array.from(
      concatenated(
        trees.map((tree) => tree.left),
        child,
      ),
    ),
    right: Int32Array.from(
      concatenated(
        trees.map((tree) => tree.right),
        child,
      ),
    ),
    leafValues: column((tree) => tree.leafValues),
    ...categoryTables(trees),
  };
}

// A loop scores with few models, again and again; a forest never changes, and what is worked out from it stays with it.
const mostKnown = 4;
const known = new Map<string, Forest>();

/**
 * Reads a LightGBM model text; one of those read last comes back as it is.
 * @param text as the library writes it, format v3 or v4
 * @throws InvalidInput `model/unreadable` for other objectives than binary, linear trees, and damaged or cut text
 * @source LightGBM 4.7, `Tree::ToString` and `GBDT::SaveModelToString`
 */
export function parseForest(text: string): Forest {
  const found = known.get(text) ?? readForest(text);
  known.delete(text);
  known.set(text, found);
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
  return found;
}

function readForest(text: string): Forest {
  const { header, trees } = readModelText(text);
  checkKind(header);
  const featureNames = featureNamesOf(header);
  const sigmoid = sigmoidOf(header);
  return { featureNames, sigmoid, ...flatten(trees.map((tree) => parseTree(tree, featureNames.length))) };
}
