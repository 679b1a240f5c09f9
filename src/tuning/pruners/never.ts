import { allPeers, type Pruner } from "./pruner.js";

/** Lets every trial run to its end. */
export interface NeverPrunerOptions {
  readonly kind: "none";
}

/** A pruner that never gives up on a trial. */
export function createNeverPruner(): Pruner {
  return { shouldPrune: () => false, peersOf: allPeers };
}
