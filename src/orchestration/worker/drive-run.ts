import { changeRun, openChildren } from "../engine/change-run.js";
import { loadRun } from "../engine/runs.js";
import { settle } from "../machine/settle.js";
import { isRunEnded, type RunState } from "../machine/state.js";
import { createWorker, type Worker, type WorkerOptions, type WorkerPorts } from "./worker.js";

/** How a run that was driven here ended. */
export interface DrivenRun {
  readonly state: RunState;
  /** What its last failed attempt threw in this process; undefined when it ran elsewhere or did not fail. */
  readonly thrown: unknown;
}

/** How long a process that waits for others, or for its own work, looks again at the latest. */
const glanceMs = 500;

/** Makes this process the one that works on a run, and on the runs its tasks started, where nobody does any more. */
function adopt(state: RunState, driver: string, ports: WorkerPorts): void {
  const { run } = state;
  if (isRunEnded(run.status)) return;
  if (run.driver === null) {
    changeRun(run.id, ports, (draft) => {
      if (draft.state().run.driver === null) draft.emit({ kind: "run-driven", driver });
      settle(draft);
    });
  }
  for (const child of openChildren(state, ports)) adopt(loadRun(child, ports), driver, ports);
}

/** Beats now and then, however often it is asked. */
function createPulse(worker: Worker, beatMs: number, { clock }: WorkerPorts): () => void {
  let lastBeat = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock.now() - lastBeat < beatMs) return;
    lastBeat = clock.now();
    worker.beat();
  };
}

/** Takes on what there is to do for a run. Runs ahead of a queued one may have nobody left who works on them. */
function stepFor(runId: string, worker: Worker, options: WorkerOptions, ports: WorkerPorts): RunState {
  const state = loadRun(runId, ports);
  adopt(state, options.owner, ports);
  worker.step(state.run.status === "queued" ? "any" : "own");
  return loadRun(runId, ports);
}

/**
 * Runs the tasks of a run, and of the runs it starts, until it has ended; tasks that other processes hold are waited for, and
 * taken over when those are gone.
 * @param onWait told when the run waits for others
 */
export async function driveRun(
  runId: string,
  options: WorkerOptions,
  ports: WorkerPorts,
  onWait: (state: RunState) => void = () => {},
): Promise<DrivenRun> {
  const worker = createWorker(options, ports);
  const beatMs = Math.min(glanceMs, options.leaseMs / 4);
  const pulse = createPulse(worker, beatMs, ports);
  for (;;) {
    pulse();
    const state = stepFor(runId, worker, options, ports);
    if (isRunEnded(state.run.status)) {
      worker.release();
      return { state, thrown: worker.thrown.get(runId) };
    }
    const wake = worker.wake();
    if (wake === null) onWait(state);
    const next = wake === null ? ports.queue.nextReadyAt(ports.clock.now()) : null;
    const untilNext = next === null ? beatMs : Math.max(1, next - ports.clock.now());
    await ports.waiting.wait(Math.min(beatMs, untilNext), wake);
  }
}
