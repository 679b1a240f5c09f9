import type { FitRequest, FoldRequest, Trainer, TrainerSession, TrainingData } from "#training";
import type { SharedTrainingData } from "./dataset.js";
import { ensureLightgbm, type LocatorOptions } from "./locate.js";
import type { RowSet, WorkerRequest } from "./protocol.js";
import { shareMatrix } from "./shared-matrix.js";
import { defaultWorkerCount, type PoolWorker, startWorker } from "./worker-pool.js";

/** How a trainer is made. */
export interface LightgbmOptions extends LocatorOptions {
  /** Worker threads; default one per core. */
  readonly workers?: number | undefined;
}

function shareData(data: TrainingData): SharedTrainingData {
  return {
    matrix: shareMatrix(data.matrix),
    labels: Float32Array.from(data.labels),
    weights: data.weights === undefined ? null : Float32Array.from(data.weights),
    initScores: data.initScores ?? null,
  };
}

/** Names row sets by identity, so that the rows of a fold are known to a worker after the first trial. */
function createRowSets(): (rows: Int32Array) => RowSet {
  const numbers = new WeakMap<Int32Array, number>();
  let next = 1;
  return (rows) => {
    const known = numbers.get(rows);
    if (known !== undefined) return { id: known, rows };
    numbers.set(rows, next);
    next += 1;
    return { id: next - 1, rows };
  };
}

interface Pool {
  /** The least busy worker; a dead one is replaced. */
  pick(): PoolWorker;
  readonly workers: PoolWorker[];
}

function createPool(libraryPath: string, size: number): Pool {
  const workers: PoolWorker[] = [];
  return {
    workers,
    pick: () => {
      const living = workers.filter((worker) => worker.isAlive());
      const idle = living.find((worker) => worker.load() === 0);
      if (idle !== undefined) return idle;
      if (living.length < size) {
        workers.push(startWorker(libraryPath));
        return workers.at(-1)!;
      }
      return living.reduce((least, worker) => (worker.load() < least.load() ? worker : least));
    },
  };
}

type TrainingRequest = Extract<WorkerRequest, { kind: "fold" | "fit" }>;
type Unstopped<Request> = Request extends TrainingRequest ? Omit<Request, "stop" | "session"> : never;

function createSession(session: number, data: SharedTrainingData, pool: Pool): TrainerSession {
  const opened = new Map<PoolWorker, Promise<unknown>>();
  const rowSet = createRowSets();
  const run = async (request: Unstopped<TrainingRequest>, signal?: AbortSignal): Promise<never> => {
    signal?.throwIfAborted();
    const worker = pool.pick();
    if (!opened.has(worker)) opened.set(worker, worker.ask({ kind: "open-session", session, data }));
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const onAbort = (): void => void Atomics.store(stop, 0, 1);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const answer = worker.ask({ ...request, session, stop } as TrainingRequest);
      await opened.get(worker);
      return (await answer) as never;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  };
  return {
    evaluateFold: ({ trainRows, validRows, ...rest }: FoldRequest, signal) =>
      run({ kind: "fold", ...rest, train: rowSet(trainRows), valid: rowSet(validRows) }, signal),
    fit: ({ trainRows, ...rest }: FitRequest, signal) =>
      run({ kind: "fit", ...rest, train: trainRows === undefined ? null : rowSet(trainRows) }, signal),
    close: async () => {
      const living = [...opened.keys()].filter((worker) => worker.isAlive());
      await Promise.all(living.map((worker) => worker.ask({ kind: "close-session", session })));
    },
  };
}

/**
 * A trainer on the LightGBM C library: one worker thread per core, one LightGBM thread each, data in shared memory. Equal
 * data, parameters and seeds give byte-identical models.
 * @throws ExternalFailure `lightgbm/library-not-found`
 */
export async function createLightgbmTrainer(options: LightgbmOptions = {}): Promise<Trainer> {
  const parallelism = options.workers ?? defaultWorkerCount();
  const pool = createPool(await ensureLightgbm(options), parallelism);
  let sessions = 0;
  return {
    parallelism,
    open: async (data) => {
      sessions += 1;
      return createSession(sessions, shareData(data), pool);
    },
    close: async () => {
      await Promise.all(pool.workers.map((worker) => worker.close()));
    },
  };
}
