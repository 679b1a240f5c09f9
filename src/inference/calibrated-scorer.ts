import { calibratedProbabilities } from "./calibrated-probability.js";
import type { LoadedModel } from "./model-document.js";
import type { Scorer, ScorerFactory } from "./ports.js";

/**
 * A scorer of a model: margins, contributions and leaves are the forest's, probabilities the model's, calibration included.
 * Everything that shows or decides on probabilities opens models here.
 */
export async function openModelScorer(model: LoadedModel, factory: ScorerFactory): Promise<Scorer> {
  const forest = await factory.open(model.boosterText);
  if (model.document.calibrator.kind === "identity") return forest;
  return {
    inputCount: forest.inputCount,
    margins: (matrix) => forest.margins(matrix),
    probabilities: async (matrix) => calibratedProbabilities(model.document, await forest.probabilities(matrix)),
    contributions: (matrix) => forest.contributions(matrix),
    leaves: (matrix) => forest.leaves(matrix),
    close: () => forest.close(),
  };
}
