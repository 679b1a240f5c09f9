/** A range of one LightGBM parameter; a search reads it as a distribution. */
export type BoosterParamRange =
  | { readonly kind: "float"; readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly kind: "int"; readonly low: number; readonly high: number; readonly log?: boolean };

/** LightGBM parameter names → ranges to search. */
export type BoosterSearchSpace = Readonly<Record<string, BoosterParamRange>>;

/** The default: shallow trees and orders of magnitude for rates, leaf sizes and penalties. */
const defaultSpace: BoosterSearchSpace = {
  max_depth: { kind: "int", low: 2, high: 8 },
  num_leaves: { kind: "int", low: 4, high: 64 },
  learning_rate: { kind: "float", low: 0.01, high: 0.3, log: true },
  min_child_samples: { kind: "int", low: 5, high: 200, log: true },
  lambda_l1: { kind: "float", low: 1e-3, high: 30, log: true },
  lambda_l2: { kind: "float", low: 1e-3, high: 30, log: true },
  feature_fraction: { kind: "float", low: 0.4, high: 1 },
  bagging_fraction: { kind: "float", low: 0.5, high: 1 },
  bagging_freq: { kind: "int", low: 1, high: 7 },
};

/** The reference project's space, kept for comparison: larger trees, linear rates and penalties. */
const referenceSpace: BoosterSearchSpace = {
  max_depth: { kind: "int", low: 3, high: 12 },
  num_leaves: { kind: "int", low: 20, high: 150 },
  learning_rate: { kind: "float", low: 0.01, high: 0.3 },
  min_child_samples: { kind: "int", low: 5, high: 100 },
  lambda_l1: { kind: "float", low: 0, high: 10 },
  lambda_l2: { kind: "float", low: 0, high: 10 },
  feature_fraction: { kind: "float", low: 0.5, high: 1 },
  bagging_fraction: { kind: "float", low: 0.5, high: 1 },
  bagging_freq: { kind: "int", low: 1, high: 7 },
};

/** The spaces that can be searched, by the name used in options. */
export const searchSpaces: { readonly default: BoosterSearchSpace; readonly reference: BoosterSearchSpace } = {
  default: defaultSpace,
  reference: referenceSpace,
};
