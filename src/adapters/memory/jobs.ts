import { conflict } from "#kernel";
import {
  type JobRun,
  type JobStore,
  type JournalEntry,
  type RunCount,
  type RunQuery,
  type RunState,
  type TaskRun,
  type WorkQueue,
} from "#orchestration";

interface Memory {
  runs: Map<string, RunState>;
  journal: JournalEntry[];
}

function matches(run: JobRun, query: RunQuery): boolean {
  const wanted: readonly (readonly [unknown, unknown])[] = [
    [query.job, run.job],
    [query.status, run.status],
    [query.idempotencyToken, run.idempotencyToken],
    [query.workDigest, run.workDigest],
    [query.parentRunId, run.parent?.runId],
  ];
  return wanted.every(([want, is]) => want === undefined || want === is);
}

function createStore(memory: Memory): JobStore {
  let isOpen = false;
  const append = (runId: string, at: number, events: Parameters<JobStore["create"]>[1]): void => {
    for (const event of events) memory.journal.push({ sequence: memory.journal.length + 1, runId, at, event });
  };
  const search: JobStore["search"] = (query) => {
    const found = [...memory.runs.values()].map(({ run }) => run).filter((run) => matches(run, query));
    const ordered = query.oldestFirst === true ? found : found.reverse();
    const sign = query.oldestFirst === true ? 1 : -1;
    return ordered.sort((left, right) => sign * (left.createdAt - right.createdAt)).slice(0, query.limit ?? 100);
  };
  return {
    transaction: (work) => {
      if (isOpen) return work();
      const before = { runs: new Map(memory.runs), journal: [...memory.journal] };
      isOpen = true;
      try {
        return work();
      } catch (error) {
        Object.assign(memory, before);
        throw error;
      } finally {
        isOpen = false;
      }
    },
    load: (runId) => memory.runs.get(runId),
    create: (state, events, at) => {
      const { id, job, idempotencyToken } = state.run;
      const isTaken = idempotencyToken !== null && search({ job, idempotencyToken }).length > 0;
      if (memory.runs.has(id) || isTaken) {
        throw conflict("orchestration/run-exists", `job run "${id}" exists already`, { id });
      }
      memory.runs.set(id, state);
      append(id, at, events);
    },
    save: (_, after, events, at) => {
      memory.runs.set(after.run.id, after);
      append(after.run.id, at, events);
    },
    search,
    journal: (runId) => memory.journal.filter((entry) => entry.runId === runId),
  };
}

const every = <Value>(memory: Memory, pick: (run: JobRun, task: TaskRun) => readonly Value[]): readonly Value[] =>
  [...memory.runs.values()].flatMap(({ run, tasks }) => [...tasks.values()].flatMap((task) => pick(run, task)));

function createQueue(memory: Memory): WorkQueue {
  const withStatus = (status: TaskRun["status"]): readonly { run: JobRun; task: TaskRun }[] =>
    every(memory, (run, task) => (task.status === status && run.status === "running" ? [{ run, task }] : []));
  return {
    ready: ({ now, driver, limit, scope }) =>
      withStatus("ready")
        .filter(({ task }) => task.readyAt! <= now)
        .filter(({ run }) => run.driver === driver || (scope === "any" && run.driver === null))
        .toSorted((left, right) => left.task.readyAt! - right.task.readyAt!)
        .slice(0, limit)
        .map(({ run, task }) => ({ runId: run.id, taskKey: task.taskKey })),
    nextReadyAt: (now) => {
      const later = withStatus("ready").flatMap(({ task }) => (task.readyAt! > now ? [task.readyAt!] : []));
      return later.length === 0 ? null : Math.min(...later);
    },
    held: () =>
      withStatus("running").flatMap(({ run, task }) => {
        const { taskKey, lease, deadline } = task;
        return lease === null ? [] : [{ runId: run.id, taskKey, lease, deadline }];
      }),
    renew: ({ runId, taskKey, token }, expiresAt) => {
      const state = memory.runs.get(runId);
      const task = state?.tasks.get(taskKey);
      if (state === undefined || task?.status !== "running" || task.lease?.token !== token) return false;
      const renewed = { ...task, lease: { ...task.lease, expiresAt } };
      memory.runs.set(runId, { ...state, tasks: new Map(state.tasks).set(taskKey, renewed) });
      return true;
    },
    countRunning: (job) =>
      [...memory.runs.values()].filter(({ run }) => run.job === job && run.status === "running").length,
    counts: () => {
      const counts = new Map<string, RunCount>();
      for (const { run } of memory.runs.values()) {
        const { job, status } = run;
        const key = JSON.stringify([job, status]);
        counts.set(key, { job, status, count: (counts.get(key)?.count ?? 0) + 1 });
      }
      return [...counts.values()].toSorted((left, right) =>
        left.job === right.job ? left.status.localeCompare(right.status) : left.job.localeCompare(right.job),
      );
    },
  };
}

/** Keeps job runs in this process. */
export function createMemoryJobs(): { readonly store: JobStore; readonly queue: WorkQueue } {
  const memory: Memory = { runs: new Map(), journal: [] };
  return { store: createStore(memory), queue: createQueue(memory) };
}
