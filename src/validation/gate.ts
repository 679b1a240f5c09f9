import type { Random } from "#kernel";
import type { Estimate } from "#metrics";
import type { ValidationEvidence } from "./evidence.js";

/** How a check, a gate or a set of gates ended; an error is not a pass. */
export type Verdict = "passed" | "failed" | "error";

/** What a number of a gate is measured in. */
export type GateUnit = "share" | "score" | "ms" | "currency" | "count";

/** Where a number has to be, ends included; null leaves a side open. */
export interface Bound {
  readonly low: number | null;
  readonly high: number | null;
}

/** A number a gate compares with a bound. */
export interface CheckDefinition<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly unit: GateUnit;
  /** The bound unless the project sets another one. */
  readonly bound: Bound;
}

/** A number that was found for a check or for information. */
export interface Measurement {
  /** NaN when it is not defined on these rows. */
  readonly value: number;
  readonly interval?: Estimate;
  /** Rows, calls or features it rests on. */
  readonly sampleSize: number;
  /** For a number whose bound takes chance into account: whether it is beyond the bound by more than chance. */
  readonly isBeyondChance?: boolean;
  /** What ends in `error` instead of `failed` when it is out of bounds: a result that is too good to be believed. */
  readonly isSuspicion?: boolean;
  /** The bound on these rows, where the usual one makes no sense. */
  readonly bound?: Bound;
  /** Words that belong to the number, such as the name of the worst slice. */
  readonly note?: string;
}

/** What a gate found: a number per check, or why there is nothing to check. */
export type GateFindings<Id extends string = string> =
  | { readonly measured: Readonly<Record<Id, Measurement>>; readonly facts?: readonly GateFact[] }
  | { readonly notApplicable: string };

/** A number that is shown beside the checks and decides nothing. */
export interface GateFact {
  readonly id: string;
  readonly title: string;
  readonly unit: GateUnit;
  readonly value: number;
}

/** A set of checks on evidence. */
export interface Gate<Id extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly CheckDefinition<Id>[];
  /**
   * Works out the numbers; what it throws makes the gate end in `error`.
   * @param bounds in force for this gate, by check
   */
  measure(evidence: ValidationEvidence, random: Random, bounds: Readonly<Record<Id, Bound>>): GateFindings<Id>;
}

/** One comparison of a number with its bound. */
export interface CheckOutcome {
  readonly id: string;
  readonly title: string;
  readonly unit: GateUnit;
  /** Null when it could not be worked out. */
  readonly value: number | null;
  /** Null when the number has none, or an end of it is not finite. */
  readonly interval: Estimate | null;
  readonly bound: Bound;
  readonly verdict: Verdict;
  readonly sampleSize: number;
  readonly note: string | null;
  /** The champion's number on the same rows, where the check passed because the champion misses the bound too. */
  readonly champion?: number;
  /** Other words for why the check passed although its number is out of bounds. */
  readonly excuse?: string;
}

/** How one gate ended. */
export interface GateOutcome {
  readonly id: string;
  readonly title: string;
  /** Whether the gate decides. */
  readonly required: boolean;
  readonly verdict: Verdict;
  readonly checks: readonly CheckOutcome[];
  readonly facts: readonly GateFact[];
  /** What happened, for a person. */
  readonly sentence: string;
}

/** How all gates ended. */
export interface GateReport {
  /** Passed only when every required gate passed. */
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly rows: number;
  readonly gates: readonly GateOutcome[];
}
