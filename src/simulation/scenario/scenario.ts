import type { weekdays } from "./weekday.js";

/** When a change is in force, in days of the scenario (1 is its first). */
export interface Ramp {
  /** First day; default 1. */
  readonly from: number;
  /** Last day; null is for ever. */
  readonly until: number | null;
  /** Days until a linear or creeping change is complete; null is one day, and never for a creeping one. */
  readonly over: number | null;
  /** `step` at once, `linear` over some days, `creep` a step more every day, `wave` on and off. */
  readonly shape: "step" | "linear" | "creep" | "wave";
  /** Days of one wave, the first half of which it is on. */
  readonly period: number;
  /** Share of a ramp up to which nothing happens yet; default 0. */
  readonly once: number;
  /** Null is every day. */
  readonly weekdays: readonly (typeof weekdays)[number][] | null;
}

/** What a column has to be: a spelling, one of some spellings, or a number inside bounds. */
export type Condition =
  | { readonly kind: "levels"; readonly levels: readonly string[] }
  | { readonly kind: "between"; readonly atLeast: number | null; readonly below: number | null };

/** Conditions by column, all of which must hold; empty holds for everyone. */
export type Predicate = Readonly<Record<string, Condition>>;

interface Timed {
  readonly ramp: Ramp;
  readonly where: Predicate;
}

/** A change of one column's values. */
export type ValueChange = Timed &
  (
    | { readonly kind: "scale"; readonly column: string; readonly by: number }
    | { readonly kind: "add"; readonly column: string; readonly by: number }
    | { readonly kind: "set"; readonly column: string; readonly to: string; readonly probability: number }
  );

/** A change of who comes: rows that fulfil the predicate come `by` times as often. */
export type WeightChange = Timed & { readonly kind: "weight"; readonly by: number };

/** A change of the customers themselves. */
export type CustomerChange = ValueChange | WeightChange;

/** A change of how the same customers decide: their odds of the positive outcome are multiplied. */
export type OutcomeChange = Timed & { readonly kind: "odds"; readonly by: number };

/** A change of what arrives, the customers being what they were. */
export type FeedChange =
  | ValueChange
  | (Timed & { readonly kind: "blank"; readonly column: string; readonly probability: number })
  | (Timed & { readonly kind: "rename"; readonly column: string; readonly to: string })
  | (Timed & { readonly kind: "drop"; readonly column: string })
  | (Timed & { readonly kind: "volume"; readonly by: number })
  | (Timed & { readonly kind: "stale" });

/** A change of how outcomes are told. */
export type LabelChange = { readonly ramp: Ramp } & (
  | { readonly kind: "outage" }
  | { readonly kind: "delay"; readonly days: number }
  | { readonly kind: "correct"; readonly share: number; readonly after: number }
  | { readonly kind: "duplicate"; readonly share: number }
  | { readonly kind: "unknown"; readonly share: number }
);

/** What happens to a production world, and when. */
export interface Scenario {
  readonly name: string;
  /** One sentence for people: what happens. */
  readonly says: string;
  /** Days in which nothing happens before day 1 of the scenario. */
  readonly calmDays: number;
  /** Whether outcomes and derived columns follow the changed customers; otherwise those of the unchanged ones are kept. */
  readonly follows: boolean;
  readonly customers: readonly CustomerChange[];
  readonly outcomes: readonly OutcomeChange[];
  readonly feed: readonly FeedChange[];
  readonly labels: readonly LabelChange[];
}
