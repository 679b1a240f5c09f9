import { type Claim, claimTasks, fail, saveHandle, succeed } from "../engine/attempts.js";
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

/** A worker that has not begun. */
export function createWorker(options: WorkerOptions, ports: WorkerPorts): Worker {
  const active = new Map<string, Active>();
  const finished: Finished[] = [];
  const thrown = new Map<string, unknown>();
  let isDraining = false;
  let bell = createBell();

  const finish = (claim: Claim, result: AttemptResult): void => {
    if (!active.delete(keyOf(claim))) return;
    if (result.kind === "failed" && result.cause !== undefined) thrown.set(claim.runId, result.cause);
    finished.push({ claim, result });
    bell.ring();
  };
  const start = (claim: Claim): void => {
    const abort = new AbortController();
    active.set(keyOf(claim), { claim, abort });
    const log = logOf(claim, ports);
    log(`attempt ${claim.attempt} of ${claim.operation} started`);
    const control = {
      signal: abort.signal,
      log,
      saveHandle: (handle: Parameters<typeof saveHandle>[1]) => saveHandle(claim, handle, ports),
    };
    void ports.runner.run(claim, control).then((result) => finish(claim, result));
  };
  const stop = (entry: Active, why: string): void => {
    active.delete(keyOf(entry.claim));
    logOf(entry.claim, ports)(why, "warn");
    entry.abort.abort(new Error(why));
  };

  return {
    thrown,
    step: (scope) => {
      const results = finished.splice(0);
      const limit = isDraining ? 0 : options.concurrency - active.size;
      bell = createBell();
      const work = (): readonly Claim[] => {
        for (const result of results) commit(result, ports);
        return claimTasks({ ...options, scope, limit }, ports);
      };
      try {
        const claims = results.length === 0 ? work() : ports.store.transaction(work);
        for (const claim of claims) start(claim);
      } catch (error) {
        // Nothing was kept: the results are offered again with the next step.
        finished.unshift(...results);
        throw error;
      }
      return active.size;
    },
    beat: () => {
      watchRuns(ports);
      const expiresAt = ports.clock.now() + options.leaseMs;
      for (const entry of [...active.values()]) {
        if (!ports.queue.renew(entry.claim, expiresAt)) stop(entry, "stopped: out of time, cancelled or taken over");
      }
    },
    wake: () => (finished.length > 0 ? Promise.resolve() : active.size > 0 ? bell.rung : null),
    drain: () => {
      isDraining = true;
    },
    release: () => {
      for (const entry of [...active.values()]) {
        stop(entry, "handed back: its worker shuts down");
        fail(entry.claim, { reason: "released", error: "its worker shut down", retryable: true }, ports);
      }
    },
  };
}
