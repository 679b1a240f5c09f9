/**
 * A data drift report of two Parquet files: `driftloop drift compare` against a saved reference, and against the file itself,
 * beside Evidently's DataDriftPreset, which needs both files every time. The same files, each in a process of its own; CPU of the
 * whole process with start-up, and of the work alone (reading and comparing, libraries loaded).
 *
 * Run on the build, which is what is installed: npm run build && node --import tsx bench/monitoring/drift-report.ts [rows×columns, default 100000x40,1000000x10]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "#adapters/duckdb";
import { driftCompare } from "#comparison";
import { driftloopProgram, measureProgram } from "../harness/measured-process.js";
import { openPythonPeer } from "../harness/python-peer.js";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const sizes = (process.argv[2] ?? "100000x40,1000000x10").split(",").map((text) => text.split("x").map(Number));
const folder = mkdtempSync(join(tmpdir(), "driftloop-drift-report-"));
const clock = { now: () => Date.UTC(2026, 0, 1) };

interface Measurement {
  readonly rows: number;
  readonly columns: number;
  readonly work: string;
  readonly cpuSeconds: number;
  readonly workCpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMb: number;
}

/** Normal columns of different scale and place; the current ones are a tenth of a deviation off. */
async function writeRows(path: string, rows: number, columns: number, shift: number): Promise<void> {
  const database = await openDuckdb({});
  const normal = (place: number): string =>
    `(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) + ${shift}) * ${1 + (place % 5)} + ${place} AS x${place}`;
  try {
    const list = Array.from({ length: columns }, (_, place) => normal(place)).join(", ");
    await database.run(`SELECT setseed(${0.1 + shift})`);
    await database.run(`COPY (SELECT ${list} FROM range(${rows})) TO '${path}' (FORMAT parquet, COMPRESSION snappy)`);
  } finally {
    await database.close();
  }
}

const request = { without: [], compat: false, html: null, saveReference: null };

async function workSeconds(reference: string, current: string): Promise<number> {
  const before = process.cpuUsage();
  await driftCompare({ ...request, reference, current: [current] }, clock);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function measure(rows: number, columns: number): Promise<readonly Measurement[]> {
  const [reference, current, saved] = ["reference.parquet", "current.parquet", "reference.json"].map((name) =>
    join(folder, `${rows}-${name}`),
  ) as [string, string, string];
  await writeRows(reference, rows, columns, 0);
  await writeRows(current, rows, columns, 0.1);
  await driftCompare({ ...request, reference, current: [current], saveReference: saved }, clock);
  const size = { rows, columns };
  const ours = async (work: string, normal: string): Promise<Measurement> => {
    const workCpuSeconds = await workSeconds(normal, current);
    const cost = await measureProgram(driftloopProgram, ["drift", "compare", normal, current, "--json"]);
    return { ...size, work, ...cost, workCpuSeconds };
  };
  const peer = openPythonPeer("evidently");
  const theirs = JSON.parse(peer.run("drift_report.py", [reference, current])) as Omit<Measurement, keyof typeof size>;
  return [
    await ours("driftloop, saved reference", saved),
    await ours("driftloop, both files", reference),
    { ...size, ...theirs, work: "Evidently 0.7.23" },
  ];
}

const where = machine();
const results: Measurement[] = [];
try {
  for (const [rows, columns] of sizes) results.push(...(await measure(rows!, columns!)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const table = results.map(({ rows, columns, work, cpuSeconds, workCpuSeconds, wallSeconds, peakMb }) => {
  const peer = results.find((other) => other.rows === rows && other.work.startsWith("Evidently"))!;
  return {
    work,
    rows,
    columns,
    "CPU s": rounded(cpuSeconds),
    "CPU s of the work": rounded(workCpuSeconds, 3),
    "wall s": rounded(wallSeconds),
    "peak MB": Math.round(peakMb),
    "times less CPU": rounded(peer.cpuSeconds / cpuSeconds, 1),
    "times less work": rounded(peer.workCpuSeconds / workCpuSeconds, 1),
  };
});
console.log(tableText(table));
console.log(`goal: at least 100 times less CPU; load before the run ${where["loadBefore"]}`);
saveResult("drift-report", { machine: where, goal: { timesLessCpu: 100 }, results: table });
