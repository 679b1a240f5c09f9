import type { FitRequest, FittedBooster } from "#training";
import { createBooster } from "../native/booster.js";
import type { Library } from "../native/library.js";
import { ascendingRows, type TrainingRows } from "./training-rows.js";

/** A fitted model before the library's name is put to it. */
export type Fit = Omit<FittedBooster, "library">;

/** Trains a fixed number of rounds, fewer when no tree can be grown any more; undefined when it was cancelled. */
export function fitRounds(
  library: Library,
  data: TrainingRows,
  request: FitRequest,
  isCancelled: () => boolean,
): Fit | undefined {
  const { params, seed, rounds, trainRows, continueFrom } = request;
  const train = trainRows === undefined ? data.whole(params) : data.subset(params, ascendingRows(trainRows).rows);
  const booster = createBooster(library, { train }, { params, seed, cells: data.cells });
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (isCancelled()) return undefined;
      if (booster.update()) break;
    }
    if (continueFrom !== undefined) booster.prepend(continueFrom);
    return {
      modelText: booster.modelText(),
      rounds: booster.rounds(),
      gainImportance: booster.gainImportance(data.content.names.length),
    };
  } finally {
    booster.dispose();
  }
}
