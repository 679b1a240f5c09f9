import { formatCount, parseDuration, plural } from "#kernel";
import type { ActionKind, DecisionRecord, RuleReading } from "../decision-record.js";
import type { RetrainingOptions } from "../options.js";
import { cooldownOf, isNewTrouble } from "./cooldown.js";
import type { TriggerState } from "./trigger-state.js";
import type { Verdict } from "./verdict.js";

const dayMs = 86_400_000;
const monthMs = 30 * dayMs;
/** An evaluation run that left nothing for so long is taken to be lost. */
const lostAfterMs = 2 * dayMs;

/** What an evaluation run has to get past. */
export interface RuleContext {
  readonly verdict: Verdict;
  readonly state: TriggerState;
  readonly options: RetrainingOptions;
  readonly now: number;
}

const days = (ms: number): string => {
  const count = Math.round((ms / dayMs) * 10) / 10;
  return `${count} ${count === 1 ? "day" : "days"}`;
};

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

function championRule({ state }: RuleContext): RuleReading {
  const passed = state.championVersion !== null;
  const sentence = passed ? `version ${state.championVersion} is champion` : "there is no champion yet to train again";
  return { rule: "champion", passed, sentence };
}

function underWay({ result, at }: DecisionRecord, now: number): boolean {
  return (result === null && now - at < lostAfterMs) || (result?.outcome === "pending" && now - result.at < monthMs);
}

function busyRule({ state, now }: RuleContext): RuleReading {
  const busy = state.evaluations.find((decision) => underWay(decision, now));
  const sentence =
    busy === undefined
      ? "no other evaluation run is under way"
      : busy.result === null
        ? `the evaluation run called for on ${dateOf(busy.at)} has not ended yet`
        : `challenger version ${busy.result.challenger} of ${dateOf(busy.result.at)} waits for a person`;
  return { rule: "under-way", passed: busy === undefined, sentence };
}

/** What the labels at hand allow. */
export function supplyAction(
  { labels }: TriggerState,
  options: RetrainingOptions,
): "evaluate" | "recalibrate" | "none" {
  if (labels.rows >= options.minimumRows && labels.positives >= options.minimumPositives) return "evaluate";
  return labels.rows >= options.recalibrationRows ? "recalibrate" : "none";
}

function supplyRule({ state, options }: RuleContext): RuleReading {
  const { rows, positives } = state.labels;
  const allowed = supplyAction(state, options);
  const have = `${formatCount(rows)} matured rows with ${formatCount(positives)} positive ones since the champion's training`;
  const need = `${formatCount(options.minimumRows)} and ${options.minimumPositives} are needed for a fit, ${plural(options.recalibrationRows, "row")} to recalibrate`;
  const meaning = { evaluate: "enough for a fit", recalibrate: "enough to recalibrate only", none: "too few" }[allowed];
  return { rule: "minimum-evidence", passed: allowed !== "none", sentence: `${have}: ${meaning} (${need})` };
}

function noveltyRule({ state, options }: RuleContext): RuleReading {
  const { rowsSinceEvaluation } = state.labels;
  const isFirst = state.evaluations.every(({ result }) => result === null);
  const passed = isFirst || rowsSinceEvaluation >= options.recalibrationRows;
  const sentence = isFirst
    ? "no evaluation run has seen these labels"
    : `${formatCount(rowsSinceEvaluation)} matured rows that the last evaluation run had not seen; from ${formatCount(options.recalibrationRows)} on another one is worth it`;
  return { rule: "new-evidence", passed, sentence };
}

function cooldownRule({ verdict, state, options, now }: RuleContext): RuleReading {
  const cooldown = cooldownOf(state, options);
  if (cooldown === null || now >= cooldown.until) {
    return { rule: "cooldown", passed: true, sentence: "no quiet time is running" };
  }
  const { rejections } = cooldown;
  const why = rejections === 0 ? "" : ` after ${plural(rejections, "rejected challenger")}`;
  const length = `${days(cooldown.lengthMs)} of quiet time until ${dateOf(cooldown.until)}${why}`;
  if (isNewTrouble(verdict, state)) {
    return { rule: "cooldown", passed: true, sentence: `${length}, lifted because the trouble is a new one` };
  }
  return { rule: "cooldown", passed: false, sentence: length };
}

function rateRule({ state, options, now }: RuleContext): RuleReading {
  const count = state.evaluations.filter(({ at }) => at > now - monthMs).length;
  const sentence = `${count} of at most ${options.evaluationsPer30Days} evaluation runs in the last 30 days`;
  return { rule: "rate", passed: count < options.evaluationsPer30Days, sentence };
}

/** Every rule an evaluation run has to get past, in order, each with what it says. */
export function readRules(context: RuleContext): readonly RuleReading[] {
  return [championRule, busyRule, supplyRule, noveltyRule, cooldownRule, rateRule].map((rule) => rule(context));
}

/** The model's age as a verdict; null while it is young enough. */
export function ageVerdict(state: TriggerState, options: RetrainingOptions, now: number): Verdict | null {
  if (state.trainedAt === null) return null;
  const looked = state.evaluations.flatMap(({ result }) =>
    result === null || result.outcome === "failed" ? [] : [result.at],
  );
  const since = Math.max(state.trainedAt, ...looked);
  const age = now - since;
  if (age < parseDuration(options.fallback)) return null;
  const what = since === state.trainedAt ? "the last training" : "the last evaluation run";
  const sentence = `${days(age)} since ${what}; after ${options.fallback} it is looked at anyway`;
  return { kind: "age", incident: null, sentence };
}

/** Whether a promotion may happen by itself. */
export function promotionMode(
  { promotions }: TriggerState,
  options: RetrainingOptions,
  now: number,
): DecisionRecord["promotion"] {
  const recent = promotions.filter((at) => at > now - monthMs).length;
  return recent < options.promotionsPer30Days ? "automatic" : "approval";
}

/** What a verdict asks for before any rule is looked at. */
export const actionOfVerdict: Readonly<Record<Verdict["kind"], ActionKind>> = {
  nothing: "none",
  "covariate-drift": "alert",
  "covariate-drift-with-loss": "evaluate",
  "estimated-loss": "evaluate",
  "realised-loss": "evaluate",
  "concept-drift": "evaluate",
  "quality-fault": "quarantine",
  "feed-fault": "alert",
  "label-outage": "hold",
  "label-bias": "hold",
  "early-outcomes": "alert",
  age: "evaluate",
  "reference-trigger": "evaluate",
};
