import { changeRun } from "../engine/change-run.js";
import { loadRun } from "../engine/runs.js";
import { settle } from "../machine/settle.js";
import { isRunEnded, type RunState } from "../machine/state.js";
import { createWorker, type WorkerOptions, type WorkerPorts } from "./worker.js";

/** How a run that was driven here ended. */
export interface DrivenRun {
  readonly state: RunState;
  /** What its last failed attempt threw in this process; undefined when it ran elsewhere or did not fail. */
  readonly thrown: unknown;
}

/** How long a process that waits for others, or for its own work, looks again at the latest. */
const glanceMs = 500;

function adopt(runId: string, driver: string, ports: WorkerPorts): void {
  changeRun(runId, ports, (draft) => {
    if (draft.state().run.driver === null) draft.emit({ kind: "run-driven", driver });
    settle(draft);
  });
}

/**
 * Runs the tasks of a run, and of the runs it starts, until it has ended; tasks that other processes hold are waited for, and
 * taken over when those are gone.
 * @param onWait told once when the run waits for others, with what it waits for
 */
export async function driveRun(
  runId: string,
  options: WorkerOptions,
  ports: WorkerPorts,
  onWait: (state: RunState) => void = () => {},
): Promise<DrivenRun> {
  const worker = createWorker(options, ports);
  const beatMs = Math.min(glanceMs, options.leaseMs / 4);
  let lastBeat = Number.NEGATIVE_INFINITY;
  for (;;) {
    if (ports.clock.now() - lastBeat >= beatMs) {
      worker.beat();
      lastBeat = ports.clock.now();
    }
    const { run } = loadRun(runId, ports);
    if (run.driver === null && !isRunEnded(run.status)) adopt(runId, options.owner, ports);
    // Runs ahead of a queued one may have nobody left who works on them.
    const running = worker.step(run.status === "queued" ? "any" : "own");
    const state = loadRun(runId, ports);
    if (isRunEnded(state.run.status)) {
      worker.release();
      return { state, thrown: state.run.status === "succeeded" ? undefined : worker.thrown.get(runId) };
    }
    const wake = worker.wake();
    if (running === 0 && wake === null) onWait(state);
    const next = ports.queue.nextReadyAt(ports.clock.now());
    const untilNext = next === null || wake !== null ? beatMs : Math.max(1, next - ports.clock.now());
    await ports.waiting.wait(Math.min(beatMs, untilNext), wake);
  }
}
