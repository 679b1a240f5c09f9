import type { ScheduledStart, SchedulerPorts } from "../schedule/scheduler.js";
import { startDue } from "../schedule/scheduler.js";
import { createWorker, type Worker, type WorkerOptions, type WorkerPorts } from "./worker.js";

/** What a process that serves works with. */
export type ServePorts = WorkerPorts &
  SchedulerPorts & {
    /** Told what was started by itself. */
    readonly onStart: (start: ScheduledStart) => void;
    /** Told when a round failed, once until a round succeeds again. */
    readonly onTrouble: (error: unknown) => void;
    /** Told when rounds succeed again. */
    readonly onRecovered: () => void;
  };

/** How a process serves. */
export interface ServeOptions extends WorkerOptions {
  /** How long it waits for its tasks after it was asked to stop before it hands them back, in milliseconds. */
  readonly graceMs: number;
}

const glanceMs = 250;
const troubleMs = 2000;

/** One look at calendar, leases and tasks. */
function round(worker: Worker, ports: ServePorts): void {
  for (const start of startDue(ports)) ports.onStart(start);
  worker.beat();
  worker.step("any");
}

async function finishUp(worker: Worker, options: ServeOptions, ports: ServePorts): Promise<void> {
  worker.drain();
  const until = ports.clock.now() + options.graceMs;
  while (worker.step("any") > 0 && ports.clock.now() < until) {
    worker.beat();
    await ports.waiting.wait(glanceMs, worker.wake());
  }
  worker.release();
}

/**
 * Starts what is due and works on what is ready until it is asked to stop; then finishes or hands back what it has begun.
 * Trouble such as a full disk stops a round, not the process.
 */
export async function serveRuns(options: ServeOptions, ports: ServePorts, stop: AbortSignal): Promise<void> {
  const worker = createWorker(options, ports);
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
  let isTroubled = false;
  while (!stop.aborted) {
    try {
      round(worker, ports);
      if (isTroubled) ports.onRecovered();
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) ports.onTrouble(error);
      isTroubled = true;
    }
    const wake = worker.wake();
    const pause = isTroubled ? troubleMs : Math.min(glanceMs, options.leaseMs / 4);
    await ports.waiting.wait(pause, isTroubled || wake === null ? stopped : Promise.race([wake, stopped]));
  }
  await finishUp(worker, options, ports);
}
