/**
 * One search with Driftloop, measured from encoded rows in memory to the final model. Started by search.ts.
 *
 * Arguments: folder with the rows, work (one-split or cross-validated), pruner, seed, worker threads (default: one for each
 * core). Prints one line of JSON.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLightgbmTrainer, ensureLightgbm } from "#adapters/lightgbm";
import { createSqliteRunStore, createSqliteStudyStore, openMetadata } from "#adapters/sqlite";
import { silentProgress } from "#kernel";
import { findThreshold } from "#metrics";
import { searchParameters } from "#src/pipelines/fitting/search-parameters.js";
import {
  type BoosterParams,
  type CrossValidation,
  chooseCalibrator,
  crossValidate,
  type Fold,
  type TrainerSession,
  trainingOptions,
} from "#training";
import type { TrialRecord } from "#tuning";
import type { RowsDescription, WorkName } from "./search-rows.js";

const [folder, workName, pruner, seedText, workersText] = process.argv.slice(2) as [
  string,
  WorkName,
  string,
  string,
  string?,
];
const seed = Number(seedText);
const description = JSON.parse(readFileSync(join(folder, "rows.json"), "utf8")) as RowsDescription;
const { names, rowCount, limits, trials, works } = description;
const bytes = readFileSync(join(folder, "values.bin"));
const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const columns = names.map((_, index) => values.subarray(index * rowCount, (index + 1) * rowCount));
const labels = new Uint8Array(readFileSync(join(folder, "labels.bin")));
const folds: readonly Fold[] = works[workName].folds.map(({ train, valid }) => ({
  trainRows: Int32Array.from(train),
  validRows: Int32Array.from(valid),
}));
const finalRows = Int32Array.from(works[workName].finalRows);
const options = trainingOptions.parse({ trials, space: "reference", pruner, seed, ...limits });
const clock = { now: (): number => Date.now() };
const libraryPath = await ensureLightgbm({});
const stateFolder = mkdtempSync(join(tmpdir(), "driftloop-bench-"));

/** Calibrator and threshold on the out-of-fold predictions of the rows that were judged. */
function decideThreshold({ outOfFold }: CrossValidation): number {
  const judged = finalRows;
  const placeOf = new Int32Array(rowCount);
  for (const [place, row] of judged.entries()) placeOf[row] = place;
  const compact = (rows: Int32Array): Int32Array => rows.map((row) => placeOf[row]!);
  const truth = Uint8Array.from(judged, (row) => labels[row]!);
  const probabilities = Float64Array.from(judged, (row) => outOfFold[row]!);
  const places = folds.map((fold) => ({ trainRows: compact(fold.trainRows), validRows: compact(fold.validRows) }));
  const calibration = chooseCalibrator({ labels: truth, probabilities, folds: places }, "auto");
  return findThreshold(truth, calibration.probabilities, { policy: "f1-with-precision-floor", floor: 0.6 }).threshold;
}

interface Found {
  readonly logLoss: number;
  readonly fits: number;
  readonly searchSeconds: number;
  readonly threshold: number | null;
  readonly rounds: number;
  readonly trees: number;
  /** Of every trial with its reports, and of the model text. */
  readonly digest: string;
}

/** Everything a search finds, without its times. */
function digestOf(trials: readonly TrialRecord[], modelText: string): string {
  const timeless = trials.map((trial) => ({ ...trial, startedAt: null, endedAt: null }));
  return createHash("sha256").update(JSON.stringify(timeless)).update(modelText).digest("hex");
}

async function searchAndFit(
  session: TrainerSession,
  trainer: ReturnType<typeof createLightgbmTrainer>,
): Promise<Found> {
  const startedAt = performance.now();
  const metadata = await openMetadata(join(stateFolder, "metadata.db"));
  const ports = {
    runs: createSqliteRunStore(metadata),
    studies: createSqliteStudyStore(metadata),
    progress: silentProgress,
    trainer: async (): Promise<typeof trainer> => Promise.resolve(trainer),
    clock,
  };
  ports.runs.create({
    id: "run_bench",
    kind: "training",
    name: "bench",
    startedAt: new Date().toISOString(),
    params: {},
  });
  const { best, trials: ended } = await searchParameters(
    { runId: "run_bench", rowCount, folds, options, fixed: {} },
    session,
    ports,
  );
  const searchSeconds = (performance.now() - startedAt) / 1000;
  const params = best.params as BoosterParams;
  const validation = await crossValidate({ params, folds, rowCount, options: { ...limits, seed } }, session);
  const threshold = folds.length > 1 ? decideThreshold(validation) : null;
  const total = validation.foldRounds.reduce((sum, rounds) => sum + rounds, 0);
  const rounds = Math.max(1, Math.round(total / folds.length));
  const { modelText } = await session.fit({ params, rounds, trainRows: finalRows, seed });
  metadata.close();
  return {
    logLoss: best.value!,
    fits: ended.reduce((sum, { reports }) => sum + reports.length, 0),
    searchSeconds,
    threshold,
    rounds,
    trees: modelText.match(/^Tree=/gm)?.length ?? 0,
    digest: digestOf(ended, modelText),
  };
}

try {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const trainer = createLightgbmTrainer({
    libraryPath,
    ...(workersText === undefined ? {} : { workers: Number(workersText) }),
  });
  const session = await trainer.open({ matrix: { rowCount, names, categorical: [], columns }, labels });
  const found = await searchAndFit(session, trainer);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await trainer.close();
  console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, ...found }));
} finally {
  rmSync(stateFolder, { recursive: true, force: true });
}
