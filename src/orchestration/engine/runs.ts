import { didYouMean, invalidInput, notFound } from "#kernel";
import { repairRun, stopRun } from "../machine/moves.js";
import { isRunEnded, type RunState } from "../machine/state.js";
import type { JobRun } from "../run.js";
import type { JobSpec } from "../spec/job-spec.js";
import { changeRun, createRun, type NewRun, openChildren, runNotFound, startQueued } from "./change-run.js";
import type { EnginePorts, Jobs } from "./engine-ports.js";

/** What is asked for when a job is to run now. */
export type RunRequest = Omit<NewRun, "id" | "parent" | "parameters"> & { readonly parameters?: JobRun["parameters"] };

/**
 * The spec of a job.
 * @throws NotFound `orchestration/unknown-job`
 */
export function jobNamed(jobs: Jobs, name: string): JobSpec {
  const spec = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
  if (spec !== undefined) return spec;
  const known = Object.keys(jobs);
  throw notFound(
    "orchestration/unknown-job",
    `there is no job "${name}".${didYouMean(name, known)} Jobs: ${known.join(", ")}`,
    { job: name, known },
  );
}

function checkRequest(request: RunRequest, spec: JobSpec): void {
  const { idempotencyToken: token } = request;
  if (typeof token === "string" && (token.length === 0 || token.length > 64)) {
    throw invalidInput(
      "orchestration/idempotency-token",
      `an idempotency token has 1 to 64 characters; this one has ${token.length}`,
    );
  }
  const known = spec.parameters.map(({ name }) => name);
  const unknown = Object.keys(request.parameters ?? {}).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const told = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  throw invalidInput(
    "orchestration/unknown-parameter",
    `job "${spec.name}" has no parameter "${unknown}": ${told}.${didYouMean(unknown, known)}`,
    { job: spec.name, parameter: unknown },
  );
}

/** A run, and whether the request made it: with an idempotency token seen before it is the run of the first request. */
export interface SubmittedRun {
  readonly run: JobRun;
  readonly isNew: boolean;
}

/**
 * Asks for a run of a job: it starts, waits for room, or is skipped, as its spec says.
 * @throws NotFound `orchestration/unknown-job`; InvalidInput `orchestration/unknown-parameter`,
 *   `orchestration/idempotency-token`
 */
export function submitRun(request: RunRequest, ports: EnginePorts): SubmittedRun {
  checkRequest(request, jobNamed(ports.jobs, request.job));
  return ports.store.transaction(() => {
    const { job, idempotencyToken } = request;
    const [known] = typeof idempotencyToken === "string" ? ports.store.search({ job, idempotencyToken, limit: 1 }) : [];
    if (known !== undefined) return { run: known, isNew: false };
    const run = createRun({ parameters: {}, ...request, id: ports.ids.next("job") }, ports);
    return { run, isNew: true };
  });
}

/**
 * A run with its tasks.
 * @throws NotFound `orchestration/run-not-found`
 */
export function loadRun(runId: string, ports: Pick<EnginePorts, "store">): RunState {
  const state = ports.store.load(runId);
  if (state === undefined) throw runNotFound(runId);
  return state;
}

/**
 * Ends a run that has not ended, and the runs its tasks started. Workers notice at their next heartbeat; what they still
 * deliver is refused.
 * @returns the run as it is then
 * @throws NotFound `orchestration/run-not-found`
 */
export function cancelRun(runId: string, reason: string, ports: EnginePorts): JobRun {
  return ports.store.transaction(() => {
    const state = loadRun(runId, ports);
    if (isRunEnded(state.run.status)) return state.run;
    const children = openChildren(state, ports);
    changeRun(runId, ports, (draft) => stopRun(draft, "canceled", reason));
    for (const child of children) cancelRun(child, reason, ports);
    return loadRun(runId, ports).run;
  });
}

/**
 * Does again what failed in an ended run, and all that is behind it; outputs of the other tasks are used again.
 * @param request `tasks`: keys to do again whatever became of them; empty takes those that did not succeed. `driver`: the
 *   process that will run the tasks itself
 * @throws NotFound `orchestration/run-not-found`, `orchestration/unknown-task`; Conflict `orchestration/not-ended`,
 *   `orchestration/nothing-to-repair`
 */
export function repair(
  request: { readonly runId: string; readonly tasks?: readonly string[]; readonly driver?: string },
  ports: EnginePorts,
): JobRun {
  const { runId, tasks = [], driver } = request;
  return ports.store.transaction(() => {
    changeRun(runId, ports, (draft) => {
      repairRun(draft, tasks);
      if (driver !== undefined) draft.emit({ kind: "run-driven", driver });
    });
    startQueued(loadRun(runId, ports).run.job, ports);
    return loadRun(runId, ports).run;
  });
}
