/**
 * A production of years on the virtual clock: time per day, memory and files as it gets older.
 *
 * Run: node --import tsx --conditions=source bench/simulation/soak.ts [days=730] [scenario=none]
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "#app";
import type { Progress } from "#kernel";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { simulationContext, trainedTelco } from "./telco-project.js";

const days = Number(process.argv[2] ?? 730);
const scenario = process.argv[3] ?? "none";
const where = machine();
const root = mkdtempSync(join(tmpdir(), "driftloop-soak-"));

interface Sample {
  readonly day: number;
  readonly seconds: number;
  readonly rssMb: number;
}
const samples: Sample[] = [];
const begun = performance.now();
const progress: Progress = {
  start: (label) => ({
    update: (day) => {
      if (label !== "simulate") return;
      samples.push({ day, seconds: (performance.now() - begun) / 1000, rssMb: process.memoryUsage.rss() / 1e6 });
    },
    finish: () => {},
  }),
};

/** Growth per 100 days by least squares over the second half, when caches are warm. */
function slopePer100(values: readonly Sample[]): number {
  const half = values.slice(values.length >> 1);
  const mean = (of: (sample: Sample) => number): number => half.reduce((sum, each) => sum + of(each), 0) / half.length;
  const [day, rss] = [mean((each) => each.day), mean((each) => each.rssMb)];
  const cross = half.reduce((sum, each) => sum + (each.day - day) * (each.rssMb - rss), 0);
  return (100 * cross) / half.reduce((sum, each) => sum + (each.day - day) ** 2, 0);
}

function msPerDay(from: number, to: number): number {
  const [first, last] = [samples[from]!, samples[to]!];
  return rounded((1000 * (last.seconds - first.seconds)) / (to - from), 1);
}

const filesUnder = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

try {
  const project = await trainedTelco(join(root, "project"));
  const trained = (performance.now() - begun) / 1000;
  const result = await simulate(
    project,
    { days, drift: scenario, start: "2027-01-01" },
    { ...simulationContext, progress },
  );
  await project.close();
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  const rows = Array.from({ length: Math.floor((samples.length - 1) / tenth) }, (_, part) => ({
    "to day": (part + 1) * tenth,
    "ms a day": msPerDay(part * tenth, (part + 1) * tenth),
    "RSS MB": Math.round(samples[(part + 1) * tenth - 1]!.rssMb),
  }));
  const summary = {
    days,
    scenario,
    seconds: rounded(result.seconds, 1),
    trainedInSeconds: rounded(trained, 1),
    msPerDay: rounded((1000 * result.seconds) / days, 1),
    peakRssMb: Math.round(Math.max(...samples.map(({ rssMb }) => rssMb))),
    rssSlopeMbPer100Days: rounded(slopePer100(samples)),
    files: filesUnder(join(result.folder, ".driftloop")),
    entries: result.timeline.length,
  };
  console.log(tableText(rows));
  console.log(summary);
  saveResult(`simulation-soak-${days}`, { machine: where, ...summary, parts: rows });
} finally {
  rmSync(root, { recursive: true, force: true });
}
