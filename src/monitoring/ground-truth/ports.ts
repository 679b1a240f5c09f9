import type { LabelEvent, LabelFact, LoggedPrediction } from "./label-event.js";

/** Which predictions are meant: one by its id, or those of an entity in a span of time, both ends included. */
export type PredictionKey =
  | { readonly id: string }
  | { readonly entity: string; readonly from: number; readonly to: number };

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
  /** Predictions made from `from` on and before `to`, epoch ms, in order of time. */
  predictionsBetween(from: number, to: number): readonly LoggedPrediction[];
  /** Everything said about a prediction by its id or its entity, in order of arrival. */
  eventsOf(predictionId: string, entity: string | null): readonly LabelEvent[];
  /** What became known after `after`, up to and including `until`, epoch ms, in order of arrival. */
  eventsKnown(after: number, until: number): readonly LabelEvent[];
  setLabels(labels: readonly FoundLabel[]): void;
}
