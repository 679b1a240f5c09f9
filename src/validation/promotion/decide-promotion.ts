import { messageOf, type Random } from "#kernel";
import type { Estimate } from "#metrics";
import { normalHalfWidth, normalQuantile } from "#statistics";
import type { ModelOutput } from "../evidence.js";
import type { PromotionOptions } from "../options.js";
import { challengerOf, championOf } from "../read-evidence.js";
import { valueText } from "../wording.js";
import type { PromotionDecision, PromotionFinding, PromotionKind, PromotionNumber } from "./decision.js";
import type { PromotionEvidence } from "./evidence.js";
import { margins } from "./margins.js";
import { type AnchorNumbers, anchorNumbers, type PairedNumbers, pairedNumbers } from "./numbers.js";

interface Ruling {
  readonly kind: PromotionKind;
  readonly finding: PromotionFinding;
  /** What to do, in words such as `Keep the champion`. */
  readonly verdict: string;
  /** Why, a clause that goes on after a colon; the challenger is `it` where the verdict does not name the champion. */
  readonly reason: string;
}

const sentenceOf = ({ verdict, reason }: Pick<Ruling, "verdict" | "reason">): string => `${verdict}: ${reason}.`;

interface Comparison {
  readonly paired: PairedNumbers;
  readonly frozen: AnchorNumbers | null;
  /** Why the frozen reference set cannot be used; null when it can, or there is none yet. */
  readonly anchorProblem: string | null;
}

const power = 0.8;

const personDecides = "A person has to decide";
const keepChampion = "Keep the champion";

/**
 * Standard errors the log loss has to be lower by. At 1.64 (95 %) the rule found under half of the models that are better by
 * .004 at 1,409 rows; at 1 it finds six in ten there and five in ten on models it was not chosen on, and with the guardrails promotes 2 to 3 % of worse
 * ones.
 */
const superiorityErrors = 1;

/** Paired rows at which a gain of the size seen would be told with 80 % power by the one-sided 5 % test. */
function rowsToTell({ value, high, level, sampleSize }: Estimate): number | null {
  if (value >= 0) return null;
  const half = normalHalfWidth(level);
  const standardDeviation = ((high - value) / half) * Math.sqrt(sampleSize);
  return Math.ceil((((half + normalQuantile(power)) * standardDeviation) / value) ** 2);
}

function brokenGuardrails({ paired }: Comparison): readonly PromotionNumber[] {
  const { auc, recall, slope, inTheLarge, slices } = paired;
  return [auc, recall, slope, inTheLarge, slices].filter((number) => number?.state === "broken") as PromotionNumber[];
}

/**
 * Guardrails that stand against a promotion. AUC has to be proven not worse, unless the lower log loss is proven itself (95 %): a few
 * hundred rows prove a large gain of log loss long before they prove that no .005 of AUC was lost. The others must not be proven
 * harmful.
 */
function unmetGuardrails(comparison: Comparison): readonly PromotionNumber[] {
  const { auc, logLoss } = comparison.paired;
  const isGainProven = logLoss.interval.high < 0;
  return [...(auc.state === "open" && !isGainProven ? [auc] : []), ...brokenGuardrails(comparison)];
}

/** Instead of a promotion where nobody can say whether quality slipped step by step. */
function unusableAnchorRuling(problem: string): Ruling {
  return {
    kind: "pending",
    finding: "anchor-unusable",
    verdict: personDecides,
    reason: `the challenger may replace the champion, but the frozen reference set cannot be used (${problem})`,
  };
}

/** Better on new rows and worse on old ones: only a person knows whether the old ones still count. */
function forgettingRuling({ value }: PromotionNumber): Ruling {
  return {
    kind: "pending",
    finding: "superior-but-forgets",
    verdict: personDecides,
    reason: `the challenger is better on these rows but has forgotten others: its log loss on the frozen reference set is ${valueText(value, "score")} higher than the champion's`,
  };
}

function superiorRuling(comparison: Comparison): Ruling {
  const unmet = unmetGuardrails(comparison);
  if (unmet.length > 0) {
    const titles = unmet.map(({ title }) => title).join("; ");
    return {
      kind: "keep",
      finding: "superior-but-guarded",
      verdict: keepChampion,
      reason: `the challenger has the lower log loss, but a guardrail is not met (${titles})`,
    };
  }
  if (comparison.anchorProblem !== null) return unusableAnchorRuling(comparison.anchorProblem);
  if (comparison.frozen?.anchor.state === "broken") {
    return {
      kind: "pending",
      finding: "superior-but-below-anchor",
      verdict: personDecides,
      reason:
        "the challenger is better on these rows but ranks the frozen reference set worse than the best version ever, as happens when the world changed or quality slipped step by step",
    };
  }
  if (comparison.frozen?.forgetting.state === "broken") return forgettingRuling(comparison.frozen.forgetting);
  const gain = valueText(-comparison.paired.logLoss.value, "score");
  return {
    kind: "promote",
    finding: "superior",
    verdict: "Promote",
    reason: `its log loss is ${gain} lower, by more than one standard error, and every guardrail is met`,
  };
}

function isNonInferior(comparison: Comparison): boolean {
  const { logLoss } = comparison.paired;
  const isNotWorse = logLoss.value < 0 && logLoss.interval.high <= margins.logLoss;
  const isFrozenMet = Object.values(comparison.frozen ?? {}).every(({ state }) => state !== "broken");
  return isNotWorse && unmetGuardrails(comparison).length === 0 && isFrozenMet;
}

function nonInferiorRuling(reason: PromotionEvidence["reason"], anchorProblem: string | null): Ruling {
  const finding = "non-inferior";
  if (reason !== null && anchorProblem !== null) return unusableAnchorRuling(anchorProblem);
  return reason === null
    ? {
        kind: "keep",
        finding,
        verdict: keepChampion,
        reason: "the challenger is not worse, but not provably better, and there is no reason to change",
      }
    : {
        kind: "promote",
        finding,
        verdict: "Promote",
        reason: `it is not worse and there is a reason to change (${reason.kind}: ${reason.text})`,
      };
}

/** Whether the mean log loss is lower by more than {@link superiorityErrors} standard errors. */
function isSuperior({ value, high, level }: Estimate): boolean {
  const standardError = (high - value) / normalHalfWidth(level);
  return value + superiorityErrors * standardError < 0;
}

function ruling(comparison: Comparison, evidence: PromotionEvidence): Ruling {
  const { interval } = comparison.paired.logLoss;
  if (isSuperior(interval)) return superiorRuling(comparison);
  if (interval.low > 0) {
    const loss = valueText(interval.low, "score");
    const reason = `with 95 % confidence the challenger's log loss is at least ${loss} higher than the champion's`;
    return { kind: "reject", finding: "inferior", verdict: "Reject", reason };
  }
  if (isNonInferior(comparison)) return nonInferiorRuling(evidence.reason, comparison.anchorProblem);
  const reason = "these rows do not tell which model is better; let the challenger run in shadow";
  return { kind: "keep", finding: "inconclusive", verdict: keepChampion, reason };
}

function referenceRuling({ f1 }: PairedNumbers): Ruling {
  const isAllowed = f1.value >= -margins.referenceF1 - 1e-12;
  const reason = `F1 less the champion's is ${valueText(f1.value, "score")}, at least ${valueText(-margins.referenceF1, "score")} wanted`;
  const verdict = `${isAllowed ? "Promote" : "Reject"} by the reference's rule`;
  return { kind: isAllowed ? "promote" : "reject", finding: "reference-rule", verdict, reason };
}

function underPolicy(auto: Ruling, paired: PairedNumbers | null, policy: PromotionOptions["policy"]): Ruling {
  if (policy === "reference" && paired !== null) return referenceRuling(paired);
  if (policy !== "manual") return auto;
  return { ...auto, kind: "pending", verdict: `A person decides. Recommendation: ${auto.verdict}` };
}

function decided(
  auto: Ruling,
  evidence: PromotionEvidence,
  comparison: Comparison | null,
  policy: PromotionOptions["policy"],
): PromotionDecision {
  const ruled = underPolicy(auto, comparison?.paired ?? null, policy);
  const found =
    comparison === null
      ? []
      : [...Object.values(comparison.paired as object), ...Object.values((comparison.frozen ?? {}) as object)];
  const numbers = (found as (PromotionNumber | null)[]).filter((number) => number !== null);
  const isOpen = auto.finding === "inconclusive" || auto.finding === "non-inferior";
  const rowsNeeded = comparison !== null && isOpen ? rowsToTell(comparison.paired.logLoss.interval) : null;
  const rowsSentence =
    rowsNeeded === null
      ? []
      : [`A gain of the size seen would take about ${valueText(rowsNeeded, "count")} paired rows to tell.`];
  return {
    kind: ruled.kind,
    finding: ruled.finding,
    policy,
    recommendation: auto.kind,
    reason: ruled.reason,
    rows: evidence.labels.length,
    numbers,
    rowsNeeded,
    sentences: [sentenceOf(ruled), ...rowsSentence, ...numbers.map((number) => number.sentence)],
  };
}

const whatStays = ({ champion }: PromotionEvidence): string =>
  champion === null ? "there is still no champion" : "the champion stays";

function blocked(finding: PromotionFinding, reason: string, evidence: PromotionEvidence): PromotionDecision {
  const rows = evidence.labels.length;
  return {
    kind: "blocked",
    finding,
    policy: "auto",
    recommendation: "blocked",
    reason,
    rows,
    numbers: [],
    rowsNeeded: null,
    sentences: [sentenceOf({ verdict: "Not promoted", reason })],
  };
}

function compared(evidence: PromotionEvidence, champion: ModelOutput, random: Random): Comparison {
  const { anchor } = evidence;
  const anchorProblem = anchor !== null && "problem" in anchor ? anchor.problem : null;
  return { paired: pairedNumbers(evidence, champion, random), frozen: anchorNumbers(evidence), anchorProblem };
}

function decide(evidence: PromotionEvidence, { policy }: PromotionOptions, random: Random): PromotionDecision {
  challengerOf(evidence);
  const champion = championOf(evidence);
  if (champion === null) {
    const reason = "all required gates passed and there is no champion yet";
    return decided({ kind: "promote", finding: "first-model", verdict: "Promote", reason }, evidence, null, policy);
  }
  const comparison = compared(evidence, champion, random);
  return decided(ruling(comparison, evidence), evidence, comparison, policy);
}

/**
 * Whether a challenger becomes champion. The gates must have passed; evidence that cannot be used blocks.
 *
 * The rule of policy `auto`, on the same rows for both models (all bounds one-sided at 95 %, the ends of a 90 % interval):
 * 1. superior: log loss lower by more than one standard error. Promote, unless a guardrail is not met (keep) or the AUC on the
 *    frozen reference set is more than .01 below the best version's, or the log loss there more than .01 above the champion's by more
 *    than chance (a person decides).
 * 2. inferior: lower bound above 0. Reject.
 * 3. non-inferior: mean difference below 0, its upper bound at most .005, every guardrail and the frozen reference set met. Promote only
 *    with a reason, else keep.
 * 4. otherwise inconclusive: keep, in shadow, with the number of rows that would tell.
 *
 * Guardrails: the lower DeLong bound of the AUC difference must be at least −.005 (proof of no harm), unless the upper bound of the
 * log-loss difference is below 0; then AUC must not be proven worse by more. The others must not be broken, that is beyond the margin (recall −.02, slope 1 ± .15, mean
 * probability ± .02, AUC of a slice −.03 with Holm's correction) and off by more than chance: at 1,409 rows their intervals are
 * as wide as the margins, so asking for proof of no harm would refuse most better models.
 *
 * Policy `manual` always leaves it to a person and says what `auto` would do; `reference` promotes at F1 ≥ champion's − .02.
 * @param evidence both models on the same rows, and the verdict of the challenger's gates
 * @param options the policy
 * @param random for the bootstrap of F1 and recall
 * @source DeLong, DeLong and Clarke-Pearson (1988) and Holm (1979) for the tests; bench/promotion for the error rates
 */
export function decidePromotion(
  evidence: PromotionEvidence,
  options: PromotionOptions,
  random: Random,
): PromotionDecision {
  if (evidence.gates !== "passed") {
    const how = evidence.gates === "failed" ? "failed" : "ended in error";
    const reason = `required gates ${how}; ${whatStays(evidence)}`;
    return { ...blocked("gates-not-passed", reason, evidence), policy: options.policy };
  }
  try {
    return decide(evidence, options, random);
  } catch (thrown) {
    const reason = `the evidence cannot be used (${messageOf(thrown)}); ${whatStays(evidence)}`;
    return { ...blocked("evidence-unusable", reason, evidence), policy: options.policy };
  }
}
