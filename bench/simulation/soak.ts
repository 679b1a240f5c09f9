/**
 * A production of years on the virtual clock: time per day, memory and files as it gets older. What is known is stored at every tenth
 * of the days, so that a run that is cut short tells how far it came. Garbage is collected then, so that memory is what is in use: the
 * collector by itself waits for a pressure that shared memory and memory outside its heap do not put on it.
 *
 * Run: npm run build && node --expose-gc --import tsx bench/simulation/soak.ts [days=730] [scenario=none]
 * As built: from the sources every thread of LightGBM would first compile what it needs.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, simulate } from "#app";
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
  /** All threads; on a busy machine it says more than the clock. */
  readonly cpuSeconds: number;
  readonly rssMb: number;
  /** After a collection; null between those. */
  readonly heapMb: number | null;
}
const samples: Sample[] = [];
const begun = performance.now();
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const progress: Progress = {
  start: (label) => ({
    update: (day) => {
      if (label !== "simulate") return;
      const seconds = (performance.now() - begun) / 1000;
      const isTenth = day % tenth === 0;
      if (isTenth) globalThis.gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      samples.push({
        day,
        seconds,
        cpuSeconds: cpuSeconds(),
        rssMb: rss / 1e6,
        heapMb: isTenth ? heapUsed / 1e6 : null,
      });
      if (isTenth) store();
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

const tenth = Math.max(1, Math.floor(days / 10));
const trained = { seconds: 0, cpuSeconds: 0 };

/** A tenth of the days that ends with one: time a day, and memory then. */
function partUntil(day: number): Readonly<Record<string, number>> {
  const sampleOf = (wanted: number): Sample | undefined => samples.find((sample) => sample.day === wanted);
  const [first, last] = [sampleOf(day - tenth) ?? trained, sampleOf(day)!];
  return {
    "to day": day,
    "ms a day": rounded((1000 * (last.seconds - first.seconds)) / tenth, 1),
    "CPU ms a day": rounded((1000 * (last.cpuSeconds - first.cpuSeconds)) / tenth, 1),
    "RSS MB": Math.round(last.rssMb),
    "heap MB": Math.round(last.heapMb!),
  };
}

/** Stores and prints what is known so far. */
function store(more: Readonly<Record<string, number>> = {}): void {
  if (samples.length < 2) return;
  const last = samples.at(-1)!;
  const parts = Array.from({ length: Math.floor(last.day / tenth) }, (_, part) => partUntil((part + 1) * tenth));
  const summary = {
    days,
    daysDone: last.day,
    scenario,
    trainedInSeconds: rounded(trained.seconds, 1),
    seconds: rounded(last.seconds - trained.seconds, 1),
    cpuSeconds: rounded(last.cpuSeconds - trained.cpuSeconds, 1),
    peakRssMb: Math.round(Math.max(...samples.map(({ rssMb }) => rssMb))),
    rssSlopeMbPer100Days: rounded(slopePer100(samples)),
    ...more,
  };
  console.log(tableText(parts));
  console.log(summary);
  saveResult(`simulation-soak-${days}`, { machine: where, ...summary, parts });
}

const filesUnder = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

try {
  const folder = join(root, "project");
  await (await trainedTelco(folder)).close();
  trained.seconds = (performance.now() - begun) / 1000;
  trained.cpuSeconds = cpuSeconds();
  const context = { ...simulationContext, progress };
  const project = await openProject({ ...context, folder });
  const result = await simulate(project, { days, drift: scenario, start: "2027-01-01" }, context);
  await project.close();
  store({ files: filesUnder(join(result.folder, ".driftloop")), entries: result.timeline.length });
} finally {
  rmSync(root, { recursive: true, force: true });
}
