import { conflict, notFound } from "#kernel";
import type { MetricPoint, NewRun, Run, RunStore, RunUpdate } from "#tracking";

interface StoredRun {
  readonly run: Run;
  readonly points: readonly MetricPoint[];
}

function begun(run: NewRun): StoredRun {
  const { id, kind, name, startedAt, params = {}, tags = {}, parentId = null } = structuredClone(run);
  const open = { status: "running", endedAt: null, metrics: {}, artifacts: {} } as const;
  return { run: { id, kind, name, parentId, startedAt, params, tags, ...open }, points: [] };
}

function withPoints(points: readonly MetricPoint[], added: readonly MetricPoint[]): readonly MetricPoint[] {
  const byPlace = new Map([...points, ...added].map((point) => [JSON.stringify([point.name, point.step]), point]));
  return [...byPlace.values()].sort((left, right) => left.step - right.step);
}

function updated({ run, points }: StoredRun, update: RunUpdate): StoredRun {
  const allPoints = withPoints(points, structuredClone(update.metrics ?? []));
  return {
    points: allPoints,
    run: {
      ...run,
      params: { ...run.params, ...structuredClone(update.params) },
      tags: { ...run.tags, ...update.tags },
      artifacts: { ...run.artifacts, ...update.artifacts },
      metrics: Object.fromEntries(allPoints.map((point) => [point.name, point.value])),
      status: update.status ?? run.status,
      endedAt: update.endedAt ?? run.endedAt,
    },
  };
}

/** Keeps runs in this process. A metric's newest value is the one of its highest step. */
export function createMemoryRunStore(): RunStore {
  const runs = new Map<string, StoredRun>();
  const stored = (id: string): StoredRun => {
    const found = runs.get(id);
    if (found === undefined) throw notFound("tracking/run-not-found", `there is no run "${id}"`, { id });
    return found;
  };
  const add = (run: NewRun, outcome: RunUpdate): void => {
    if (runs.has(run.id)) throw conflict("tracking/run-exists", `run "${run.id}" exists already`, { id: run.id });
    runs.set(run.id, updated(begun(run), outcome));
  };
  return {
    create: (run) => add(run, {}),
    record: add,
    update: (id, update) => {
      runs.set(id, updated(stored(id), update));
    },
    get: (id) => stored(id).run,
    search: ({ kind, parentId, status, limit = 100 }) =>
      [...runs.values()]
        .map((entry) => entry.run)
        .filter((run) => kind === undefined || run.kind === kind)
        .filter((run) => parentId === undefined || run.parentId === parentId)
        .filter((run) => status === undefined || run.status === status)
        .reverse()
        .sort((left, right) => right.startedAt.localeCompare(left.startedAt))
        .slice(0, limit),
    metricHistory: (id, name) => runs.get(id)?.points.filter((point) => point.name === name) ?? [],
  };
}
