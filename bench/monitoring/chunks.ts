/**
 * Drift and estimated performance of ten chunks: Jensen–Shannon and Kolmogorov–Smirnov of 20 columns of 100,000 rows, and F1 and
 * AUC estimated without labels on the same rows, beside NannyML. CPU seconds with the rows in memory on both sides: for what is
 * made of the reference, and for the new rows. Either side does it all in one process fifteen times; medians, and
 * what our first round cost, in which the code is still compiled.
 *
 * Run on the build, which is what is installed: npm run build && node --import tsx bench/monitoring/chunks.ts [rows, default 100000] [columns, default 20]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDuckdbEngine } from "#adapters/duckdb";
import { createRandom } from "#kernel";
import {
  compareColumns,
  countColumn,
  estimatedMetrics,
  fitScoreCalibration,
  freezeTable,
  type ReferenceProfile,
  sumsOfScored,
} from "#monitoring";
import type { ColumnBatch, Field } from "#tabular";
import { openPythonPeer } from "../harness/python-peer.js";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const rows = Number(process.argv[2] ?? 100_000);
const columnCount = Number(process.argv[3] ?? 20);
const chunkCount = 10;
const roundCount = 15;
const seed = "chunks";
const terms = { contactCost: 50, successRate: 0.3, customerValue: 1000 };
const rule = { q: 0.05, effect: 0.1 };

interface Sample {
  readonly features: ColumnBatch;
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
}

function draw(name: string, shift: number): Sample {
  const random = createRandom(`${seed} ${name}`);
  const fields = Array.from({ length: columnCount }, (_, place): Field => ({ name: `x${place}`, type: "number" }));
  const columns = fields.map(() => Float64Array.from({ length: rows }, () => random.normal() + shift));
  const probabilities = Float64Array.from({ length: rows }, (_, row) => 1 / (1 + Math.exp(-columns[0]![row]! * 1.5)));
  const labels = Uint8Array.from(probabilities, (probability) => (random.uniform() < probability ? 1 : 0));
  return { features: { rowCount: rows, fields, columns }, probabilities, labels };
}

async function write({ features, probabilities, labels }: Sample, path: string): Promise<void> {
  const engine = await createDuckdbEngine({});
  const fields: Field[] = [
    ...features.fields,
    { name: "probability", type: "number" },
    { name: "label", type: "number" },
  ];
  const columns = [...features.columns, probabilities, Float64Array.from(labels)];
  async function* batches(): AsyncGenerator<ColumnBatch> {
    yield await Promise.resolve({ rowCount: rows, fields, columns });
  }
  try {
    await engine.writeBatches(fields, batches(), path);
  } finally {
    await engine.close();
  }
}

interface Cost {
  readonly fit: number;
  readonly new: number;
}

function timed<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!;

function medianCost(rounds: readonly Record<"drift" | "estimate", Cost>[], work: "drift" | "estimate"): Cost {
  return {
    fit: medianOf(rounds.map((round) => round[work].fit)),
    new: medianOf(rounds.map((round) => round[work].new)),
  };
}

const chunkRows = rows / chunkCount;
const chunkOf = (values: Float64Array, chunk: number): Float64Array =>
  values.subarray(chunk * chunkRows, (chunk + 1) * chunkRows);

function driftOfChunks({ columns }: ReferenceProfile, { features }: Sample): number {
  let scores = 0;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    const counts = Object.fromEntries(
      columns.map(({ name, binning }, place) => [
        name,
        countColumn(binning, chunkOf(features.columns[place] as Float64Array, chunk)),
      ]),
    );
    const found = compareColumns(columns, counts, { rule, methods: ["js", "ks"], isExact: false });
    scores += found.reduce((sum, one) => sum + (one.status === "compared" ? Object.keys(one.scores).length : 0), 0);
  }
  return scores;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function measureOurs(reference: Sample, current: Sample): Record<"drift" | "estimate", Cost> & Estimates {
  const frozen = timed(() => freezeTable(reference.features));
  const drift = timed(() => driftOfChunks(frozen.result, current));
  const calibration = timed(() => fitScoreCalibration(reference.labels, reference.probabilities)!);
  const estimates = timed(() =>
    Array.from({ length: chunkCount }, (_, chunk) =>
      estimatedMetrics(sumsOfScored(chunkOf(current.probabilities, chunk), 0.5), calibration.result, terms),
    ),
  );
  return {
    drift: { fit: frozen.seconds, new: drift.seconds },
    estimate: { fit: calibration.seconds, new: estimates.seconds },
    auc: mean(estimates.result.map(({ auc }) => auc!.value)),
    f1: mean(estimates.result.map(({ f1 }) => f1!.value)),
  };
}

interface Estimates {
  readonly auc: number;
  readonly f1: number;
}

const where = machine();
const folder = mkdtempSync(join(tmpdir(), "driftloop-chunks-"));
try {
  const [reference, current] = [draw("reference", 0), draw("current", 0.1)];
  const paths = [join(folder, "reference.parquet"), join(folder, "current.parquet")];
  await write(reference, paths[0]!);
  await write(current, paths[1]!);
  const rounds = Array.from({ length: roundCount }, () => measureOurs(reference, current));
  const ours = { ...rounds[0]!, drift: medianCost(rounds, "drift"), estimate: medianCost(rounds, "estimate") };
  const peer = JSON.parse(
    openPythonPeer("nannyml").run("drift_and_estimate.py", [...paths, String(roundCount)]),
  ) as typeof ours;
  const table = (["drift", "estimate"] as const).map((work) => ({
    work: work === "drift" ? `JS and KS, ${columnCount} columns` : "F1 and AUC without labels",
    rows,
    chunks: chunkCount,
    "ours: reference, CPU ms": rounded(ours[work].fit * 1000, 1),
    "ours: new rows, CPU ms": rounded(ours[work].new * 1000, 1),
    "ours: all, first round": rounded((rounds[0]![work].fit + rounds[0]![work].new) * 1000, 1),
    "NannyML: fit, CPU ms": rounded(peer[work].fit * 1000, 1),
    "NannyML: new rows, CPU ms": rounded(peer[work].new * 1000, 1),
    "times less, new rows": rounded(peer[work].new / ours[work].new, 1),
    "times less, all": rounded((peer[work].new + peer[work].fit) / (ours[work].new + ours[work].fit), 1),
  }));
  console.log(tableText(table));
  const estimates = { ours: { auc: ours.auc, f1: ours.f1 }, nannyml: { auc: peer.auc, f1: peer.f1 } };
  console.log(`mean estimates: ${JSON.stringify(estimates)}`);
  console.log(`goal: at least 20 times less CPU; load before the run ${where["loadBefore"]}`);
  saveResult("drift-chunks", {
    machine: where,
    seed,
    rounds: roundCount,
    goal: { timesLessCpu: 20 },
    results: table,
    estimates,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
