import type { HeldTask, RunCount, WorkQueue } from "#orchestration";
import type { Metadata, SqlRow } from "./connection.js";
import { taskOf } from "./jobs.js";

// The plus keeps SQLite from walking all runs of a status: ready tasks are few, queued runs may be many.
const ready = `SELECT t.run_id, t.task_key FROM job_tasks t JOIN job_runs r ON r.id = t.run_id
  WHERE t.status = 'ready' AND t.ready_at <= ? AND +r.status = 'running' AND (r.driver = ? OR (? AND r.driver IS NULL))
  ORDER BY t.ready_at, t.sequence LIMIT ?`;

const readyTask = (row: SqlRow): { readonly runId: string; readonly taskKey: string } => ({
  runId: row["run_id"] as string,
  taskKey: row["task_key"] as string,
});

function heldOf(row: SqlRow): readonly HeldTask[] {
  const { taskKey, lease, deadline } = taskOf(row);
  return lease === null ? [] : [{ runId: row["run_id"] as string, taskKey, lease, deadline }];
}

/** Finds work in the metadata database. */
export function createSqliteWorkQueue(metadata: Metadata): WorkQueue {
  return {
    ready: ({ now, driver, limit, scope }) =>
      metadata.all(ready, now, driver, scope === "any" ? 1 : 0, limit).map(readyTask),
    nextReadyAt: (now) =>
      metadata.get("SELECT min(ready_at) AS at FROM job_tasks WHERE status = 'ready' AND ready_at > ?", now)?.["at"] as
        | number
        | null,
    held: () => metadata.all("SELECT * FROM job_tasks WHERE status = 'running'").flatMap(heldOf),
    renew: ({ runId, taskKey, token }, expiresAt) =>
      metadata.run(
        `UPDATE job_tasks SET lease_expires = ?
         WHERE run_id = ? AND task_key = ? AND status = 'running' AND token = ? AND lease_owner IS NOT NULL`,
        expiresAt,
        runId,
        taskKey,
        token,
      ) === 1,
    countRunning: (job) =>
      metadata.get("SELECT count(*) AS n FROM job_runs WHERE job = ? AND status = 'running'", job)!["n"] as number,
    counts: () =>
      metadata.all("SELECT job, status, count(*) AS n FROM job_runs GROUP BY job, status ORDER BY job, status").map(
        (row): RunCount => ({
          job: row["job"] as string,
          status: row["status"] as RunCount["status"],
          count: row["n"] as number,
        }),
      ),
  };
}
