/**
 * Does the loop retrain and promote when, and only when, it pays? Worlds in which all outcomes of 1,400 customers are known: an
 * ordinary price rise, which changes no decision, and moderate concept drift. In each the job monitoring calls for an evaluation
 * run, or else the age of the model does: rows are guarded, recipes race, the challenger is judged by gates and decision. The
 * truth is known, so every promotion is told right or wrong on fresh customers by their true chances. Beside it the reference's
 * rule (F1 not more than .02 lower, its seven gates taken literally) on the same challengers.
 *
 * Run: node --import tsx --conditions=source bench/retraining/promotions.ts [worlds=50] [first seed=5001] [scenario …]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { trainedTelco } from "../simulation/telco-project.js";
import { type EvaluationRun, evaluationRun, maturedWorld } from "./matured-world.js";

const [worldsText = "50", firstText = "5001", ...named] = process.argv.slice(2);
const seeds = Array.from({ length: Number(worldsText) }, (_, index) => Number(firstText) + index);
const scenarios = named.length > 0 ? named : ["price-harmless", "concept-moderate"];
const size = { days: 35, rowsPerDay: 40 };

interface World extends EvaluationRun {
  readonly seed: number;
  readonly cpuSeconds: number;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : rounded(values.reduce((sum, value) => sum + value, 0) / values.length, 4);

const gainOf = ({ truth }: EvaluationRun): { readonly auc: number; readonly logLoss: number } | null =>
  truth.challenger === null
    ? null
    : { auc: truth.challenger.auc - truth.champion.auc, logLoss: truth.challenger.logLoss - truth.champion.logLoss };

function counts(values: readonly (string | null)[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const value of values) found[value ?? "none"] = (found[value ?? "none"] ?? 0) + 1;
  return found;
}

function summaryOf(runs: readonly World[]): Record<string, unknown> {
  const promoted = runs.filter(({ outcome }) => outcome === "promoted");
  const gains = promoted.map((run) => gainOf(run)!);
  const byReference = runs.filter(({ referencePromotes }) => referencePromotes);
  return {
    worlds: runs.length,
    promoted: promoted.length,
    promotedBetter: gains.filter(({ logLoss }) => logLoss < 0).length,
    outcomes: counts(runs.map(({ outcome }) => outcome)),
    recipes: counts(runs.map(({ recipe }) => recipe)),
    findings: counts(runs.map(({ finding }) => finding)),
    refusingGates: counts(runs.flatMap(({ refusing }) => refusing.map(({ title }) => title))),
    reachableAuc: mean(runs.map(({ truth }) => truth.best - truth.champion.auc)),
    aucChangeOfPromoted: mean(gains.map(({ auc }) => auc)),
    logLossChangeOfPromoted: mean(gains.map(({ logLoss }) => logLoss)),
    aucChangeOfAll: mean(runs.map((run) => (run.outcome === "promoted" ? gainOf(run)!.auc : 0))),
    referencePromotes: byReference.length,
    referencePromotesWorse: byReference.filter((run) => gainOf(run)!.logLoss > 0).length,
    cpuSecondsPerWorld: mean(runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

const where = machine();
const root = mkdtempSync(join(tmpdir(), "driftloop-promotions-"));
const runs: Record<string, World[]> = {};
try {
  // The latency gate is about the machine; on a busy one it would decide instead of the rows.
  const project = await trainedTelco(join(root, "original"), [
    ["horizon: 90d", "horizon: 30d"],
    ["bound: { auc: 0.87 } }]", "bound: { auc: 0.87 } }, { id: latency, required: false }]"],
    ["promotion: { policy: auto }", "promotion: { policy: auto }\nretraining: { halfLives: [60d] }"],
  ]);
  for (const seed of seeds) {
    for (const scenario of scenarios) {
      const before = process.cpuUsage();
      const request = { ...size, scenario, seed, monitored: true, folder: join(root, `${scenario}-${seed}`) };
      const world = await maturedWorld(project, request);
      const run = await evaluationRun(world, request);
      await world.project.close();
      rmSync(request.folder, { recursive: true, force: true });
      const used = process.cpuUsage(before);
      (runs[scenario] ??= []).push({ seed, cpuSeconds: rounded((used.user + used.system) / 1e6), ...run });
      console.error(scenario, JSON.stringify(runs[scenario].at(-1)));
    }
    const summary = Object.fromEntries(scenarios.map((scenario) => [scenario, summaryOf(runs[scenario]!)]));
    saveResult("retraining-promotions", { machine: where, size, firstSeed: seeds[0], done: seed, summary, runs });
  }
  await project.close();
} finally {
  rmSync(root, { recursive: true, force: true });
}

console.log(
  tableText(
    scenarios.map((scenario) => {
      const found = summaryOf(runs[scenario]!) as Record<string, number | null>;
      return {
        scenario,
        worlds: found["worlds"]!,
        promoted: found["promoted"]!,
        better: found["promotedBetter"]!,
        "reachable AUC": found["reachableAuc"] ?? "",
        "AUC of promoted": found["aucChangeOfPromoted"] ?? "",
        "log loss": found["logLossChangeOfPromoted"] ?? "",
        "reference promotes": found["referencePromotes"]!,
        "of them worse": found["referencePromotesWorse"]!,
      };
    }),
  ),
);
