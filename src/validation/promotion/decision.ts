import type { Estimate } from "#metrics";
import type { GateUnit } from "../gate.js";

/** What is to happen with a challenger. */
export type PromotionKind =
  /** It becomes champion. */
  | "promote"
  /** A person has to decide. */
  | "pending"
  /** The champion stays; the challenger goes on in shadow until there are more rows. */
  | "keep"
  /** The champion stays; the challenger is worse. */
  | "reject"
  /** Nothing can be decided: the gates did not pass, or the evidence cannot be used. */
  | "blocked";

/** Which line of the decision table held. */
export type PromotionFinding =
  | "gates-not-passed"
  | "evidence-unusable"
  | "first-model"
  | "superior"
  | "superior-but-guarded"
  | "superior-but-below-anchor"
  | "superior-but-forgets"
  | "anchor-unusable"
  | "non-inferior"
  | "inconclusive"
  | "inferior"
  | "reference-rule";

/** What a paired number says about its margin. */
export type GuardrailState =
  /** With 95 % confidence not beyond the margin. */
  | "held"
  /** Beyond the margin, and worse by more than chance. */
  | "broken"
  /** Too few rows to tell. */
  | "open";

/** A number that the decision rests on or that is shown beside. */
export interface PromotionNumber {
  readonly id: string;
  readonly title: string;
  readonly unit: GateUnit;
  readonly value: number;
  /** Null when it has none. */
  readonly interval: Estimate | null;
  /** How far the number may be off before it counts as harm; null when it has no margin. */
  readonly margin: number | null;
  /** Null when it guards nothing. */
  readonly state: GuardrailState | null;
  readonly sentence: string;
}

/** The decision with everything it rests on, as plain JSON. */
export interface PromotionDecision {
  readonly kind: PromotionKind;
  readonly finding: PromotionFinding;
  readonly policy: "auto" | "manual" | "reference";
  /** What policy `auto` would do; under `manual` it is the recommendation to the person. */
  readonly recommendation: PromotionKind;
  readonly rows: number;
  readonly numbers: readonly PromotionNumber[];
  /** Paired rows that would tell a gain of the size seen, with 80 % power; null when that is not the question. */
  readonly rowsNeeded: number | null;
  /** Why, a clause without the decision: `its log loss is 0.0122 lower, …`. */
  readonly reason: string;
  /** What to do and why, for a person; the first one is the decision. */
  readonly sentences: readonly string[];
}
