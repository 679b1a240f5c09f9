import { externalFailure, type Random } from "#kernel";
import {
  calibrationInTheLargeEstimate,
  calibrationSlopeEstimate,
  compareDecisions,
  compareLogLoss,
  compareRocAuc,
  type Estimate,
  pairedCounts,
} from "#metrics";
import type { ModelOutput } from "../evidence.js";
import { challengerOf, labelsOf } from "../read-evidence.js";
import { type SliceAuc, sliceAucDifferences, sliceLevel, worstSlice } from "../slice-aucs.js";
import { valueText } from "../wording.js";
import type { GuardrailState, PromotionNumber } from "./decision.js";
import type { PromotionEvidence } from "./evidence.js";
import { margins } from "./margins.js";

/** Two-sided level whose ends are the one-sided 95 % bounds that the rule speaks of. */
const level = 0.9;

/** The paired numbers a decision rests on. */
export interface PairedNumbers {
  /** Challenger less champion; below zero speaks for the challenger. */
  readonly logLoss: PromotionNumber & { readonly interval: Estimate };
  readonly auc: PromotionNumber;
  readonly f1: PromotionNumber;
  readonly recall: PromotionNumber;
  readonly slope: PromotionNumber;
  readonly inTheLarge: PromotionNumber;
  /** Null when no slice is large enough. */
  readonly slices: PromotionNumber | null;
}

interface Words {
  readonly id: string;
  readonly title: string;
  readonly margin: number | null;
}

const stateTexts: Readonly<Record<GuardrailState, (margin: string) => string>> = {
  held: (margin) => `with 95 % confidence within its margin of ${margin}`,
  broken: (margin) => `beyond its margin of ${margin} by more than chance`,
  open: (margin) => `these rows do not tell it from its margin of ${margin}`,
};

/** A number with its words; `state` is null for numbers that guard nothing. */
export function promotionNumber(words: Words, interval: Estimate, state: GuardrailState | null): PromotionNumber {
  if (![interval.value, interval.low, interval.high].every(Number.isFinite)) {
    throw externalFailure("validation/not-computable", `${words.title} is not defined on these rows`);
  }
  const { value, low, high, sampleSize } = interval;
  const range = `${valueText(value, "score")} [${valueText(low, "score")}, ${valueText(high, "score")}]`;
  const guard =
    state === null || words.margin === null ? "" : `; ${stateTexts[state](valueText(words.margin, "score"))}`;
  const sentence = `${words.title} ${range} on ${valueText(sampleSize, "count")} rows${guard}.`;
  return { ...words, unit: "score", value, interval, state, sentence };
}

/** For a difference of which less than `−margin` is harm. */
export function lossState({ value, low, high }: Estimate, margin: number): GuardrailState {
  if (low >= -margin) return "held";
  return value < -margin && high < 0 ? "broken" : "open";
}

/** For a difference of which more than `margin` is harm. */
export const riseState = ({ value, low, high, ...rest }: Estimate, margin: number): GuardrailState =>
  lossState({ ...rest, value: -value, low: -high, high: -low }, margin);

/** For a number that should be at `target` and is harm when it is further than `margin` from it. */
export function distanceState({ value, low, high }: Estimate, target: number, margin: number): GuardrailState {
  if (low >= target - margin && high <= target + margin) return "held";
  const isBeyondChance = target < low || target > high;
  return Math.abs(value - target) > margin && isBeyondChance ? "broken" : "open";
}

function guarded(words: Words & { readonly margin: number }, interval: Estimate): PromotionNumber {
  return promotionNumber(words, interval, lossState(interval, words.margin));
}

function slicesState(worst: SliceAuc, slices: readonly SliceAuc[]): GuardrailState {
  if (worst.estimate.value < -margins.slice && worst.adjustedP < sliceLevel) return "broken";
  return slices.every(({ estimate }) => estimate.low >= -margins.slice) ? "held" : "open";
}

function slicesNumber(evidence: PromotionEvidence, champion: ModelOutput): PromotionNumber | null {
  const models = { candidate: evidence.challenger.probabilities, baseline: champion.probabilities };
  const slices = sliceAucDifferences(evidence.labels, models, evidence.slices);
  const worst = worstSlice(slices, -margins.slice);
  if (worst === undefined) return null;
  const title = `AUC less the champion's on the worst slice (${worst.slice})`;
  return promotionNumber({ id: "slices", title, margin: margins.slice }, worst.estimate, slicesState(worst, slices));
}

/** A slope that is off does not stand against a challenger whose champion is further off: keeping that one would be worse. */
function slopeState(own: Estimate, champions: Estimate): GuardrailState {
  const state = distanceState(own, 1, margins.slope);
  return state === "broken" && Math.abs(own.value - 1) < Math.abs(champions.value - 1) ? "open" : state;
}

/**
 * A mean that is off stands against a challenger only where it is further off than its champion's by more than the margin, whatever
 * chance did. Both are seen on the same labels, which move both alike; what they may have moved them by is half the interval, and the
 * challenger is given all of it. On a few hundred rows labels alone put a mean that is right beyond chance in one case of ten.
 */
function meanState(own: Estimate, champions: Estimate): GuardrailState {
  const state = distanceState(own, 0, margins.inTheLarge);
  const chance = (own.high - own.low) / 2;
  const moved = Math.max(-chance, Math.min(chance, own.value));
  const isFurther = Math.abs(own.value - moved) > Math.abs(champions.value - moved) + margins.inTheLarge;
  return state === "broken" && !isFurther ? "open" : state;
}

function calibrationNumbers(
  evidence: PromotionEvidence,
  champion: ModelOutput,
): Pick<PairedNumbers, "slope" | "inTheLarge"> {
  const { labels, challenger } = evidence;
  const [championSlope, championInTheLarge] = [
    calibrationSlopeEstimate(labels, champion.probabilities, level),
    calibrationInTheLargeEstimate(labels, champion.probabilities, level),
  ];
  const slope = calibrationSlopeEstimate(labels, challenger.probabilities, level);
  const inTheLarge = calibrationInTheLargeEstimate(labels, challenger.probabilities, level);
  return {
    slope: promotionNumber(
      { id: "slope", title: "Calibration slope", margin: margins.slope },
      slope,
      slopeState(slope, championSlope),
    ),
    inTheLarge: promotionNumber(
      { id: "inTheLarge", title: "Mean probability less base rate", margin: margins.inTheLarge },
      inTheLarge,
      meanState(inTheLarge, championInTheLarge),
    ),
  };
}

const decider = ({ probabilities, threshold }: ModelOutput): { scores: Float64Array; threshold: number } => ({
  scores: probabilities,
  threshold,
});

/**
 * Everything a promotion decision compares, challenger less champion on the same rows.
 * @throws InvalidInput when the evidence cannot be used, ExternalFailure `validation/not-computable`
 */
export function pairedNumbers(evidence: PromotionEvidence, champion: ModelOutput, random: Random): PairedNumbers {
  const labels = labelsOf(evidence);
  const challenger = challengerOf(evidence);
  const [candidate, baseline] = [challenger.probabilities, champion.probabilities];
  const cells = pairedCounts(labels, decider(challenger), decider(champion));
  const decisions = compareDecisions(cells, ["f1", "recall"], { random, level });
  const logLoss = compareLogLoss(labels, candidate, baseline, level).difference;
  return {
    logLoss: {
      ...promotionNumber(
        { id: "logLoss", title: "Log loss less the champion's", margin: margins.logLoss },
        logLoss,
        null,
      ),
      interval: logLoss,
    },
    auc: guarded(
      { id: "auc", title: "AUC less the champion's", margin: margins.auc },
      compareRocAuc(labels, candidate, baseline, level).difference,
    ),
    f1: promotionNumber({ id: "f1", title: "F1 less the champion's", margin: null }, decisions.f1.difference, null),
    recall: guarded(
      { id: "recall", title: "Recall less the champion's", margin: margins.recall },
      decisions.recall.difference,
    ),
    ...calibrationNumbers(evidence, champion),
    slices: slicesNumber(evidence, champion),
  };
}

/** What the frozen reference set says: whether quality slipped step by step, and whether the challenger forgot. */
export interface AnchorNumbers {
  /** AUC less the best version's. */
  readonly anchor: PromotionNumber;
  /** Log loss less the champion's. */
  readonly forgetting: PromotionNumber;
}

/** The numbers of the frozen reference set; null before there is one, or when it is unusable. */
export function anchorNumbers({ anchor: evidence }: PromotionEvidence): AnchorNumbers | null {
  if (evidence === null || "problem" in evidence) return null;
  labelsOf(evidence);
  const { labels, challenger, best, bestVersion, champion } = evidence;
  const { difference } = compareRocAuc(labels, challenger, best, level);
  const title = `AUC less that of version ${bestVersion}, the best so far, on the frozen reference set`;
  const state = difference.value < -margins.anchor ? "broken" : "held";
  const loss = compareLogLoss(labels, challenger, champion, level).difference;
  return {
    anchor: promotionNumber({ id: "anchor", title, margin: margins.anchor }, difference, state),
    forgetting: promotionNumber(
      {
        id: "forgetting",
        title: "Log loss less the champion's on the frozen reference set",
        margin: margins.forgetting,
      },
      loss,
      riseState(loss, margins.forgetting),
    ),
  };
}
