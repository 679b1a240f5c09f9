import { digestOf } from "#kernel";
import type { ColumnBatch } from "#tabular";
import type { FeatureDefinition } from "./definition.js";

/** A category with at most this many levels becomes one input per level; above it becomes one input of level codes. */
export const maxOneHotLevels = 10;

/** A feature with what was learnt about it on the training rows. */
export type FittedFeature =
  | {
      readonly kind: "number";
      readonly definition: FeatureDefinition;
      /** Stands in for missing; null keeps missing as NaN. */
      readonly fill: number | null;
      /** Median of the training rows that have a value; null when none has. */
      readonly typical: number | null;
    }
  | {
      readonly kind: "category";
      readonly definition: FeatureDefinition;
      readonly encoding: "one-hot" | "codes";
      /** Levels seen in training, most frequent first; a level's code is its place. Unseen and missing are both NaN. */
      readonly levels: readonly string[];
    };

/** One model input. */
export interface ModelInput {
  /** Unique, of letters, digits, `_`, `.`, `=` and `-` only. */
  readonly name: string;
  /** Index into the plan's features. */
  readonly feature: number;
  /** For a one-hot input the code of its level, else null. */
  readonly code: number | null;
  readonly isCategorical: boolean;
}

/** Fitted feature definitions: all that is needed to turn a raw row into model inputs, as JSON, stored with the model. */
export interface FeaturePlan {
  readonly features: readonly FittedFeature[];
  /** In the order in which the model takes them. */
  readonly inputs: readonly ModelInput[];
  /** SHA-256 of the features. */
  readonly digest: string;
}

function median(values: Float64Array): number | null {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  if (present.length === 0) return null;
  const middle = present.length >> 1;
  return present.length % 2 === 1 ? present[middle]! : (present[middle - 1]! + present[middle]!) / 2;
}

function levelsByCount(values: readonly (string | null)[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts.entries()]
    .sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1))
    .map(([level]) => level);
}

function fitFeature(definition: FeatureDefinition, values: ColumnBatch["columns"][number]): FittedFeature {
  if (values instanceof Float64Array) {
    const { whenMissing } = definition;
    const typical = median(values);
    const fill = whenMissing === "median" ? typical : whenMissing === "keep" ? null : whenMissing;
    return { kind: "number", definition, fill, typical };
  }
  const levels = levelsByCount(values);
  return { kind: "category", definition, encoding: levels.length <= maxOneHotLevels ? "one-hot" : "codes", levels };
}

const cleanName = (text: string): string => text.trim().replace(/[^\p{L}\p{N}_.=-]+/gu, "_") || "_";

function uniqueName(wanted: string, taken: Set<string>): string {
  const name = cleanName(wanted);
  let candidate = name;
  for (let copy = 2; taken.has(candidate); copy += 1) candidate = `${name}_${copy}`;
  taken.add(candidate);
  return candidate;
}

function inputsOf(features: readonly FittedFeature[]): readonly ModelInput[] {
  const taken = new Set<string>();
  return features.flatMap((fitted, feature): ModelInput[] => {
    const { name } = fitted.definition;
    if (fitted.kind === "number") return [{ name: uniqueName(name, taken), feature, code: null, isCategorical: false }];
    if (fitted.encoding === "codes")
      return [{ name: uniqueName(name, taken), feature, code: null, isCategorical: true }];
    return fitted.levels.map((level, code) => ({
      name: uniqueName(`${name}=${level}`, taken),
      feature,
      code,
      isCategorical: false,
    }));
  });
}

/**
 * Learns levels and medians from training rows.
 * @param definitions one per column of `training`, in the same order
 * @param training feature values of the training rows only, before encoding
 */
export function fitFeaturePlan(definitions: readonly FeatureDefinition[], training: ColumnBatch): FeaturePlan {
  const features = definitions.map((definition, index) => fitFeature(definition, training.columns[index]!));
  return { features, inputs: inputsOf(features), digest: digestOf(features) };
}
