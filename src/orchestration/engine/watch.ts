import { expire } from "../machine/moves.js";
import type { HeldTask } from "../ports.js";
import type { JobRun } from "../run.js";
import { changeRun } from "./change-run.js";
import type { EnginePorts } from "./engine-ports.js";

function isDue(run: JobRun, held: readonly HeldTask[], ports: EnginePorts): boolean {
  const now = ports.clock.now();
  const isPast = (moment: number | null): boolean => moment !== null && now >= moment;
  if (isPast(run.deadline) || (run.warnAt !== null && now > run.warnAt)) return true;
  if (run.driver !== null && ports.workers.isGone(run.driver)) return true;
  return held.some(
    ({ lease, deadline }) => isPast(deadline) || isPast(lease.expiresAt) || ports.workers.isGone(lease.owner),
  );
}

const everyRun = 1_000_000;

/**
 * Looks at the clock for all runs that are at work: attempts out of time fail, tasks of workers that went away go back to
 * the queue, runs over their limit end. To be called again and again by whoever works.
 * @returns runs that were changed
 */
export function watchRuns(ports: EnginePorts): readonly string[] {
  const heldByRun = new Map<string, HeldTask[]>();
  for (const task of ports.queue.held()) heldByRun.set(task.runId, [...(heldByRun.get(task.runId) ?? []), task]);
  const runs = (["running", "queued"] as const).flatMap((status) =>
    ports.store.search({ status, limit: status === "running" ? everyRun : 100, oldestFirst: true }),
  );
  const due = runs.filter((run) => isDue(run, heldByRun.get(run.id) ?? [], ports)).map(({ id }) => id);
  for (const id of due) changeRun(id, ports, (draft) => expire(draft, ports.workers.isGone));
  return due;
}
