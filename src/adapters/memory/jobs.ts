import { conflict, notFound } from "#kernel";
import type { JobStore, LegacyJobRun as JobRun, TaskRecord } from "#orchestration";

function runNotFound(id: string): Error {
  return notFound("orchestration/run-not-found", `there is no job run "${id}"`, { id });
}

/** Keeps job runs and task outputs in this process. */
export function createMemoryJobStore(): JobStore {
  const runs = new Map<string, JobRun>();
  const tasks: TaskRecord[] = [];
  const findTask: JobStore["findTask"] = (runId, taskKey, inputDigest) =>
    tasks.find((task) => task.runId === runId && task.taskKey === taskKey && task.inputDigest === inputDigest);
  return {
    createRun: (run) => {
      if (runs.has(run.id)) {
        throw conflict("orchestration/run-exists", `job run "${run.id}" exists already`, { id: run.id });
      }
      runs.set(run.id, structuredClone(run));
    },
    endRun: (id, status, endedAt, error) => {
      const run = runs.get(id);
      if (run === undefined) throw runNotFound(id);
      runs.set(id, { ...run, status, endedAt, error });
    },
    listRuns: ({ job, status, limit = 100 }) =>
      [...runs.values()]
        .filter((run) => job === undefined || run.job === job)
        .filter((run) => status === undefined || run.status === status)
        .reverse()
        .sort((left, right) => right.startedAt.localeCompare(left.startedAt))
        .slice(0, limit),
    findTask,
    saveTask: (record) => {
      const kept = findTask(record.runId, record.taskKey, record.inputDigest);
      if (kept !== undefined) return kept;
      if (!runs.has(record.runId)) throw runNotFound(record.runId);
      tasks.push(structuredClone(record));
      return record;
    },
    listTasks: (runId) =>
      tasks.filter((task) => task.runId === runId).sort((left, right) => left.endedAt.localeCompare(right.endedAt)),
  };
}
