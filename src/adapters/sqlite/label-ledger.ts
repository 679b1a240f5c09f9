import type {
  FoundLabel,
  LabelCountQuery,
  LabelCounts,
  LabelEvent,
  LabelFact,
  LabelLedger,
  LoggedPrediction,
  PredictionKey,
  Span,
} from "#monitoring";
import type { Metadata, SqlRow } from "./connection.js";
import { parsed } from "./json-column.js";
import { parsedReal, realParts } from "./real-column.js";

const insertPrediction = `INSERT INTO logged_predictions
  (id, entity, predicted_at, model_version, probability, predicted, arm, propensity, slices, label, label_known_at)
  VALUES (?, ?, ?, ?, ? * ?, ?, ?, ? * ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

function addPrediction(metadata: Metadata, row: LoggedPrediction): boolean {
  const added = metadata.run(
    insertPrediction,
    row.id,
    row.entity,
    row.predictedAt,
    row.modelVersion,
    ...realParts(row.probability),
    row.predicted,
    row.arm,
    ...realParts(row.propensity ?? Number.NaN),
    JSON.stringify(row.slices),
    row.label,
    row.labelKnownAt,
  );
  return added > 0;
}

function predictionOf(row: SqlRow): LoggedPrediction {
  return {
    id: row["id"] as string,
    entity: row["entity"] as string | null,
    predictedAt: Number(row["predicted_at"]),
    modelVersion: Number(row["model_version"]),
    probability: parsedReal(row["probability"]),
    predicted: Number(row["predicted"]) as 0 | 1,
    arm: row["arm"] as string | null,
    propensity: row["propensity"] as number | null,
    slices: parsed(row["slices"]) as LoggedPrediction["slices"],
    label: row["label"] as 0 | 1 | null,
    labelKnownAt: row["label_known_at"] as number | null,
  };
}

const insertEvent = `INSERT INTO label_events (prediction_id, entity, label, occurred_at, known_at, source)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING sequence`;

function addEvent(metadata: Metadata, fact: LabelFact): LabelEvent | undefined {
  const { predictionId, entity, label, occurredAt, knownAt, source } = fact;
  const row = metadata.get(insertEvent, predictionId, entity, label, occurredAt, knownAt, source);
  return row === undefined ? undefined : { ...fact, sequence: Number(row["sequence"]) };
}

function eventOf(row: SqlRow): LabelEvent {
  return {
    sequence: Number(row["sequence"]),
    predictionId: row["prediction_id"] as string | null,
    entity: row["entity"] as string | null,
    label: row["label"] as 0 | 1 | null,
    occurredAt: row["occurred_at"] as number | null,
    knownAt: Number(row["known_at"]),
    source: row["source"] as string,
  };
}

function predictionsOf(metadata: Metadata, key: PredictionKey): readonly LoggedPrediction[] {
  if ("id" in key) return metadata.all("SELECT * FROM logged_predictions WHERE id = ?", key.id).map(predictionOf);
  if ("before" in key) {
    const sql =
      "SELECT * FROM logged_predictions WHERE predicted_at >= ? AND predicted_at < ? ORDER BY predicted_at, id";
    return metadata.all(sql, key.from, key.before).map(predictionOf);
  }
  const sql = `SELECT * FROM logged_predictions WHERE entity = ? AND predicted_at BETWEEN ? AND ? ORDER BY predicted_at, id`;
  return metadata.all(sql, key.entity, key.from, key.to).map(predictionOf);
}

function eventsOf(metadata: Metadata, predictionId: string, entity: string | null): readonly LabelEvent[] {
  const named = metadata.all("SELECT * FROM label_events WHERE prediction_id = ?", predictionId);
  const about =
    entity === null
      ? []
      : metadata.all("SELECT * FROM label_events WHERE entity = ? AND prediction_id IS NULL", entity);
  return [...named, ...about].map(eventOf).sort((left, right) => left.sequence - right.sequence);
}

/** Spans in order, those that touch or overlap made one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of spans.toSorted((left, right) => left.from - right.from)) {
    const last = whole.at(-1);
    if (last === undefined || span.from > last.before) whole.push(span);
    else whole[whole.length - 1] = { from: last.from, before: Math.max(last.before, span.before) };
  }
  return whole;
}

function countLabels(metadata: Metadata, { from, before, without, since }: LabelCountQuery): LabelCounts {
  const spans = joined(without);
  const row = metadata.get(
    `SELECT count(*) AS rows, total(label) AS positives, total(predicted_at > ?) AS rows_since
     FROM logged_predictions AS p
     WHERE predicted_at >= ? AND predicted_at < ? AND arm IS NOT 'treated' AND label IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM logged_predictions AS q
         WHERE q.entity = p.entity AND q.predicted_at <= p.predicted_at
           AND q.predicted_at >= max(?, p.predicted_at / 86400000 * 86400000)
           AND (q.predicted_at < p.predicted_at OR q.id < p.id) AND q.arm IS NOT 'treated')
       ${spans.map(() => "AND NOT (predicted_at >= ? AND predicted_at < ?)").join(" ")}`,
    since,
    from,
    before,
    from,
    ...spans.flatMap((span) => [span.from, span.before]),
  );
  return { rows: Number(row?.["rows"]), positives: Number(row?.["positives"]), rowsSince: Number(row?.["rows_since"]) };
}

function setLabel(metadata: Metadata, { id, label, knownAt }: FoundLabel): void {
  metadata.run("UPDATE logged_predictions SET label = ?, label_known_at = ? WHERE id = ?", label, knownAt, id);
}

/** A {@link LabelLedger} in the metadata database. */
export function createSqliteLabelLedger(metadata: Metadata): LabelLedger {
  return {
    addPredictions: (predictions) =>
      metadata.transaction(() => predictions.filter((row) => addPrediction(metadata, row))),
    addEvents: (facts) =>
      metadata.transaction(() => facts.map((fact) => addEvent(metadata, fact)).filter((event) => event !== undefined)),
    predictionsOf: (key) => predictionsOf(metadata, key),
    countLabels: (query) => countLabels(metadata, query),
    eventsOf: (predictionId, entity) => eventsOf(metadata, predictionId, entity),
    eventsKnown: (after, until) =>
      metadata
        .all("SELECT * FROM label_events WHERE known_at > ? AND known_at <= ? ORDER BY sequence", after, until)
        .map(eventOf),
    setLabels: (labels) =>
      metadata.transaction(() => {
        for (const label of labels) setLabel(metadata, label);
      }),
  };
}
