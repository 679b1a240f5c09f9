import { createHyperbandPruner, type HyperbandPrunerOptions } from "./hyperband.js";
import { createNeverPruner, type NeverPrunerOptions } from "./never.js";
import {
  createMedianPruner,
  createPercentilePruner,
  type MedianPrunerOptions,
  type PercentilePrunerOptions,
} from "./percentile.js";
import type { Pruner } from "./pruner.js";
import { createRacePruner, type RacePrunerOptions } from "./race.js";
import { createSuccessiveHalvingPruner, type SuccessiveHalvingPrunerOptions } from "./successive-halving.js";
import { createWilcoxonPruner, type WilcoxonPrunerOptions } from "./wilcoxon.js";

/** Which pruner, with its settings. */
export type PrunerOptions =
  | NeverPrunerOptions
  | MedianPrunerOptions
  | PercentilePrunerOptions
  | SuccessiveHalvingPrunerOptions
  | HyperbandPrunerOptions
  | WilcoxonPrunerOptions
  | RacePrunerOptions;

type Makers = {
  readonly [Kind in PrunerOptions["kind"]]: (options: Extract<PrunerOptions, { kind: Kind }>) => Pruner;
};

/** Every pruner by name. */
const pruners: Makers = {
  none: createNeverPruner,
  median: createMedianPruner,
  percentile: createPercentilePruner,
  "successive-halving": createSuccessiveHalvingPruner,
  hyperband: createHyperbandPruner,
  wilcoxon: createWilcoxonPruner,
  race: createRacePruner,
};

/** The pruner that the options name. */
export function createPruner<Kind extends PrunerOptions["kind"]>(
  options: Extract<PrunerOptions, { kind: Kind }>,
): Pruner {
  const make: (options: Extract<PrunerOptions, { kind: Kind }>) => Pruner = pruners[options.kind];
  return make(options);
}
