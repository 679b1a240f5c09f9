import type { LabelEvent, LabelFact, LoggedPrediction } from "./label-event.js";

/**
 * Which predictions are meant: one by its id; those of an entity in a span of time, both ends included; or all from a moment on and
 * before another. Times are epoch ms.
 */
export type PredictionKey =
  | { readonly id: string }
  | { readonly entity: string; readonly from: number; readonly to: number }
  | Span;

/** From a moment on and before another, epoch ms. */
export interface Span {
  readonly from: number;
  readonly before: number;
}

/** Which labels are to be counted. */
export interface LabelCountQuery extends Span {
  /** Rows predicted in these are left out. */
  readonly without: readonly Span[];
  /** Epoch ms: rows predicted later are also counted by themselves. */
  readonly since: number;
}

/** Labels to learn from: of each entity the first prediction of a day (UTC), unless a campaign acted on it. */
export interface LabelCounts {
  readonly rows: number;
  readonly positives: number;
  readonly rowsSince: number;
}

/** A label that was found for a prediction, or null for one that was taken back. */
export interface FoundLabel {
  readonly id: string;
  readonly label: 0 | 1 | null;
  readonly knownAt: number | null;
}

/** Keeps what was predicted and what became known, so that they find each other whichever comes first. */
export interface LabelLedger {
  /** Adds predictions; ids that are there stay as they are. Returns those that are new. */
  addPredictions(predictions: readonly LoggedPrediction[]): readonly LoggedPrediction[];
  /** Adds facts in order of arrival; a fact that is there to the letter is left out. Returns those that were added. */
  addEvents(facts: readonly LabelFact[]): readonly LabelEvent[];
  /** In order of time. */
  predictionsOf(key: PredictionKey): readonly LoggedPrediction[];
  /** Counts without reading row by row what is counted. */
  countLabels(query: LabelCountQuery): LabelCounts;
  /** Everything said about a prediction by its id or its entity, in order of arrival. */
  eventsOf(predictionId: string, entity: string | null): readonly LabelEvent[];
  /** What became known after `after`, up to and including `until`, epoch ms, in order of arrival. */
  eventsKnown(after: number, until: number): readonly LabelEvent[];
  setLabels(labels: readonly FoundLabel[]): void;
}
