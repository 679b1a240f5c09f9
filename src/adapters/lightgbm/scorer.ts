import type { Scorer, ScorerFactory } from "#inference";
import { DriftloopError, invalidInput } from "#kernel";
import type { FeatureMatrix } from "#tabular";
import type { PredictionKind } from "./booster.js";
import { ensureLightgbm } from "./locate.js";
import { shareColumns } from "./shared-matrix.js";
import type { LightgbmOptions } from "./trainer.js";
import { defaultWorkerCount, type PoolWorker, startWorker } from "./worker-pool.js";

// Smaller pieces are not worth a message to another thread.
const smallestPiece = 2048;

function pieces(rowCount: number, workers: number): readonly (readonly [start: number, end: number])[] {
  const count = Math.max(1, Math.min(workers, Math.floor(rowCount / smallestPiece)));
  const size = Math.ceil(rowCount / count);
  return Array.from({ length: count }, (_, index) => [index * size, Math.min(rowCount, (index + 1) * size)] as const);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function scorerOf(model: number, inputCount: number, workers: readonly PoolWorker[]): Scorer {
  const predict = async (matrix: FeatureMatrix, prediction: PredictionKind): Promise<Float64Array> => {
    if (matrix.columns.length !== inputCount) {
      throw invalidInput(
        "model/wrong-inputs",
        `the model takes ${inputCount} inputs; ${matrix.columns.length} columns came`,
      );
    }
    if (matrix.rowCount === 0) return new Float64Array(0);
    const parts = pieces(matrix.rowCount, workers.length).map(([start, end], index) => {
      const values = shareColumns(matrix.columns, start, end);
      return workers[index]!.ask({ kind: "predict", model, prediction, values, rowCount: end - start });
    });
    return joined(await Promise.all(parts));
  };
  return {
    inputCount,
    margins: (matrix) => predict(matrix, "margin"),
    probabilities: (matrix) => predict(matrix, "probability"),
    contributions: (matrix) => predict(matrix, "contribution"),
    leaves: async (matrix) => Int32Array.from(await predict(matrix, "leaf")),
    close: async () => {
      const living = workers.filter((worker) => worker.isAlive());
      await Promise.all(living.map((worker) => worker.ask({ kind: "close-model", model })));
    },
  };
}

async function openModel(model: number, text: string, workers: readonly PoolWorker[]): Promise<Scorer> {
  try {
    const answers = await Promise.all(workers.map((worker) => worker.ask({ kind: "open-model", model, text })));
    return scorerOf(model, answers[0]!.inputs, workers);
  } catch (error) {
    if (!(error instanceof DriftloopError) || error.code !== "lightgbm/call-failed") throw error;
    throw invalidInput("model/unreadable", `the model text cannot be read: ${error.message}`);
  }
}

/**
 * Scorers on the LightGBM C library; a batch is divided between worker threads.
 * @throws ExternalFailure `lightgbm/library-not-found`
 */
export async function createLightgbmScorerFactory(options: LightgbmOptions = {}): Promise<ScorerFactory> {
  const libraryPath = await ensureLightgbm(options);
  const workers = Array.from({ length: options.workers ?? defaultWorkerCount() }, () => startWorker(libraryPath));
  let models = 0;
  return {
    open: (text) => {
      models += 1;
      return openModel(models, text, workers);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
