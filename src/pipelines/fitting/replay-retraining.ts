import type { ContactTerms } from "#metrics";
import { recipesFor } from "#retraining";
import type { TrainingOptions } from "#training";
import { type FinishedRecipe, finishRecipe } from "../retraining/finish-recipe.js";
import { scoreByChampion } from "../retraining/champion-scores.js";
import { loadGroundRows } from "../retraining/gather-ground.js";
import { formerIncumbent } from "../retraining/retraining-evidence.js";
import type { RetrainingLineage } from "../retraining/retraining-lineage.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** What a retraining is made again from. */
export interface RecordedRetraining {
  readonly runId: string;
  readonly retraining: RetrainingLineage;
  readonly training: TrainingOptions;
  readonly business: ContactTerms;
}

const recencyPrefix = "recency-";

/** The recipe of a name, also when the project no longer tries it. */
function recipeNamed(name: string): ReturnType<typeof recipesFor>[number] | undefined {
  const halfLives = name.startsWith(recencyPrefix) ? [name.slice(recencyPrefix.length)] : [];
  return recipesFor({ halfLives }, true).find((recipe) => recipe.name === name);
}

/**
 * Carries out the recipe of a retraining once more: on the rows that were frozen under its run, at the recorded version of the
 * inference log, from the champion it began with. The race is not run again; its winner is recorded.
 * @returns undefined when nobody knows a recipe of the recorded name any more
 */
export async function carryOutAgain(
  { runId, retraining, training, business }: RecordedRetraining,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FinishedRecipe | undefined> {
  const recipe = recipeNamed(retraining.recipe);
  if (recipe === undefined) return undefined;
  const known = { ...settings, training, business: { ...settings.business, ...business } };
  const incumbent = await formerIncumbent(retraining.championVersion, known, ports);
  const { pool } = await loadGroundRows(runId, incumbent, retraining.logVersion, { settings: known, ports });
  const { plan } = incumbent.model.document;
  const ground = {
    pool,
    champion: incumbent.model,
    params: retraining.params,
    rounds: retraining.rounds,
    definitions: plan.features.map(({ definition }) => definition),
    training,
    scores: scoreByChampion(incumbent.model, pool),
  };
  const finishing = { settings: known, ports, now: Date.parse(retraining.asOf) };
  return finishRecipe(recipe, ground, incumbent.version.runId, finishing);
}
