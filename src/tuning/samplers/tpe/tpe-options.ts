/** The tree-structured Parzen estimator: draws near good trials and away from the others. */
export interface TpeSamplerOptions {
  readonly kind: "tpe";
  /** Finished or running trials before it starts to learn; default 10. */
  readonly startupTrials?: number;
  /** Draws of which the most promising is proposed; default 24, and half as many more for each trial that runs meanwhile. */
  readonly candidates?: number;
  /** Models parameters jointly; default true. */
  readonly multivariate?: boolean;
  /** Models parameters with the same condition as a group of their own; default true. Off: only parameters that every trial has are joint. */
  readonly group?: boolean;
  /** Takes running trials for bad ones, so that parallel trials stay apart; default true. */
  readonly constantLiar?: boolean;
  /** Lets the ends of a scale count as neighbours of the outermost observations; default false. */
  readonly considerEndpoints?: boolean;
  /** Keeps kernels from becoming very narrow; default true. */
  readonly magicClip?: boolean;
  /** Weight of the prior beside observations of weight 1; default 1. */
  readonly priorWeight?: number;
}

/** {@link TpeSamplerOptions} with every default filled in. */
export type TpeSettings = Readonly<Required<Omit<TpeSamplerOptions, "kind">>>;

/** Fills in the defaults. */
export function tpeSettings(options: TpeSamplerOptions): TpeSettings {
  return {
    startupTrials: 10,
    candidates: 24,
    multivariate: true,
    group: true,
    constantLiar: true,
    considerEndpoints: false,
    magicClip: true,
    priorWeight: 1,
    ...options,
  };
}
