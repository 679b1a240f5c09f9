import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { forestMarginOfRow, parseForest } from "#inference";
import { DriftloopError } from "#kernel";

// Two trees in the form LightGBM 4.7.0 writes (`Booster.save_model`), shortened to the fields that prediction reads.
const text = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:1
feature_names=age plan
feature_infos=[0:90] 0:1:2:40
tree_sizes=400 300

Tree=0
num_leaves=3
num_cat=1
split_feature=0 1
split_gain=10 5
threshold=30.500000000000004 0
decision_type=10 1
left_child=1 -1
right_child=-2 -3
leaf_value=-0.5 0.25 0.75
cat_boundaries=0 2
cat_threshold=5 256
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
split_feature=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0.125
is_linear=0
shrinkage=0.1


end of trees

feature_importances:
age=1

parameters:
end of parameters

pandas_categorical:null
`;

const characters = ["0", "1", "2", "5", "9", "-", ".", " ", "=", "\n", "x", "e"];

describe("parsing a model text", () => {
  it("reads names, sigmoid, numeric and categorical splits, and trees of one leaf", () => {
    const forest = parseForest(text);
    expect(forest).toMatchObject({ featureNames: ["age", "plan"], sigmoid: 1, treeCount: 2 });
    const margin = (age: number, plan: number): number => forestMarginOfRow(forest, Float64Array.of(age, plan));
    expect(margin(31, 0)).toBe(0.375);
    expect(margin(30, 0)).toBe(-0.375);
    expect(margin(30.500000000000004, 2)).toBe(-0.375);
    expect(margin(30, 1)).toBe(0.875);
    expect(margin(30, 40)).toBe(-0.375);
    expect(margin(30, 41)).toBe(0.875);
    expect(margin(Number.NaN, 40)).toBe(-0.375);
  });

  it("reads texts with Windows line ends alike", () => {
    expect(parseForest(text.replaceAll("\n", "\r\n"))).toEqual(parseForest(text));
  });

  it.each([
    ["another objective", "binary sigmoid:1", "regression"],
    ["several classes", "num_class=1", "num_class=3"],
    ["linear trees", "is_linear=0", "is_linear=1"],
    ["random forests", "label_index=0", "average_output"],
    ["a later format", "version=v4", "version=v9"],
    ["a sigmoid of zero", "sigmoid:1", "sigmoid:0"],
    ["an input that is not there", "split_feature=0 1", "split_feature=0 7"],
    ["too few thresholds", "threshold=30.500000000000004 0", "threshold=30.5"],
    ["a threshold that is no number", "threshold=30.500000000000004 0", "threshold=nan 0"],
    ["a leaf value that is no number", "leaf_value=-0.5 0.25 0.75", "leaf_value=-0.5 x 0.75"],
    ["a missing field", "decision_type=10 1\n", ""],
    ["nodes in a circle", "left_child=1 -1", "left_child=0 -1"],
    ["a node with two parents", "right_child=-2 -3", "right_child=1 -3"],
    ["a leaf with two parents", "right_child=-2 -3", "right_child=-2 -1"],
    ["a leaf that is not there", "right_child=-2 -3", "right_child=-2 -9"],
    ["a category set that is not there", "threshold=30.500000000000004 0", "threshold=30.5 3"],
    ["category sets in disorder", "cat_boundaries=0 2", "cat_boundaries=2 0"],
    ["too few category words", "cat_threshold=5 256", "cat_threshold=5"],
    ["a missing tree", "tree_sizes=400 300", "tree_sizes=400 300 200"],
    ["a tree under another number", "Tree=1", "Tree=5"],
    ["too few names", "feature_names=age plan", "feature_names=age"],
    ["a cut-off end", "end of trees", "end"],
    ["another beginning", "tree\nversion", "wood\nversion"],
  ])("refuses %s", (_, part, replacement) => {
    expect(text).toContain(part);
    expect(() => parseForest(text.replace(part, replacement))).toThrow(
      expect.objectContaining({ kind: "InvalidInput", code: "model/unreadable" }) as Error,
    );
  });

  it("refuses a text cut at any place before the end of the trees", () => {
    const end = text.indexOf("end of trees") + "end of trees".length;
    assert(
      property(integer({ min: 0, max: end - 1 }), (length) => {
        expect(() => parseForest(text.slice(0, length))).toThrow(/not a LightGBM binary classification model/);
      }),
    );
  });

  it("reads or refuses, and never walks in circles or fails otherwise, when any character is changed", () => {
    const place = integer({ min: 0, max: text.indexOf("end of trees") });
    assert(
      property(place, constantFrom(...characters), (at, character) => {
        try {
          const forest = parseForest(text.slice(0, at) + character + text.slice(at + 1));
          const row = new Float64Array(forest.featureNames.length).fill(30);
          expect(forestMarginOfRow(forest, row)).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(DriftloopError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
