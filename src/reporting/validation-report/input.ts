import type { Instant } from "#kernel";
import type { Estimate, ReportLineage, ReportMetric } from "../training-report/input.js";

/** How a check or gate ended. */
export type ReportVerdict = "passed" | "failed" | "error";

/** One gate with what it found. */
export interface ReportGateFinding {
  readonly title: string;
  readonly verdict: ReportVerdict;
  /** Whether it decides. */
  readonly required: boolean;
  readonly sentence: string;
}

/** One number of a gate beside its bound; numbers are already written with unit and interval. */
export interface ReportCheck {
  readonly title: string;
  readonly value: string;
  readonly bound: string;
  readonly verdict: ReportVerdict;
  readonly sampleSize: number;
}

/** One paired number the promotion decision rests on, already written. */
export interface ReportPromotionNumber {
  readonly title: string;
  readonly value: string;
  readonly margin: string;
  /** What it says about its margin; null when it guards nothing. */
  readonly state: "held" | "broken" | "open" | null;
}

/** The decision and why. */
export interface ReportDecision {
  readonly kind: "promote" | "pending" | "keep" | "reject" | "blocked";
  readonly policy: string;
  /** The first one is the decision. */
  readonly sentences: readonly string[];
  readonly numbers: readonly ReportPromotionNumber[];
  /** What a person decided afterwards, with name, day and comment; null when nobody did. */
  readonly later: string | null;
}

/** How the version does on one slice. */
export interface ReportSlice {
  readonly slice: string;
  readonly sampleSize: number;
  /** 0 to 1. */
  readonly baseRate: number;
  readonly auc: Estimate;
}

/** Everything a page about a validation shows. */
export interface ValidationReportInput {
  readonly project: string;
  readonly generatedAt: Instant;
  /** Of all intervals, 0 to 1. */
  readonly confidence: number;
  readonly model: { readonly name: string; readonly version: number; readonly alias: string | null };
  /** Null when there was no champion to compare with. */
  readonly championVersion: number | null;
  readonly validatedAt: Instant;
  readonly testRows: number;
  /** Share of positives among the test rows, 0 to 1. */
  readonly baseRate: number;
  readonly metrics: readonly ReportMetric[];
  readonly verdict: ReportVerdict;
  readonly sentence: string;
  readonly gates: readonly ReportGateFinding[];
  readonly checks: readonly ReportCheck[];
  readonly decision: ReportDecision;
  readonly slices: readonly ReportSlice[];
  readonly origin: readonly ReportLineage[];
}
