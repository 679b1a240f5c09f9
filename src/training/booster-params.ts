/**
 * LightGBM's parameters that a search may set, under the library's own names. All finite numbers.
 * @source LightGBM 4.7 parameters page
 */
export interface BoosterParams {
  readonly learning_rate: number;
  readonly num_leaves: number;
  readonly max_depth: number;
  readonly min_child_samples: number;
  readonly feature_fraction: number;
  readonly bagging_fraction: number;
  readonly bagging_freq: number;
  readonly lambda_l1: number;
  readonly lambda_l2: number;
  /** Any further LightGBM parameter, such as `monotone_constraints` or `scale_pos_weight`. */
  readonly [name: string]: number | string | boolean;
}
