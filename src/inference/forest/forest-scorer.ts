import { notReady } from "#kernel";
import type { ScorerFactory } from "../ports.js";
import { parseForest } from "./parse-forest.js";
import { forestLeaves, forestMargins, forestProbabilities } from "./walk-batch.js";

/**
 * Scorers that need no library: they walk the trees in the calling thread. Contributions are refused with NotReady
 * `model/contributions-need-library`.
 */
export function createForestScorerFactory(): ScorerFactory {
  return {
    open: async (modelText) => {
      const forest = parseForest(modelText);
      return {
        inputCount: forest.featureNames.length,
        margins: async (matrix) => forestMargins(forest, matrix),
        probabilities: async (matrix) => forestProbabilities(forest, matrix),
        contributions: async () => {
          throw notReady(
            "model/contributions-need-library",
            "contributions are computed by the LightGBM library, which is missing; `driftloop doctor` says how to get it",
          );
        },
        leaves: async (matrix) => forestLeaves(forest, matrix),
        close: async () => {},
      };
    },
    close: async () => {},
  };
}
