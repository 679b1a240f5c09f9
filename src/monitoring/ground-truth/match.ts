import type { LabelEvent, LabelFact, LoggedPrediction } from "./label-event.js";
import type { FoundLabel, LabelLedger, PredictionKey, Span } from "./ports.js";

/** How far back, in horizons, a "no" about an entity settles predictions that were never settled. */
const settledHorizons = 3;

const eventTime = ({ occurredAt, knownAt }: LabelFact): number => occurredAt ?? knownAt;

/**
 * The predictions an event may be about: the one it names; else those of its entity within whose horizon the outcome
 * happened, or, for a "no" without a time, those whose horizon had passed when it became known.
 */
export function predictionsAbout(event: LabelFact, horizonMs: number): Exclude<PredictionKey, Span> | null {
  if (event.predictionId !== null) return { id: event.predictionId };
  if (event.entity === null) return null;
  const { entity, knownAt } = event;
  if (event.label === 1 || event.occurredAt !== null) {
    const time = eventTime(event);
    return { entity, from: time - horizonMs, to: time };
  }
  const to = event.label === 0 ? knownAt - horizonMs : knownAt;
  return { entity, from: knownAt - settledHorizons * horizonMs, to };
}

function isAbout(event: LabelEvent, { id, entity, predictedAt }: LoggedPrediction, horizonMs: number): boolean {
  const key = predictionsAbout(event, horizonMs);
  if (key === null) return false;
  if ("id" in key) return key.id === id;
  return key.entity === entity && predictedAt >= key.from && predictedAt <= key.to;
}

/** A "no" about an entity that does not say when: it settles what is open and never undoes a "yes". */
const isVague = (event: LabelEvent): boolean =>
  event.predictionId === null && event.occurredAt === null && event.label === 0;

/**
 * The label of a prediction as it was known at a moment: of all that was said about it, the newest by the time it became
 * known, then by arrival.
 * @param events everything said about the prediction
 * @param asOf epoch ms
 */
export function labelAsOf(
  prediction: LoggedPrediction,
  events: readonly LabelEvent[],
  horizonMs: number,
  asOf: number,
): FoundLabel {
  const known = events
    .filter((event) => event.knownAt <= asOf && isAbout(event, prediction, horizonMs))
    .sort((left, right) => left.knownAt - right.knownAt || left.sequence - right.sequence);
  let found: FoundLabel = { id: prediction.id, label: null, knownAt: null };
  for (const event of known) {
    if (isVague(event) && found.label !== null) continue;
    const isRepeat = event.label === found.label && found.knownAt !== null;
    if (!isRepeat)
      found = { id: prediction.id, label: event.label, knownAt: event.label === null ? null : event.knownAt };
  }
  return found;
}

/** A prediction whose label is another one than before. */
export interface LabelChange {
  readonly prediction: LoggedPrediction;
  readonly found: FoundLabel;
}

/**
 * Predictions whose label changes at a moment because of events that became known or predictions that were added.
 * @param touched events that may change labels, and predictions that were just added
 * @param asOf epoch ms
 */
export function labelChanges(
  ledger: Pick<LabelLedger, "predictionsOf" | "eventsOf">,
  touched: { readonly events: readonly LabelEvent[]; readonly predictions: readonly LoggedPrediction[] },
  horizonMs: number,
  asOf: number,
): readonly LabelChange[] {
  const candidates = new Map(touched.predictions.map((prediction) => [prediction.id, prediction]));
  for (const event of touched.events) {
    const key = predictionsAbout(event, horizonMs);
    const about = key === null ? [] : ledger.predictionsOf(key);
    for (const prediction of about) candidates.set(prediction.id, prediction);
  }
  const changes: LabelChange[] = [];
  for (const prediction of candidates.values()) {
    const events = ledger.eventsOf(prediction.id, prediction.entity);
    if (events.length === 0) continue;
    const found = labelAsOf(prediction, events, horizonMs, asOf);
    const isSame = found.label === prediction.label && found.knownAt === prediction.labelKnownAt;
    if (!isSame) changes.push({ prediction, found });
  }
  return changes;
}
