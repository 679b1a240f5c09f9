import type { ColumnBatch, ColumnValues } from "#tabular";
import type { RowFindings } from "./window-profile.js";

/** Scores of one entity by two routes that differ by more than this are not the same prediction. */
const largestRouteGap = 0.05;

interface Sighting {
  readonly route: string;
  readonly probability: number;
}

interface Found {
  duplicates: number;
  routePairs: number;
  routeMismatches: number;
  latestAt: number;
  readonly ids: Set<string>;
  readonly entities: Map<string, Sighting>;
}

const emptyFound = (): Found => ({
  duplicates: 0,
  routePairs: 0,
  routeMismatches: 0,
  latestAt: Number.NEGATIVE_INFINITY,
  ids: new Set(),
  entities: new Map(),
});

function textColumn(batch: ColumnBatch, name: string): readonly (string | null)[] {
  const found = batch.columns[batch.fields.findIndex((field) => field.name === name)];
  return found === undefined || found instanceof Float64Array ? [] : found;
}

function numberColumn(batch: ColumnBatch, name: string): ColumnValues {
  return batch.columns[batch.fields.findIndex((field) => field.name === name)] ?? new Float64Array(0);
}

function noteRoute(found: Found, entity: string, sighting: Sighting): void {
  const before = found.entities.get(entity);
  if (before === undefined) found.entities.set(entity, sighting);
  else if (before.route !== sighting.route) {
    found.routePairs += 1;
    if (Math.abs(before.probability - sighting.probability) > largestRouteGap) found.routeMismatches += 1;
  }
}

function noteRow(found: Found, id: string | null, moment: number): void {
  if (moment > found.latestAt) found.latestAt = moment;
  if (id === null) return;
  if (found.ids.has(id)) found.duplicates += 1;
  else found.ids.add(id);
}

/**
 * Doubled predictions and differences between routes among the rows of one arrival.
 * @param groupOf window of each row, −1 for none
 */
export function findRows(batch: ColumnBatch, from: number, groupOf: Int32Array): ReadonlyMap<number, RowFindings> {
  const ids = textColumn(batch, "prediction_id");
  const entities = textColumn(batch, "entity");
  const routes = textColumn(batch, "route");
  const probabilities = numberColumn(batch, "probability");
  const moments = numberColumn(batch, "predicted_at") as Float64Array;
  const byGroup = new Map<number, Found>();
  for (const [row, group] of groupOf.entries()) {
    if (group < 0) continue;
    const found = byGroup.get(group) ?? emptyFound();
    byGroup.set(group, found);
    const at = from + row;
    noteRow(found, ids[at] ?? null, moments[at]!);
    const entity = entities[at] ?? null;
    if (entity !== null) noteRoute(found, entity, { route: routes[at] ?? "", probability: Number(probabilities[at]) });
  }
  return new Map([...byGroup].map(([group, { ids: _ids, entities: _entities, ...findings }]) => [group, findings]));
}
