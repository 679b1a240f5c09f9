import type { Json } from "#kernel";
import type { Severity, WatchedWindow } from "./signal.js";

/** What all signals together mean. */
export type VerdictKind =
  | "nothing"
  | "covariate-drift"
  | "covariate-drift-with-loss"
  | "estimated-loss"
  | "realised-loss"
  | "concept-drift"
  | "quality-fault"
  /** Rows come in unusual number or not at all; those that came are sound. */
  | "feed-fault"
  | "label-outage"
  /** Labels are missing more for some scores than for others. */
  | "label-bias"
  /** More or fewer outcomes came before the horizon than the probabilities expect: concept drift, if it lasts. */
  | "early-outcomes"
  | "age"
  /** A trigger of policy `reference`, taken literally. */
  | "reference-trigger";

/** What is to be done about a verdict. */
export type ActionKind =
  | "none"
  /** Tell, and do nothing else. */
  | "alert"
  /** Keep the window's rows out of every fit, and retrain nothing meanwhile. */
  | "quarantine"
  /** Wait: the labels that everything rests on do not come. */
  | "hold"
  /** A retraining run on matured labels; what comes of it is decided by the gates. */
  | "evaluate"
  /** An evaluation that may only recalibrate: too few labels for a fit. */
  | "recalibrate";

/** One rule that was looked at, with what it said. */
export interface RuleReading {
  /** Stable name, such as `cooldown`. */
  readonly rule: string;
  /** Whether it allows the action, or called for it. */
  readonly passed: boolean;
  /** For a person. */
  readonly sentence: string;
}

/** What came of an evaluation run. */
export type EvaluationOutcome = "promoted" | "pending" | "rejected" | "kept" | "refused" | "failed";

/** What an evaluation run left. */
export interface EvaluationResult {
  readonly outcome: EvaluationOutcome;
  /** Epoch ms. */
  readonly at: number;
  readonly runId: string;
  /** Name of the recipe that won the race; null when none was run. */
  readonly recipe: string | null;
  /** Version of the challenger; null when none was made. */
  readonly challenger: number | null;
  /** Why, for a person. */
  readonly sentence: string;
  /** Numbers behind it. */
  readonly evidence: Json;
}

/** Whether an evaluation was worth it, found out a horizon later. */
export interface EvaluationAudit {
  /** Epoch ms. */
  readonly at: number;
  /** Matured rows since the promotion. */
  readonly rows: number;
  /** Mean log loss of the new champion less that of the one before, on the same rows; below 0 it helped. Null without rows. */
  readonly difference: number | null;
  /** Ends of its 95 % interval. */
  readonly interval: readonly [number, number] | null;
  readonly helped: "yes" | "no" | "open";
  /** Whether the trigger was right: what it claimed was seen in labels. */
  readonly triggerWasRight: "yes" | "no" | "open";
  /** What of the lost quality the triggers spoke of; left out when there is nothing to compare with. */
  readonly recall?: TriggerRecall;
  /** For a person. */
  readonly sentence: string;
}

/** How much of the quality that was lost, as labels show it, the triggers had spoken of in time. */
export interface TriggerRecall {
  /** Cohorts whose labels show a loss beyond chance. */
  readonly lost: number;
  /** Those among them that a decision spoke of, at the latest one horizon after their labels were known. */
  readonly told: number;
}

/** One evaluation of the triggers: fired or held, on which evidence, by which rule. */
export interface DecisionRecord {
  /** From the model, the windows with their revisions, the signals and the day: the same evaluation has the same id. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly policy: "default" | "reference";
  readonly modelVersion: number | null;
  readonly windows: readonly WatchedWindow[];
  readonly verdict: VerdictKind;
  readonly action: ActionKind;
  /** Whether an evaluation run was called for and allowed. */
  readonly fired: boolean;
  readonly severity: Severity | null;
  readonly culprits: readonly string[];
  /** The incident the action is about; null when there is none. */
  readonly incidentId: string | null;
  /** Every rule that had a say, in order. */
  readonly rules: readonly RuleReading[];
  /** Why, for a person; the first one is the decision. */
  readonly sentences: readonly string[];
  /** Whether a promotion that follows may happen by itself, or a person has to approve it. */
  readonly promotion: "automatic" | "approval";
  /** Null until the evaluation run ended, and for ever when none was called for. */
  readonly result: EvaluationResult | null;
  readonly audit: EvaluationAudit | null;
}
