import { plural } from "#kernel";
import type { RuleReading } from "../decision-record.js";

/** How often a feature is missing, 0 to 1. */
export interface NullRate {
  readonly feature: string;
  readonly history: number;
  readonly recent: number;
}

/** Facts about the rows that a fit would use. */
export interface GuardFacts {
  /** Matured rows with a label, after weighting. */
  readonly rows: number;
  /** Positive ones, after weighting. */
  readonly positives: number;
  /** What the champion's probabilities add up to over the same rows, after weighting. */
  readonly expectedPositives: number;
  /** Share of the matured predictions whose label came, 0 to 1. */
  readonly coverage: number;
  /** Entities that are on both sides of the wall between training and judging rows. */
  readonly sharedEntities: number;
  readonly nullRates: readonly NullRate[];
  /** Whether the rows were logged under the features that the champion was trained with. */
  readonly hasSameSchema: boolean;
  /** Rows of quarantined windows that are still among them. */
  readonly quarantinedRows: number;
  /** The feature that ranks the matured rows best alone, and its AUC. */
  readonly bestFeature: { readonly feature: string; readonly auc: number } | null;
}

/** Bounds of the guards. */
export const guardBounds = {
  /** Positives against those expected, both ways. */
  labelRate: 2,
  /** Lowest share of labels that came. */
  coverage: 0.95,
  /** Highest rise of a null rate. */
  nullRise: 0.1,
  /** A feature that alone ranks better than this knows the outcome. */
  featureAuc: 0.95,
} as const;

/** The guards' readings and whether they allow a fit. */
export interface GuardReport {
  readonly passed: boolean;
  readonly readings: readonly RuleReading[];
  /** The first complaint, or that there is none. */
  readonly sentence: string;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function labelRate({ positives, expectedPositives }: GuardFacts): RuleReading {
  const ratio = positives / expectedPositives;
  const passed = ratio >= 1 / guardBounds.labelRate && ratio <= guardBounds.labelRate;
  const sentence = `${Math.round(positives)} positive rows where the champion expects ${Math.round(expectedPositives)}; between half and twice as many are believed`;
  return { rule: "label-rate", passed, sentence };
}

function coverage({ coverage: share }: GuardFacts): RuleReading {
  const sentence = `labels came for ${percent(share)} of the matured predictions; ${percent(guardBounds.coverage)} are needed`;
  return { rule: "coverage", passed: share >= guardBounds.coverage, sentence };
}

function wall({ sharedEntities }: GuardFacts): RuleReading {
  const sentence = `${sharedEntities} entities are both trained on and judged by`;
  return { rule: "no-shared-entities", passed: sharedEntities === 0, sentence };
}

function nulls({ nullRates }: GuardFacts): RuleReading {
  const rises = nullRates.map(({ feature, history, recent }) => ({ feature, rise: recent - history }));
  const worst = rises.toSorted((left, right) => right.rise - left.rise)[0];
  const passed = worst === undefined || worst.rise <= guardBounds.nullRise;
  const what =
    worst === undefined
      ? "there are no features"
      : `${worst.feature} is missing ${percent(Math.max(0, worst.rise))} more often`;
  return { rule: "null-rates", passed, sentence: `${what}; ${percent(guardBounds.nullRise)} are allowed` };
}

function schema({ hasSameSchema }: GuardFacts): RuleReading {
  const sentence = hasSameSchema
    ? "the champion's features are the project's"
    : "the project's features are no longer the champion's; train from the start with `driftloop run training`";
  return { rule: "schema", passed: hasSameSchema, sentence };
}

function quarantine({ quarantinedRows }: GuardFacts): RuleReading {
  const sentence = `${plural(quarantinedRows, "row")} of quarantined windows`;
  return { rule: "no-quarantined-rows", passed: quarantinedRows === 0, sentence };
}

function leakage({ bestFeature }: GuardFacts): RuleReading {
  const passed = bestFeature === null || bestFeature.auc <= guardBounds.featureAuc;
  const what =
    bestFeature === null ? "no feature ranks" : `${bestFeature.feature} alone has AUC ${bestFeature.auc.toFixed(3)}`;
  return { rule: "leakage", passed, sentence: `${what}; above ${guardBounds.featureAuc} it would know the outcome` };
}

const guards = [labelRate, coverage, wall, nulls, schema, quarantine, leakage];

/** Looks at the rows before anything is fitted on them; a guard that fails refuses the fit. */
export function guardData(facts: GuardFacts): GuardReport {
  const readings = guards.map((guard) => guard(facts));
  const failed = readings.filter(({ passed }) => !passed);
  const sentence =
    failed.length === 0
      ? "the rows are fit to train on"
      : `no fit: ${failed.map((reading) => reading.sentence).join("; ")}`;
  return { passed: failed.length === 0, readings, sentence };
}
