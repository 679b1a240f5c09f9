import { conflict, type Json } from "#kernel";
import type { Draft } from "../machine/draft.js";
import { type AttemptFailure, claimTask, endTask, failAttempt } from "../machine/moves.js";
import { resolveReferences } from "../machine/references.js";
import { layoutOf, parentKeyOf, type RunState, taskSpecOf } from "../machine/state.js";
import type { OperationContext } from "../operation.js";
import { changeRun } from "./change-run.js";
import type { EnginePorts } from "./engine-ports.js";

/** An attempt that a worker has taken on; plain data, so that it can go to another process. */
export interface Claim extends Omit<OperationContext, "signal" | "saveHandle" | "log"> {
  readonly job: string;
  readonly operation: string;
  /** What the task does, in words. */
  readonly description: string;
  /** Proves the right to write; a later claim has a greater one. */
  readonly token: number;
  /** Epoch milliseconds; null = no limit. */
  readonly deadline: number | null;
}

function claimOf(state: RunState, taskKey: string): Claim {
  const { run, spec, tasks } = state;
  const task = tasks.get(taskKey)!;
  const { operation_task: work, description } = taskSpecOf(spec, taskKey);
  const { depends_on } = layoutOf(spec).byKey.get(parentKeyOf(taskKey) ?? taskKey)!;
  return {
    runId: run.id,
    job: run.job,
    taskKey,
    operation: work!.operation,
    description,
    attempt: task.attempt,
    repairs: run.repairs,
    token: task.token,
    deadline: task.deadline,
    parameters: run.parameters,
    taskParameters: resolveReferences(work!.parameters, state, task.input) as Claim["taskParameters"],
    inputs: Object.fromEntries(depends_on.map(({ task_key }) => [task_key, tasks.get(task_key)?.output ?? null])),
    trigger: run.trigger,
    handle: task.handle,
  };
}

/** Who asks for work and how much. */
export interface ClaimRequest {
  readonly owner: string;
  readonly leaseMs: number;
  readonly limit: number;
  /** `own`: tasks of runs that this process drives; `any`: those too that are for whoever comes. */
  readonly scope: "own" | "any";
}

/** Gives ready tasks to a worker, longest ready first, in one transaction. */
export function claimTasks(request: ClaimRequest, ports: EnginePorts): readonly Claim[] {
  const { owner, limit, scope } = request;
  if (limit <= 0) return [];
  const query = { now: ports.clock.now(), driver: owner, scope, limit };
  if (ports.queue.ready(query).length === 0) return [];
  return ports.store.transaction(() =>
    ports.queue.ready(query).flatMap((ready) => {
      const claimed = changeRun(ready.runId, ports, (draft) => {
        if (!claimTask(draft, ready.taskKey, request)) return null;
        return claimOf(draft.state(), ready.taskKey);
      });
      return claimed === null ? [] : [claimed];
    }),
  );
}

type Held = Pick<Claim, "runId" | "taskKey" | "token">;

/** Whether a claim is still the newest of its task. */
function isHeld(draft: Draft, { taskKey, token }: Held): boolean {
  const task = draft.state().tasks.get(taskKey);
  return task?.status === "running" && task.lease?.token === token;
}

function whileHeld(claim: Held, ports: EnginePorts, move: (draft: Draft) => void): boolean {
  return changeRun(claim.runId, ports, (draft) => {
    if (!isHeld(draft, claim)) return false;
    move(draft);
    return true;
  });
}

/** Keeps the output of a task and starts what waited for it; false, and nothing changes, when the lease was lost. */
export function succeed(claim: Held, output: Json, ports: EnginePorts): boolean {
  return whileHeld(claim, ports, (draft) => {
    endTask(draft, claim.taskKey, { status: "succeeded", output, error: null });
  });
}

/** Records that an attempt failed; false, and nothing changes, when the lease was lost. */
export function fail(claim: Held, failure: AttemptFailure, ports: EnginePorts): boolean {
  return whileHeld(claim, ports, (draft) => failAttempt(draft, claim.taskKey, failure));
}

/**
 * Keeps what a later attempt has to know about work outside.
 * @throws Conflict `orchestration/lease-lost`
 */
export function saveHandle(claim: Held, handle: Json, ports: EnginePorts): void {
  const isKept = whileHeld(claim, ports, (draft) => {
    draft.emit({ kind: "task-handle", taskKey: claim.taskKey, handle });
  });
  if (isKept) return;
  throw conflict(
    "orchestration/lease-lost",
    `another worker took over task "${claim.taskKey}" of run ${claim.runId}, or it was cancelled; this attempt stops`,
    { runId: claim.runId, task: claim.taskKey },
  );
}
