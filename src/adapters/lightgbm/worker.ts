import { parentPort, workerData } from "node:worker_threads";
import { DriftloopError, externalFailure, invalidInput, messageOf } from "#kernel";
import type { FittedBooster, FoldOutcome } from "#training";
import {
  boostOnce,
  gainImportance,
  inputCountOf,
  loadBooster,
  modelText,
  predictRows,
  trainingParameters,
  treeCountOf,
  validationLoss,
  validationProbabilities,
} from "./booster.js";
import { createDataset, createSubset, freeDataset, type SharedTrainingData } from "./dataset.js";
import { type Handle, loadLibrary } from "./library.js";
import { lightgbmVersion } from "./pins.js";
import type { RowSet, WorkerAnswers, WorkerReply, WorkerRequest } from "./protocol.js";

interface Session {
  readonly data: SharedTrainingData;
  readonly dataset: Handle;
  /** Bins are shared, so a fold's rows are cut out once and used by every trial. */
  readonly subsets: Map<number, Handle>;
}

interface Model {
  readonly booster: Handle;
  readonly inputs: number;
  readonly trees: number;
}

type Request<Kind extends WorkerRequest["kind"]> = Extract<WorkerRequest, { kind: Kind }>;

const library = loadLibrary((workerData as { libraryPath: string }).libraryPath);
const sessions = new Map<number, Session>();
const models = new Map<number, Model>();

function sessionOf(number: number): Session {
  const session = sessions.get(number);
  if (session === undefined) throw externalFailure("lightgbm/no-session", `training session ${number} is closed`);
  return session;
}

function subsetOf(session: Session, rows: RowSet): Handle {
  const known = session.subsets.get(rows.id);
  if (known !== undefined) return known;
  const subset = createSubset(library, session.dataset, rows.rows);
  session.subsets.set(rows.id, subset);
  return subset;
}

function checkStop(stop: Int32Array): void {
  if (Atomics.load(stop, 0) !== 0) throw externalFailure("lightgbm/stopped", "training was stopped");
}

function withBooster<Result>(dataset: Handle, parameters: string, work: (booster: Handle) => Result): Result {
  const booster = library.create("LGBM_BoosterCreate", dataset, parameters);
  try {
    return work(booster);
  } finally {
    library.call("LGBM_BoosterFree", booster);
  }
}

function boostFold(booster: Handle, request: Request<"fold">): FoldOutcome {
  const loss = new Float64Array(1);
  const present = new Float64Array(request.valid.rows.length);
  const best = { round: 0, loss: Number.POSITIVE_INFINITY, probabilities: new Float64Array(present.length) };
  const losses: number[] = [];
  for (let round = 1; round <= request.maxRounds; round += 1) {
    checkStop(request.stop);
    const isFinished = boostOnce(library, booster);
    losses.push(validationLoss(library, booster, loss));
    if (loss[0]! < best.loss) {
      best.loss = loss[0]!;
      best.round = round;
      validationProbabilities(library, booster, best.probabilities);
    }
    if (isFinished || round - best.round >= request.earlyStoppingRounds) break;
  }
  return {
    bestRound: best.round,
    logLoss: best.loss,
    probabilities: best.probabilities,
    validLossByRound: Float64Array.from(losses),
  };
}

function runFold(request: Request<"fold">): FoldOutcome {
  const session = sessionOf(request.session);
  const train = subsetOf(session, request.train);
  const valid = subsetOf(session, request.valid);
  return withBooster(train, trainingParameters(request.params, request.seed), (booster) => {
    library.call("LGBM_BoosterAddValidData", booster, valid);
    return boostFold(booster, request);
  });
}

function runFit(request: Request<"fit">): FittedBooster {
  const session = sessionOf(request.session);
  const dataset = request.train === null ? session.dataset : subsetOf(session, request.train);
  return withBooster(dataset, trainingParameters(request.params, request.seed), (booster) => {
    for (let round = 1; round <= request.rounds; round += 1) {
      checkStop(request.stop);
      if (boostOnce(library, booster)) break;
    }
    return {
      modelText: modelText(library, booster),
      rounds: treeCountOf(library, booster),
      library: `lightgbm ${lightgbmVersion}`,
      gainImportance: gainImportance(library, booster, session.data.matrix.names.length),
    };
  });
}

function openModel(request: Request<"open-model">): WorkerAnswers["open-model"] {
  const booster = loadBooster(library, request.text);
  const model = { booster, inputs: inputCountOf(library, booster), trees: treeCountOf(library, booster) };
  models.set(request.model, model);
  return { inputs: model.inputs, trees: model.trees };
}

function predict(request: Request<"predict">): Float64Array {
  const model = models.get(request.model);
  if (model === undefined) throw externalFailure("lightgbm/no-model", `model ${request.model} is closed`);
  const { values, rowCount, prediction } = request;
  if (values.length !== rowCount * model.inputs) {
    throw invalidInput(
      "lightgbm/wrong-inputs",
      `the model takes ${model.inputs} inputs per row; ${values.length / rowCount} came`,
    );
  }
  const widths = { probability: 1, margin: 1, leaf: model.trees, contribution: model.inputs + 1 };
  const rows = { values, rowCount, inputs: model.inputs };
  return predictRows(library, model.booster, rows, { kind: prediction, width: widths[prediction] });
}

function closeSession(request: Request<"close-session">): null {
  const session = sessions.get(request.session);
  sessions.delete(request.session);
  if (session === undefined) return null;
  for (const subset of session.subsets.values()) freeDataset(library, subset);
  freeDataset(library, session.dataset);
  return null;
}

function closeModel(request: Request<"close-model">): null {
  const model = models.get(request.model);
  models.delete(request.model);
  if (model !== undefined) library.call("LGBM_BoosterFree", model.booster);
  return null;
}

function openSession(request: Request<"open-session">): null {
  const dataset = createDataset(library, request.data);
  sessions.set(request.session, { data: request.data, dataset, subsets: new Map() });
  return null;
}

const handlers: { readonly [Kind in WorkerRequest["kind"]]: (request: Request<Kind>) => WorkerAnswers[Kind] } = {
  "open-session": openSession,
  "close-session": closeSession,
  fold: runFold,
  fit: runFit,
  "open-model": openModel,
  "close-model": closeModel,
  predict,
};

function answer(request: WorkerRequest): WorkerAnswers[keyof WorkerAnswers] {
  const handler = handlers[request.kind] as (request: WorkerRequest) => WorkerAnswers[keyof WorkerAnswers];
  return handler(request);
}

parentPort!.on("message", ({ id, request }: { readonly id: number; readonly request: WorkerRequest }) => {
  let reply: WorkerReply;
  try {
    reply = { id, value: answer(request) };
  } catch (error) {
    reply = { id, error: { message: messageOf(error), code: error instanceof DriftloopError ? error.code : null } };
  }
  parentPort!.postMessage(reply);
});
