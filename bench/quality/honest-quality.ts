// Honest quality over 10 splits of the bundled data: each seed draws its own split, searches, fits, and is judged once on its
// own test rows. Beside it the number that compares from release to release: out-of-fold predictions of all customers by one fixed
// configuration, three times. Prints a table beside the goals and writes bench/results/honest-quality.json.
// Run: node --import tsx --conditions=source bench/quality/honest-quality.ts [seeds=10] [trials=15]
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, runTraining } from "#app";
import { silentProgress } from "#kernel";
import { contactProfit, type ContactTerms } from "#metrics";
import { readEvaluations, type StoredEvaluation } from "#src/pipelines/fitting/evaluations.js";
import { machine, saveResult } from "../harness/report.js";
import { pooledQuality, type PooledQuality } from "./pooled-quality.js";

const [seeds = 10, trials = 15] = process.argv.slice(2).map(Number);

/** What a campaign on the test rows would have brought, by cost of a contact. */
interface Money {
  readonly contactCost: number;
  /** Contacting everybody for whom it pays. */
  readonly profit: number;
  readonly contactAll: number;
  /** Contacting from the threshold of best F1 on. */
  readonly atThreshold: number;
}

interface SeedResult {
  readonly seed: number;
  readonly oofAuc: number;
  readonly oofLogLoss: number;
  readonly auc: number;
  readonly logLoss: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly brier: number;
  readonly ece: number;
  readonly slope: number;
  readonly threshold: number;
  readonly money: readonly Money[];
  readonly referenceGates: string;
  readonly allGates: string;
}

const terms = (contactCost: number): ContactTerms => ({ customerValue: 2000, contactCost, successRate: 0.3 });

function moneyOf({ labels, probabilities }: StoredEvaluation, threshold: number): readonly Money[] {
  return [50, 100, 200].map((contactCost) => {
    const { profit, contactAllProfit } = contactProfit(labels, probabilities, terms(contactCost));
    const atThreshold = contactProfit(labels, probabilities, terms(contactCost), { threshold }).profit.value;
    return { contactCost, profit: profit.value, contactAll: contactAllProfit, atThreshold };
  });
}

async function runSeed(seed: number): Promise<SeedResult> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-quality-"));
  cpSync("examples/telco-churn", folder, { recursive: true });
  const file = join(folder, "driftloop.yaml");
  const text = readFileSync(file, "utf8").replace(
    /^training: .*$/m,
    `training: { trials: ${trials}, seed: ${seed} }\nsplit: { seed: ${seed} }`,
  );
  writeFileSync(file, text);
  const project = await openProject({
    folder,
    clock: { now: () => Date.now() },
    progress: silentProgress,
    codeVersion: "bench",
  });
  try {
    const { outputs } = await runTraining(project);
    const { test, outOfFold, runId } = outputs.model_training;
    const { gates } = outputs.challenger_validation;
    const failed = (list: typeof gates.gates): string =>
      list
        .filter(({ verdict }) => verdict !== "passed")
        .map(({ title }) => title)
        .join(", ") || "passed";
    const value = (name: string): number => test.metrics[name]!.value;
    return {
      seed,
      oofAuc: outOfFold.metrics["rocAuc"]!.value,
      oofLogLoss: outOfFold.metrics["logLoss"]!.value,
      auc: value("rocAuc"),
      logLoss: value("logLoss"),
      f1: value("f1"),
      precision: value("precision"),
      recall: value("recall"),
      brier: value("brier"),
      ece: value("ece"),
      slope: value("calibrationSlope"),
      threshold: test.threshold,
      money: moneyOf(await readEvaluations(runId, "test", project.ports), test.threshold),
      referenceGates: failed(gates.gates.slice(0, 7)),
      allGates: failed(gates.gates),
    };
  } finally {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const where = machine();
const results: SeedResult[] = [];
for (let seed = 0; seed < seeds; seed += 1) {
  results.push(await runSeed(seed));
  const { referenceGates, allGates, money, ...numbers } = results.at(-1)!;
  const cells = Object.entries(numbers).map(
    ([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(4)}`,
  );
  const profits = money.map(({ contactCost, profit }) => `profit at ${contactCost} ${profit}`);
  console.log(`${[...cells, ...profits].join("  ")}  seven: ${referenceGates}  all: ${allGates}`);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd = (values: readonly number[]): number => {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / Math.max(1, values.length - 1));
};

interface Line {
  readonly metric: string;
  readonly goal: string;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

function line(metric: string, goal: string, values: readonly number[]): Line {
  return { metric, goal, mean: mean(values), sd: sd(values), min: Math.min(...values), max: Math.max(...values) };
}

const column = (name: Exclude<keyof SeedResult, "money" | "referenceGates" | "allGates">): number[] =>
  results.map((result) => result[name]);
const moneyColumn = (place: number, name: keyof Money): number[] => results.map(({ money }) => money[place]![name]);
const summary = [
  line("oofAuc", "", column("oofAuc")),
  line("oofLogLoss", "", column("oofLogLoss")),
  line("auc", "≥ .845", column("auc")),
  line("logLoss", "", column("logLoss")),
  line("f1", "≥ .630", column("f1")),
  line("precision", "", column("precision")),
  line("recall", "", column("recall")),
  line("brier", "", column("brier")),
  line("ece", "", column("ece")),
  line("slope", "", column("slope")),
  ...["≥ 165,000", "≥ 124,000", "≥ 65,000"].flatMap((goal, place) => {
    const cost = results[0]!.money[place]!.contactCost;
    return [
      line(`profit, contact ${cost}`, goal, moneyColumn(place, "profit")),
      line(`  contacting all`, "", moneyColumn(place, "contactAll")),
      line(`  from the F1 threshold on`, "", moneyColumn(place, "atThreshold")),
    ];
  }),
];
const pooled: readonly PooledQuality[] = [await pooledQuality(0), await pooledQuality(1), await pooledQuality(2)];
const pooledColumn = (name: keyof PooledQuality): number[] => pooled.map((quality) => quality[name]);
const pooledSummary = [
  line("auc", "≥ .847", pooledColumn("auc")),
  line("logLoss", "≤ .414", pooledColumn("logLoss")),
  line("brier", "≤ .1345", pooledColumn("brier")),
  line("ece", "≤ .015", pooledColumn("ece")),
  line("f1", "≥ .63", pooledColumn("f1")),
];
const printed = (lines: readonly Line[]): object[] =>
  lines.map(({ metric, goal, ...numbers }) => ({
    metric,
    goal,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, value.toFixed(4)])),
  }));
console.table(printed(summary));
console.log("Out-of-fold predictions of all customers, fixed configuration, three times:");
console.table(printed(pooledSummary));
const passed = (name: "referenceGates" | "allGates"): number =>
  results.filter((result) => result[name] === "passed").length;
const optimism = mean(column("oofAuc")) - mean(column("auc"));
console.log(`out-of-fold AUC less test AUC ${optimism.toFixed(4)} (goal: within ±.006)`);
console.log(
  `seven reference gates passed on ${passed("referenceGates")} of ${seeds} seeds (goal: 9 of 10); all gates on ${passed("allGates")}`,
);
saveResult("honest-quality", {
  machine: where,
  trials,
  results,
  summary,
  pooled: pooledSummary,
  optimism,
  passed: { reference: passed("referenceGates"), all: passed("allGates") },
});
