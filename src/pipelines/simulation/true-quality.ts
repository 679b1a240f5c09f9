import { createRowFeatures, encodeFeatures } from "#features";
import { createForestScorerFactory, loadModel, openModelScorer } from "#inference";
import type { World } from "#simulation";
import { cleanRow, type Row } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** How good scores are when the true chances are known; no label is drawn, so chance has no part in it. */
export interface TrueQuality {
  /** Chance that a customer with the positive outcome has the higher score than one without; higher is better. */
  readonly auc: number;
  /** Mean log loss; lower is better. */
  readonly logLoss: number;
}

/**
 * Expected quality of scores.
 * @param scores and `truth`: chances of the positive outcome, one per customer
 */
export function trueQualityOf(scores: Float64Array, truth: Float64Array): TrueQuality {
  const order = Array.from(scores.keys()).sort((left, right) => scores[left]! - scores[right]!);
  let [ordered, negativesBelow, positives, same] = [0, 0, 0, 0];
  for (let first = 0; first < order.length; ) {
    let last = first;
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (; last < order.length && scores[order[last]!] === scores[order[first]!]; last += 1) {
      const chance = truth[order[last]!]!;
      tiedPositives += chance;
      tiedNegatives += 1 - chance;
      same += chance * (1 - chance);
    }
    ordered += tiedPositives * (negativesBelow + tiedNegatives / 2);
    negativesBelow += tiedNegatives;
    positives += tiedPositives;
    first = last;
  }
  const loss = scores.reduce((sum, score, row) => {
    const chance = truth[row]!;
    return sum - chance * Math.log(score) - (1 - chance) * Math.log(1 - score);
  }, 0);
  return { auc: (ordered - same / 2) / (positives * negativesBelow - same), logLoss: loss / scores.length };
}

/** Quality of a version, or of the truth itself, on customers of some days. */
export interface VersionQuality extends TrueQuality {
  /** Null: the truth, which no model can beat. */
  readonly version: number | null;
}

async function scoresOf(
  version: number,
  rows: readonly Row[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<Float64Array> {
  const model = await loadModel(ports.registry.getVersion(settings.name, version), ports.artifacts);
  const { contract, plan } = model.document;
  const features = createRowFeatures(plan.features.map(({ definition }) => definition));
  const scorer = await openModelScorer(model, createForestScorerFactory());
  return scorer.probabilities(encodeFeatures(plan, features(rows.map((row) => cleanRow(contract, row).values))));
}

/**
 * How good versions truly are on the customers of a range of days, as they arrive; the truth itself comes first.
 * @param days first and last, inclusive
 */
export async function qualityOfVersions(
  world: World,
  days: readonly [number, number],
  versions: readonly number[],
  outside: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<readonly VersionQuality[]> {
  const [first, last] = days;
  const arrivals = Array.from({ length: last - first + 1 }, (_, index) => world.day(first + index).arrivals).flat();
  if (arrivals.length === 0) return [];
  const truth = Float64Array.from(arrivals, ({ probability }) => probability);
  const rows = arrivals.map(({ row }) => row);
  const qualities: VersionQuality[] = [{ version: null, ...trueQualityOf(truth, truth) }];
  for (const version of versions) {
    const scores = await scoresOf(version, rows, outside.settings, outside.ports);
    qualities.push({ version, ...trueQualityOf(scores, truth) });
  }
  return qualities;
}
