import { type Forest, isCategorical, isDefaultLeft, missingKindOf, missingKinds } from "./forest.js";

/**
 * One way in which splits look at an input, as a column of small whole numbers: a split with number k sends codes up to
 * k left. Splits that treat missing values differently look at columns of their own.
 */
export type CodedColumn =
  | {
      readonly kind: "numeric";
      readonly feature: number;
      /** Ascending, ended by infinity; a value's code is the number of thresholds below it. */
      readonly thresholds: Float64Array;
      /** Code of missing values; -1 where nothing is missing and NaN counts as zero. */
      readonly missingCode: number;
      readonly isZeroMissing: boolean;
    }
  | {
      readonly kind: "categorical";
      readonly feature: number;
      /** Place in the forest's `categoryStarts`; members have code 0, all others 1. */
      readonly split: number;
    };

/**
 * A forest rewritten for many rows. Children lie side by side: the place of the next node is the first child's place plus
 * the outcome of the split, which needs no branch. A leaf is its own first child and sends every code there.
 */
export interface CodedForest {
  readonly columns: readonly CodedColumn[];
  /** `[2 × nodes]`: column and split number in one word, then the place of the first child. */
  readonly nodes: Int32Array;
  /** `[nodes]`: log-odds of leaves. */
  readonly values: Float64Array;
  /** `[trees]`. */
  readonly roots: Int32Array;
  /** `[trees]`: steps after which every row is in a leaf. */
  readonly depths: Int32Array;
}

const mostColumns = 512;
const largestCode = 0xffff;

function wordsText(forest: Forest, split: number): string {
  return forest.categoryWords.subarray(forest.categoryStarts[split], forest.categoryStarts[split + 1]).join();
}

/** Nodes with equal keys look at the same column. */
function columnKey(forest: Forest, node: number): string {
  const decision = forest.decisions[node]!;
  const set = isCategorical(decision) ? wordsText(forest, forest.thresholds[node]!) : "";
  return `${forest.features[node]} ${decision} ${set}`;
}

function columnOf(forest: Forest, nodes: readonly number[]): CodedColumn {
  const node = nodes[0]!;
  const feature = forest.features[node]!;
  const decision = forest.decisions[node]!;
  if (isCategorical(decision)) return { kind: "categorical", feature, split: forest.thresholds[node]! };
  const distinct = [...new Set(nodes.map((each) => forest.thresholds[each]!))];
  const thresholds = Float64Array.from([...distinct, Number.POSITIVE_INFINITY]).sort();
  const kind = missingKindOf(decision);
  const missingCode = isDefaultLeft(decision) ? 0 : distinct.length;
  return {
    kind: "numeric",
    feature,
    thresholds,
    missingCode: kind === missingKinds.none ? -1 : missingCode,
    isZeroMissing: kind === missingKinds.zero,
  };
}

interface Columns {
  readonly columns: readonly CodedColumn[];
  /** `[nodes of the forest]`: column and split number in one word. */
  readonly splits: Int32Array;
}

function codedColumns(forest: Forest): Columns | undefined {
  const nodesByKey = new Map<string, number[]>();
  for (let node = 0; node < forest.features.length; node += 1) {
    const key = columnKey(forest, node);
    const nodes = nodesByKey.get(key);
    if (nodes === undefined) nodesByKey.set(key, [node]);
    else nodes.push(node);
  }
  const splits = new Int32Array(forest.features.length);
  const columns: CodedColumn[] = [];
  for (const nodes of nodesByKey.values()) {
    const column = columnOf(forest, nodes);
    const codes = new Map(column.kind === "numeric" ? [...column.thresholds].map((value, code) => [value, code]) : []);
    for (const node of nodes) splits[node] = (columns.length << 16) | (codes.get(forest.thresholds[node]!) ?? 0);
    columns.push(column);
    if (codes.size > largestCode || columns.length > mostColumns) return undefined;
  }
  return { columns, splits };
}

/** Lays nodes and leaves out anew, brothers side by side. */
class Layout {
  readonly nodes: Int32Array;
  readonly values: Float64Array;
  readonly #forest: Forest;
  readonly #splits: Int32Array;
  #used = 0;

  constructor(forest: Forest, splits: Int32Array) {
    const count = forest.features.length + forest.leafValues.length;
    this.nodes = new Int32Array(2 * count);
    this.values = new Float64Array(count);
    this.#forest = forest;
    this.#splits = splits;
  }

  /** Places a tree; returns its root's place and its depth. */
  add(root: number): { readonly place: number; readonly depth: number } {
    const place = this.#used;
    this.#used += 1;
    let level: [number, number][] = [[root, place]];
    let depth = 0;
    for (;;) {
      level = level.flatMap(([node, at]) => this.#put(node, at));
      if (level.length === 0) return { place, depth };
      depth += 1;
    }
  }

  #put(node: number, at: number): [number, number][] {
    if (node < 0) {
      this.nodes[2 * at] = largestCode;
      this.nodes[2 * at + 1] = at;
      this.values[at] = this.#forest.leafValues[~node]!;
      return [];
    }
    const first = this.#used;
    this.#used += 2;
    this.nodes[2 * at] = this.#splits[node]!;
    this.nodes[2 * at + 1] = first;
    return [
      [this.#forest.left[node]!, first],
      [this.#forest.right[node]!, first + 1],
    ];
  }
}

/** Rewrites a forest; undefined when it has too many distinct splits for small codes. */
export function codeForest(forest: Forest): CodedForest | undefined {
  const coded = codedColumns(forest);
  if (coded === undefined) return undefined;
  const layout = new Layout(forest, coded.splits);
  const placed = Array.from(forest.roots, (root) => layout.add(root));
  return {
    columns: coded.columns,
    nodes: layout.nodes,
    values: layout.values,
    roots: Int32Array.from(placed, ({ place }) => place),
    depths: Int32Array.from(placed, ({ depth }) => depth),
  };
}
