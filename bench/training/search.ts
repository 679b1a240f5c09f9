/**
 * How long does a search take, against Optuna with LightGBM in Python on the same encoded rows, in the same run?
 *
 * S1: 50 trials of the reference space on one validation split, then the final fit: leaky, but what the reference project does.
 * S2: 50 trials with five folds each, pruned; five out-of-fold fits, threshold (ours also a calibrator), the final fit.
 * Every side is a process of its own, run in turn (A B C A B C …), each round with another seed; the medians count. Timed from
 * the rows in memory to the final model text; what the peer imports before is not timed, our worker threads' start is.
 *
 * Then the same search with 1, 2 and 4 of our workers: trials and model have to be equal to the last bit.
 *
 * Seconds mean something on a quiet machine only; CPU seconds are of use on a busy one, where a peer with more threads than free
 * cores waits by spinning.
 *
 * Run: npm run build && node --import tsx bench/training/search.ts [rounds] [sides as a regular expression]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quantiles } from "#statistics";
import { openPythonPeer } from "../harness/python-peer.js";
import { machine, rounded, saveResult, type TableRow, tableText } from "../harness/report.js";
import { writeRows, type WorkName } from "./search-rows.js";

const roundsToRun = Number(process.argv[2] ?? 3);
const wanted = new RegExp(process.argv[3] ?? "");

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly logLoss: number;
  readonly fits: number;
  /** Ours only: of every trial and of the model's text. */
  readonly digest?: string;
}

type Side = (folder: string, work: WorkName, seed: number) => Run;

const peer = openPythonPeer("training");
const ownProgram = fileURLToPath(new URL("./search-work.ts", import.meta.url));
const parsed = (text: string): Run => JSON.parse(text.trim().split("\n").at(-1)!) as Run;

const driftloop =
  (pruner: string, workers?: number): Side =>
  (folder, work, seed) => {
    const options = [folder, work, pruner, String(seed), ...(workers === undefined ? [] : [String(workers)])];
    return parsed(
      execFileSync(process.execPath, ["--import", "tsx", ownProgram, ...options], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
  };

const python =
  (threads: number, jobs: number, binning: "bins-each-trial" | "bins-once"): Side =>
  (folder, work, seed) =>
    parsed(peer.run("search.py", [folder, work, String(threads), String(jobs), binning, String(seed)]));

const cores = availableParallelism();
const ours = "driftloop";
const works: Readonly<Record<WorkName, Readonly<Record<string, Side>>>> = {
  "one-split": {
    [ours]: driftloop("race"),
    "peer, 1 thread": python(1, 1, "bins-each-trial"),
    [`peer, ${cores} threads`]: python(cores, 1, "bins-each-trial"),
    [`peer tuned by hand: bins once, ${cores} trials at a time`]: python(1, cores, "bins-once"),
  },
  "cross-validated": {
    [ours]: driftloop("race"),
    "driftloop, Wilcoxon pruner": driftloop("wilcoxon"),
    "peer, 1 thread": python(1, 1, "bins-each-trial"),
    [`peer, ${cores} threads`]: python(cores, 1, "bins-each-trial"),
    [`peer tuned by hand: bins once, ${cores} trials at a time`]: python(1, cores, "bins-once"),
  },
};

const median = (values: readonly number[]): number => quantiles(values, [0.5])[0]!;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function runRounds(folder: string, work: WorkName): Readonly<Record<string, readonly Run[]>> {
  const sides = Object.entries(works[work]).filter(([name]) => name === ours || wanted.test(name));
  const runs: Record<string, Run[]> = Object.fromEntries(sides.map(([name]) => [name, []]));
  for (let round = 0; round < roundsToRun; round += 1) {
    for (const [name, side] of sides) {
      const run = side(folder, work, 100 + round);
      runs[name]!.push(run);
      process.stderr.write(
        `${work}, seed ${100 + round}, ${name}: ${run.seconds.toFixed(2)} s, ${run.logLoss.toFixed(5)}\n`,
      );
    }
  }
  return runs;
}

/** Ratios are medians of the ratios of each round, so that a busy minute hits both sides. */
function summaryOf(runs: Readonly<Record<string, readonly Run[]>>): readonly TableRow[] {
  const own = runs[ours]!;
  return Object.entries(runs).map(([side, theirs]) => ({
    side,
    seconds: rounded(median(theirs.map(({ seconds }) => seconds))),
    cpuSeconds: rounded(median(theirs.map(({ cpuSeconds }) => cpuSeconds))),
    timesOurs: rounded(median(theirs.map(({ seconds }, round) => seconds / own[round]!.seconds))),
    timesOurCpu: rounded(median(theirs.map(({ cpuSeconds }, round) => cpuSeconds / own[round]!.cpuSeconds))),
    foldFits: median(theirs.map(({ fits }) => fits)),
    logLoss: rounded(mean(theirs.map(({ logLoss }) => logLoss)), 5),
    logLossLessOurs: rounded(mean(theirs.map(({ logLoss }, round) => logLoss - own[round]!.logLoss)), 5),
  }));
}

/** Our search with several numbers of workers, whose results have to be equal. */
function workersTable(folder: string): readonly TableRow[] {
  return (Object.keys(works) as WorkName[]).flatMap((work) => {
    const runs = [1, 2, 4].map((workers) => ({ workers, run: driftloop("race", workers)(folder, work, 100) }));
    return runs.map(({ workers, run }) => ({
      work,
      workers,
      seconds: rounded(run.seconds),
      cpuSeconds: rounded(run.cpuSeconds),
      equal: run.digest === runs[0]!.run.digest ? "yes" : "no",
    }));
  });
}

const folder = mkdtempSync(join(tmpdir(), "driftloop-bench-rows-"));
const result: Record<string, unknown> = { machine: machine(), rounds: roundsToRun };
try {
  writeRows(folder);
  const medians: Partial<Record<WorkName, readonly TableRow[]>> = {};
  for (const work of Object.keys(works) as WorkName[]) {
    const runs = runRounds(folder, work);
    const summary = summaryOf(runs);
    medians[work] = summary;
    console.log(`\n${work === "one-split" ? "S1" : "S2"}: ${work}\n${tableText(summary)}`);
    result[work] = { summary, runs };
  }
  const workers = workersTable(folder);
  console.log(`\nwith other numbers of workers\n${tableText(workers)}`);
  result["workers"] = workers;
  const honest = Number(medians["cross-validated"]![0]!["seconds"]);
  const leaky = Math.min(...medians["one-split"]!.slice(1, 3).map((row) => Number(row["seconds"])));
  console.log(
    `\nour honest search (S2) takes ${rounded(honest / leaky)} of the peer's leaky one (S1); goal: at most 1`,
  );
  saveResult("training-search", { ...result, honestAgainstLeakyPeer: rounded(honest / leaky) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
