import type { LabelEvent, LabelFact, LabelLedger, LoggedPrediction, PredictionKey } from "#monitoring";

const factText = ({ predictionId, entity, label, occurredAt, knownAt }: LabelFact): string =>
  JSON.stringify([predictionId, entity, label, occurredAt, knownAt]);

const byTime = (left: LoggedPrediction, right: LoggedPrediction): number =>
  left.predictedAt - right.predictedAt || (left.id < right.id ? -1 : 1);

function isMeant(prediction: LoggedPrediction, key: PredictionKey): boolean {
  if ("id" in key) return prediction.id === key.id;
  const { entity, predictedAt } = prediction;
  return entity === key.entity && predictedAt >= key.from && predictedAt <= key.to;
}

/** A {@link LabelLedger} that forgets everything when the process ends. */
export function createMemoryLabelLedger(): LabelLedger {
  const predictions = new Map<string, LoggedPrediction>();
  const events: LabelEvent[] = [];
  const known = new Set<string>();
  return {
    addPredictions: (rows) => {
      const added = rows.filter(({ id }) => !predictions.has(id));
      for (const row of added) predictions.set(row.id, structuredClone(row));
      return added;
    },
    addEvents: (facts) =>
      facts.flatMap((fact) => {
        const text = factText(fact);
        if (known.has(text)) return [];
        known.add(text);
        const event = { ...fact, sequence: events.length + 1 };
        events.push(event);
        return [event];
      }),
    predictionsOf: (key) => [...predictions.values()].filter((row) => isMeant(row, key)).sort(byTime),
    predictionsBetween: (from, to) =>
      [...predictions.values()].filter((row) => row.predictedAt >= from && row.predictedAt < to).sort(byTime),
    eventsOf: (predictionId, entity) =>
      events.filter(
        (event) =>
          event.predictionId === predictionId ||
          (entity !== null && event.predictionId === null && event.entity === entity),
      ),
    eventsKnown: (after, until) => events.filter(({ knownAt }) => knownAt > after && knownAt <= until),
    setLabels: (labels) => {
      for (const { id, label, knownAt } of labels) {
        const found = predictions.get(id);
        if (found !== undefined) predictions.set(id, { ...found, label, labelKnownAt: knownAt });
      }
    },
  };
}
