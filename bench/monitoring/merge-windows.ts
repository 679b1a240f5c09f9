/**
 * One more monitoring window at day 10 and at day 1,000: late rows of the window are merged into what is stored of it, and the
 * window is judged. Work must not depend on how many windows there are. Windows between those that are measured are stored only. Counts of 100 columns (70 numeric, 30 of levels) in SQLite
 * on disk.
 *
 * Run: node --import tsx --conditions=source bench/monitoring/merge-windows.ts [days, default 1000]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteWindowStore, openMetadata } from "#adapters/sqlite";
import { createRandom, type Random } from "#kernel";
import {
  alarmRules,
  createProfileCollector,
  firstJudgeState,
  freezeReference,
  type JudgeState,
  judgeWindow,
  mergeProfiles,
  monitoringOptions,
  type ReferenceProfile,
  type WindowProfile,
  type WindowStore,
} from "#monitoring";
import type { ColumnBatch, Field } from "#tabular";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";

const days = Number(process.argv[2] ?? 1000);
const dayMs = 86_400_000;
const rowsADay = 300;
const seed = "merge windows";
const [numeric, levels] = [70, 30];
const options = monitoringOptions.parse({});
const goal = { millisecondsPerHundredColumns: 5, bytesPerFeatureWindow: 20_000 };

function features(rows: number, random: Random): ColumnBatch {
  const numbers = Array.from({ length: numeric }, (_, place): Field => ({ name: `n${place}`, type: "number" }));
  const texts = Array.from({ length: levels }, (_, place): Field => ({ name: `l${place}`, type: "text" }));
  return {
    rowCount: rows,
    fields: [...numbers, ...texts],
    columns: [
      ...numbers.map(() => Float64Array.from({ length: rows }, () => random.normal())),
      ...texts.map((_, place) => Array.from({ length: rows }, () => `level ${random.integer(2 + place * 9)}`)),
    ],
  };
}

function log(day: number, rows: number, random: Random): ColumnBatch {
  const found = features(rows, random);
  const probability = Float64Array.from({ length: rows }, () => random.uniform());
  const added = {
    predicted_at: new Float64Array(rows).fill(day * dayMs + 1),
    model_version: new Float64Array(rows).fill(1),
    probability,
    predicted_class: probability.map((value) => (value >= 0.5 ? 1 : 0)),
  };
  return {
    rowCount: rows,
    fields: [...found.fields, ...Object.keys(added).map((name): Field => ({ name, type: "number" }))],
    columns: [...found.columns, ...Object.values(added)],
  };
}

const windowOf = (at: number): { start: number; end: number } => {
  const start = Math.floor(at / dayMs) * dayMs;
  return { start, end: start + dayMs };
};

function profileOf(reference: ReferenceProfile, batch: ColumnBatch): WindowProfile {
  const collector = createProfileCollector(reference, { modelVersion: 1, windowOf, slices: [] });
  collector.add(batch);
  return collector.profiles()[0]!;
}

interface DayCost {
  readonly mergeMs: number;
  readonly judgeMs: number;
  readonly storeMs: number;
}

const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

interface Monitor {
  readonly store: WindowStore;
  readonly reference: ReferenceProfile;
  state: JudgeState;
}

/** What was stored of the day and what comes late, as one; judged after the two windows before; stored. */
function liveThrough(monitor: Monitor, day: number, stored: WindowProfile, late: WindowProfile): DayCost {
  const { store, reference } = monitor;
  let [merged, recent]: [WindowProfile, readonly WindowProfile[]] = [stored, []];
  const mergeMs = cpuMs(() => (merged = { ...mergeProfiles(stored, late), revision: 2 }));
  const readMs = cpuMs(() => (recent = store.profiles({ from: (day - 2) * dayMs, until: day * dayMs })));
  const judgeMs = cpuMs(() => {
    const rules = alarmRules(options, 365);
    const judged = judgeWindow(merged, recent, monitor.state, { reference, rules, options });
    monitor.state = judged.state;
  });
  const storeMs = cpuMs(() => {
    store.append({
      ...nothing,
      fromVersion: day,
      toVersion: day + 1,
      profiles: [merged],
      detectors: [{ modelVersion: 1, windowStart: day * dayMs, state: JSON.stringify(monitor.state) }],
    });
  });
  return { mergeMs, judgeMs, storeMs: storeMs + readMs };
}

const nothing = { reader: "bench", profiles: [], drift: [], quality: [], detectors: [] };
const reach = 7;
const centres = [10, Math.round(days / 2), days - 1 - reach];
const isMeasured = (day: number): boolean => centres.some((centre) => Math.abs(centre - day) <= reach);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const where = machine();
const folder = mkdtempSync(join(tmpdir(), "driftloop-windows-"));
try {
  const random = createRandom(seed);
  const probabilities = Float64Array.from({ length: 5000 }, () => random.uniform());
  const reference = freezeReference({ features: features(5000, random), probabilities, threshold: 0.5 });
  const metadata = await openMetadata(join(folder, "windows.db"));
  const monitor: Monitor = { store: createSqliteWindowStore(metadata), reference, state: firstJudgeState };
  const costs = new Map<number, DayCost>();
  let [widest, whole] = [0, 0];
  const pool = Array.from({ length: 20 }, () => log(0, rowsADay, random));
  for (let day = 0; day < days; day += 1) {
    const batch = pool[day % pool.length]!;
    const at = { ...batch, columns: [...batch.columns] };
    at.columns[batch.fields.findIndex(({ name }) => name === "predicted_at")] = new Float64Array(rowsADay).fill(
      day * dayMs + 1,
    );
    const profile = profileOf(reference, at);
    if (isMeasured(day)) costs.set(day, liveThrough(monitor, day, profile, profile));
    else monitor.store.append({ ...nothing, fromVersion: day, toVersion: day + 1, profiles: [profile] });
    if (day % 100 !== 0) continue;
    const sizes = Object.values(profile.columns).map((counts) => JSON.stringify(counts).length);
    [widest, whole] = [Math.max(widest, ...sizes), Math.max(whole, JSON.stringify(profile).length)];
  }
  metadata.close();
  const table = centres.map((day) => {
    const found = [...costs].filter(([measured]) => Math.abs(measured - day) <= reach).map(([, cost]) => cost);
    return {
      "around day": day,
      "merge, CPU ms": rounded(median(found.map(({ mergeMs }) => mergeMs)), 2),
      "judge, CPU ms": rounded(median(found.map(({ judgeMs }) => judgeMs)), 2),
      "read and write, CPU ms": rounded(median(found.map(({ storeMs }) => storeMs)), 2),
    };
  });
  console.log(tableText(table));
  console.log(
    `100 columns, ${rowsADay} rows a day; largest feature-window ${widest} bytes, window of all ${whole} bytes; goal: merge within ${goal.millisecondsPerHundredColumns} ms, ${goal.bytesPerFeatureWindow} bytes; load before the run ${where["loadBefore"]}`,
  );
  saveResult("merge-windows", {
    machine: where,
    seed,
    goal,
    columns: numeric + levels,
    rowsADay,
    widest,
    whole,
    results: table,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
