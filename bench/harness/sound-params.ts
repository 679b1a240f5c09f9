import type { BoosterParams } from "#training";

/** Parameters with which the example is fitted well, without a search. */
export const sound: BoosterParams = {
  learning_rate: 0.08,
  num_leaves: 8,
  max_depth: 3,
  min_child_samples: 20,
  feature_fraction: 0.7,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l1: 0.01,
  lambda_l2: 1,
};
