import type {
  LabelCountQuery,
  LabelCounts,
  LabelEvent,
  LabelFact,
  LabelLedger,
  LoggedPrediction,
  PredictionKey,
  Span,
} from "#monitoring";

const factText = ({ predictionId, entity, label, occurredAt, knownAt }: LabelFact): string =>
  JSON.stringify([predictionId, entity, label, occurredAt, knownAt]);

const byTime = (left: LoggedPrediction, right: LoggedPrediction): number =>
  left.predictedAt - right.predictedAt || (left.id < right.id ? -1 : 1);

const isWithin = ({ predictedAt }: LoggedPrediction, { from, before }: Span): boolean =>
  predictedAt >= from && predictedAt < before;

const dayMs = 86_400_000;

function countLabels(rows: readonly LoggedPrediction[], query: LabelCountQuery): LabelCounts {
  const firsts = new Map<string, LoggedPrediction>();
  for (const row of rows.filter((each) => isWithin(each, query) && each.arm !== "treated").sort(byTime)) {
    const whose = row.entity === null ? `id ${row.id}` : `entity ${row.entity}`;
    const key = `${Math.floor(row.predictedAt / dayMs)} ${whose}`;
    if (!firsts.has(key)) firsts.set(key, row);
  }
  const counted = [...firsts.values()].filter(
    (row) => row.label !== null && !query.without.some((span) => isWithin(row, span)),
  );
  return {
    rows: counted.length,
    positives: counted.filter(({ label }) => label === 1).length,
    rowsSince: counted.filter(({ predictedAt }) => predictedAt > query.since).length,
  };
}

function isMeant(prediction: LoggedPrediction, key: PredictionKey): boolean {
  if ("id" in key) return prediction.id === key.id;
  if ("before" in key) return isWithin(prediction, key);
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
    countLabels: (query) => countLabels([...predictions.values()], query),
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
