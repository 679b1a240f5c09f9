import { type Claim, type ClaimRequest, claimTasks, fail, saveHandle, succeed } from "../engine/attempts.js";
import type { EnginePorts } from "../engine/engine-ports.js";
import { watchRuns } from "../engine/watch.js";
import type { AttemptResult, AttemptRunner } from "./attempt-runner.js";

/** Waits; virtual clocks move on instead. */
export interface Waiting {
  /** Ends after `ms`, or before that when `wake` ends; a virtual clock waits for `wake` alone where there is one. */
  wait(ms: number, wake: Promise<void> | null): Promise<void>;
}

/** Where workers tell what they do, by run and task. */
export interface TaskLog {
  append(entry: {
    readonly runId: string;
    readonly job: string;
    readonly taskKey: string;
    readonly attempt: number;
    readonly level: "info" | "warn" | "error";
    readonly message: string;
  }): void;
}

/** What a worker works with. */
export interface WorkerPorts extends EnginePorts {
  readonly runner: AttemptRunner;
  readonly waiting: Waiting;
  readonly log: TaskLog;
}

/** How a worker works. */
export interface WorkerOptions {
  /** Name of this process among all that work on the project. */
  readonly owner: string;
  /** How long others wait for a sign of life before they take a task over, in milliseconds. */
  readonly leaseMs: number;
  /** Attempts at once. */
  readonly concurrency: number;
}

interface Active {
  readonly claim: Claim;
  readonly abort: AbortController;
}

/** A worker in motion. */
export interface Worker {
  /**
   * Keeps finished results and takes on ready tasks, in one transaction.
   * @param scope `own`: tasks of runs that this process drives; `any`: those too that are for whoever comes
   * @returns how many attempts are running
   */
  step(scope: "own" | "any"): number;
  /** Renews leases, stops attempts whose lease is lost, looks at the clock for all runs. */
  beat(): void;
  /** Ends when an attempt has ended since the last step; null when nothing runs. */
  wake(): Promise<void> | null;
  /** Takes on nothing more. */
  drain(): void;
  /** Stops what still runs and hands it back to the queue. */
  release(): void;
  /** What attempts threw in this process last, by run. */
  readonly thrown: ReadonlyMap<string, unknown>;
}

interface Finished {
  readonly claim: Claim;
  readonly result: AttemptResult;
}

function logOf(claim: Claim, ports: WorkerPorts): (message: string, level?: "info" | "warn" | "error") => void {
  const { runId, job, taskKey, attempt } = claim;
  return (message, level = "info") => ports.log.append({ runId, job, taskKey, attempt, level, message });
}

/** Keeps what an attempt left; what comes after its lease was lost is dropped, with a line that says so. */
function commit({ claim, result }: Finished, ports: WorkerPorts): void {
  const say = logOf(claim, ports);
  const isKept =
    result.kind === "succeeded"
      ? succeed(claim, result.output, ports)
      : fail(claim, { reason: "error", error: result.error, retryable: result.retryable }, ports);
  if (!isKept)
    say("another worker had taken over, or the run was cancelled: what this attempt left is not used", "warn");
  else if (result.kind === "succeeded") say("succeeded");
  else say(`failed: ${result.error}`, "error");
}

interface Bell {
  readonly rung: Promise<void>;
  ring(): void;
}

function createBell(): Bell {
  let ring = (): void => {};
  const rung = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return { rung, ring: () => ring() };
}

const keyOf = ({ runId, taskKey, token }: Claim): string => `${runId} ${taskKey} ${token}`;

/** What a worker remembers between its steps. */
interface Desk {
  readonly active: Map<string, Active>;
  readonly finished: Finished[];
  readonly thrown: Map<string, unknown>;
  isDraining: boolean;
  bell: Bell;
}

function finish(desk: Desk, claim: Claim, result: AttemptResult): void {
  if (!desk.active.delete(keyOf(claim))) return;
  if (result.kind === "failed" && result.cause !== undefined) desk.thrown.set(claim.runId, result.cause);
  desk.finished.push({ claim, result });
  desk.bell.ring();
}

function start(desk: Desk, claim: Claim, ports: WorkerPorts): void {
  const abort = new AbortController();
  desk.active.set(keyOf(claim), { claim, abort });
  const log = logOf(claim, ports);
  log(`attempt ${claim.attempt} of ${claim.operation} started`);
  const control = {
    signal: abort.signal,
    log: (line: string) => log(line),
    saveHandle: (handle: Parameters<typeof saveHandle>[1]) => saveHandle(claim, handle, ports),
  };
  void ports.runner.run(claim, control).then((result) => finish(desk, claim, result));
}

function stop(desk: Desk, entry: Active, why: string, ports: WorkerPorts): void {
  desk.active.delete(keyOf(entry.claim));
  logOf(entry.claim, ports)(why, "warn");
  entry.abort.abort(new Error(why));
}

function step(desk: Desk, request: ClaimRequest, ports: WorkerPorts): number {
  const results = desk.finished.splice(0);
  desk.bell = createBell();
  const work = (): readonly Claim[] => {
    for (const result of results) commit(result, ports);
    return claimTasks(request, ports);
  };
  try {
    const claims = results.length === 0 ? work() : ports.store.transaction(work);
    for (const claim of claims) start(desk, claim, ports);
  } catch (error) {
    // Nothing was kept: the results are offered again with the next step.
    desk.finished.unshift(...results);
    throw error;
  }
  return desk.active.size;
}

function beat(desk: Desk, { leaseMs }: WorkerOptions, ports: WorkerPorts): void {
  watchRuns(ports);
  const expiresAt = ports.clock.now() + leaseMs;
  for (const entry of desk.active.values()) {
    if (!ports.queue.renew(entry.claim, expiresAt)) {
      stop(desk, entry, "stopped: out of time, cancelled or taken over", ports);
    }
  }
}

/** A worker that has not begun. */
export function createWorker(options: WorkerOptions, ports: WorkerPorts): Worker {
  const desk: Desk = { active: new Map(), finished: [], thrown: new Map(), isDraining: false, bell: createBell() };
  return {
    thrown: desk.thrown,
    step: (scope) => {
      const limit = desk.isDraining ? 0 : options.concurrency - desk.active.size;
      return step(desk, { ...options, scope, limit }, ports);
    },
    beat: () => beat(desk, options, ports),
    wake: () => (desk.finished.length > 0 ? Promise.resolve() : desk.active.size > 0 ? desk.bell.rung : null),
    drain: () => {
      desk.isDraining = true;
    },
    release: () => {
      for (const entry of desk.active.values()) {
        stop(desk, entry, "handed back: its worker shuts down", ports);
        fail(entry.claim, { reason: "released", error: "its worker shut down", retryable: true }, ports);
      }
    },
  };
}
