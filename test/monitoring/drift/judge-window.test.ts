import { createRandom, type Random } from "#kernel";
import {
  alarmRules,
  compareColumns,
  countColumn,
  createProfileCollector,
  firstJudgeState,
  freezeReference,
  type JudgeContext,
  type JudgeState,
  judgeWindow,
  type ReferenceProfile,
  type WindowProfile,
} from "#monitoring";
import type { ColumnBatch } from "#tabular";
import { describe, expect, test } from "vitest";

interface World {
  readonly shift: number;
  readonly monthly: number;
}

const still: World = { shift: 0, monthly: 0.5 };

function rowsOf(count: number, { shift, monthly }: World, random: Random): ColumnBatch {
  const charges = Float64Array.from({ length: count }, () => 60 + 20 * random.normal() + shift);
  const contracts = Array.from({ length: count }, () => (random.uniform() < monthly ? "monthly" : "yearly"));
  return {
    rowCount: count,
    fields: [
      { name: "charges", type: "number" },
      { name: "contract", type: "text" },
    ],
    columns: [charges, contracts],
  };
}

const scoresOf = (rows: ColumnBatch): Float64Array =>
  (rows.columns[0] as Float64Array).map((charge) => 1 / (1 + Math.exp(-(charge - 70) / 20)));

function referenceOf(): ReferenceProfile {
  const features = rowsOf(5000, still, createRandom("reference"));
  return freezeReference({ features, probabilities: scoresOf(features), threshold: 0.5 });
}

const reference = referenceOf();
const day = 86_400_000;

function windowOf(place: number, world: World, rows = 100, seed = ""): WindowProfile {
  const features = rowsOf(rows, world, createRandom(`${seed}${place}`));
  const scores = scoresOf(features);
  const collector = createProfileCollector(reference, {
    modelVersion: 1,
    windowOf: () => ({ start: place * day, end: (place + 1) * day }),
    slices: [],
  });
  collector.add({
    rowCount: rows,
    fields: [
      ...features.fields,
      { name: "predicted_at", type: "timestamp" },
      { name: "model_version", type: "number" },
      { name: "probability", type: "number" },
      { name: "predicted_class", type: "number" },
    ],
    columns: [
      ...features.columns,
      new Float64Array(rows).fill(place * day),
      new Float64Array(rows).fill(1),
      scores,
      scores.map((score) => (score >= 0.5 ? 1 : 0)),
    ],
  });
  return collector.profiles()[0]!;
}

const thresholds = { psi: 0.1, meanScore: 0.03, decisions: 0.03, nullRate: 0.02, invalidShare: 0.05 };
const context: JudgeContext = {
  reference,
  rules: alarmRules({ falseAlarmsPerYear: 1, thresholds }, 365),
  options: { policy: "default", thresholds },
};

/** Days on which windows alarm, and the first verdict that does. */
function judged(
  worlds: readonly World[],
  seed = "",
): { readonly days: readonly number[]; readonly culprits: readonly string[]; readonly sentences: readonly string[] } {
  let state: JudgeState = firstJudgeState;
  const windows: WindowProfile[] = [];
  const days: number[] = [];
  const sentences: string[] = [];
  let culprits: readonly string[] = [];
  for (const [place, world] of worlds.entries()) {
    const window = windowOf(place, world, 100, seed);
    const result = judgeWindow(window, windows.slice(-14), state, context);
    state = result.state;
    windows.push(window);
    if (!result.verdict.isAlarm) continue;
    if (days.length === 0) culprits = result.verdict.culprits;
    days.push(place);
    sentences.push(result.verdict.sentence);
  }
  return { days, culprits, sentences };
}

const repeated = (world: World, count: number): readonly World[] => new Array<World>(count).fill(world);

describe("a judged window", () => {
  test("raises no alarm in 300 windows of 100 rows in which nothing changes", () => {
    const days = ["a", "b", "c"].flatMap((seed) => judged(repeated(still, 100), seed).days);

    expect(days).toEqual([]);
  });

  test("says of a shift that no single window shows that it lasts, instead of a PSI of nothing", () => {
    const { sentences } = judged(repeated({ ...still, shift: 6 }, 60));
    const quiet = sentences.filter((sentence) => sentence.includes("charges (little in one window, but lasting)"));

    expect(sentences.length).toBeGreaterThan(10);
    expect(quiet.length).toBeGreaterThan(0);
    expect(sentences.join(" ")).not.toContain("PSI beyond chance 0.000)");
  });

  test("alarms within three windows of a shift by a standard deviation and names the column first", () => {
    const { days, culprits } = judged([...repeated(still, 20), ...repeated({ ...still, shift: 20 }, 10)]);

    expect(days[0]).toBeGreaterThanOrEqual(20);
    expect(days[0]).toBeLessThanOrEqual(22);
    expect(culprits).toContain("charges");
    expect(culprits).not.toContain("contract");
  });

  test("names a category whose mix changes", () => {
    const { days, culprits } = judged([...repeated(still, 20), ...repeated({ ...still, monthly: 0.85 }, 15)]);

    expect(days.length).toBeGreaterThan(0);
    expect(culprits).toEqual(["contract"]);
  });

  test("ends its alarm some time after the drift has ended", () => {
    const drifted = repeated({ ...still, shift: 20 }, 5);
    const { days } = judged([...drifted, ...repeated(still, 60)]);

    expect(days.at(-1)).toBeLessThan(50);
  });

  test("gives the same verdict whatever was judged between, when the state is the same", () => {
    const window = windowOf(1, still);
    const once = judgeWindow(window, [], firstJudgeState, context);
    const again = judgeWindow(window, [], JSON.parse(JSON.stringify(firstJudgeState)) as JudgeState, context);

    expect(again).toEqual(once);
  });

  test("is no evidence of drift while its data are in quarantine, and the days after start where the days before ended", () => {
    const before = judgeWindow(windowOf(0, still), [], firstJudgeState, context);
    const faulty = windowOf(1, { shift: 400, monthly: 0 });
    const aside = judgeWindow(faulty, [], before.state, { ...context, isQuarantined: true });

    expect(judgeWindow(faulty, [], before.state, context).verdict.isAlarm).toBe(true);
    expect(aside.verdict).toMatchObject({ isAlarm: false, culprits: [], severity: "none" });
    expect(aside.verdict.sentence).toBe("In quarantine: faulty data are not taken for drift.");
    expect(aside.state).toEqual(before.state);
  });

  test("is a warning when the scores move and only a note when they do not", () => {
    const verdictOf = (world: World): string => {
      let state = firstJudgeState;
      let severity = "none";
      for (let place = 0; place < 8; place += 1) {
        const result = judgeWindow(windowOf(place, world), [], state, context);
        state = result.state;
        severity = result.verdict.severity;
      }
      return severity;
    };

    expect(verdictOf({ ...still, shift: 20 })).toBe("warn");
    expect(verdictOf({ ...still, monthly: 0.9 })).toBe("info");
  });
});

describe("columns that cannot be compared", () => {
  const rule = { q: 0.05, effect: 0.1 };
  const numeric = reference.columns[0]!;
  const category = reference.columns[1]!;

  test.each([
    ["nothing but missing values", numeric, new Float64Array(50).fill(Number.NaN)],
    ["no row", numeric, new Float64Array(0)],
    ["infinite values only", numeric, new Float64Array(5).fill(Number.POSITIVE_INFINITY)],
    ["nothing but missing texts", category, new Array<string | null>(9).fill(null)],
  ] as const)("get a verdict with the reason: %s", (_, column, values) => {
    const [verdict] = compareColumns([column], { [column.name]: countColumn(column.binning, values) }, { rule });

    expect(verdict!.status).toBe("failed");
  });

  test.each([
    ["a single row", numeric, Float64Array.of(60)],
    ["one constant", numeric, new Float64Array(80).fill(60)],
    ["levels never seen", category, new Array<string>(30).fill("weekly")],
  ] as const)("are compared all the same: %s", (_, column, values) => {
    const [verdict] = compareColumns([column], { [column.name]: countColumn(column.binning, values) }, { rule });

    expect(verdict!.status).toBe("compared");
  });

  test("do not hide a shift of half a standard deviation behind one value of a million", () => {
    const random = createRandom("outlier");
    const values = Float64Array.from({ length: 2000 }, (_, row) => (row === 0 ? 1e6 : 70 + 20 * random.normal()));
    const [verdict] = compareColumns([numeric], { charges: countColumn(numeric.binning, values) }, { rule });

    expect(verdict).toMatchObject({ status: "compared", isMaterial: true });
  });
});
