import { randomUUID } from "node:crypto";
import { invalidInput, notReady } from "#kernel";
import type {
  FitRequest,
  FittedBooster,
  FoldOutcome,
  FoldRequest,
  Trainer,
  TrainerSession,
  TrainingData,
} from "#training";
import type { DatasetContent } from "./native/dataset.js";
import { createLazyPool, type LazyPool, type LightgbmOptions } from "./options.js";
import type { NamedResource, Task } from "./pool/messages.js";
import { sharedBlock, sharedNumbers, sharedSingles } from "./shared-memory.js";
import type { Fit } from "./worker/fit-rounds.js";

function checkLength(name: string, values: ArrayLike<number> | undefined, rowCount: number): void {
  if (values === undefined || values.length === rowCount) return;
  throw invalidInput("training/matrix", `there are ${values.length} ${name} for ${rowCount} rows`);
}

function sharedContent({ matrix, labels, weights, initScores }: TrainingData): DatasetContent {
  checkLength("labels", labels, matrix.rowCount);
  checkLength("weights", weights, matrix.rowCount);
  checkLength("init scores", initScores, matrix.rowCount);
  const margins = initScores === undefined ? undefined : sharedNumbers(initScores.length);
  if (initScores !== undefined) margins?.set(initScores);
  return {
    names: matrix.names,
    categorical: matrix.categorical,
    rowCount: matrix.rowCount,
    values: sharedBlock(matrix),
    labels: sharedSingles(labels),
    ...(weights === undefined ? {} : { weights: sharedSingles(weights) }),
    ...(margins === undefined ? {} : { initScores: margins }),
  };
}

function checkRows(rows: Int32Array, rowCount: number, purpose: string): void {
  if (rows.length === 0) throw invalidInput("training/rows", `there are no rows to ${purpose}`);
  if (rows.every((row) => row >= 0 && row < rowCount)) return;
  throw invalidInput("training/rows", `a row to ${purpose} is not between 0 and ${rowCount - 1}`);
}

function checkRounds(name: string, rounds: number): void {
  if (Number.isSafeInteger(rounds) && rounds >= 1) return;
  throw invalidInput("training/rounds", `${name} must be a whole number from 1 on, not ${rounds}`);
}

function checkFold(request: FoldRequest, rowCount: number): void {
  checkRounds("maxRounds", request.maxRounds);
  checkRounds("earlyStoppingRounds", request.earlyStoppingRounds);
  checkRows(request.trainRows, rowCount, "train on");
  checkRows(request.validRows, rowCount, "validate on");
}

function checkFit({ rounds, trainRows }: FitRequest, rowCount: number): void {
  checkRounds("rounds", rounds);
  if (trainRows !== undefined) checkRows(trainRows, rowCount, "train on");
}

/** As many trials as a search has under way by default; more threads start with the tasks that need them. */
const threadsAtOpening = 4;

async function openSession(data: TrainingData, lazy: LazyPool): Promise<TrainerSession> {
  const { library, pool } = await lazy.open();
  pool.start(threadsAtOpening);
  const { rowCount } = data.matrix;
  const resource: NamedResource = { key: randomUUID(), resource: { kind: "data", content: sharedContent(data) } };
  let isClosed = false;
  const run = async <Result>(task: Task, signal: AbortSignal | undefined): Promise<Result> => {
    if (isClosed) throw notReady("training/session-closed", "the training session is closed; open another one");
    return pool.run<Result>(resource, task, signal);
  };
  return {
    evaluateFold: async (request, signal) => {
      checkFold(request, rowCount);
      return run<FoldOutcome>({ kind: "evaluate-fold", request }, signal);
    },
    fit: async (request, signal): Promise<FittedBooster> => {
      checkFit(request, rowCount);
      const fit = await run<Fit>({ kind: "fit", request }, signal);
      return { ...fit, library: library.label };
    },
    close: async () => {
      isClosed = true;
      await pool.release(resource.key);
    },
  };
}

/**
 * Trains with the LightGBM library in worker threads, one request per thread. The library is found or fetched when the
 * first session opens.
 * @throws (from `open`) ExternalFailure `lightgbm/library-not-found`, `lightgbm/library-unusable`
 */
export function createLightgbmTrainer(options: LightgbmOptions = {}): Trainer {
  const lazy = createLazyPool(options);
  return {
    parallelism: lazy.size,
    open: (data) => openSession(data, lazy),
    close: () => lazy.close(),
  };
}
