import { createRandom } from "#kernel";
import { type AlarmRules, alarmRules, type BinnedRows, binnedRows, freezeReference, proveBudget } from "#monitoring";
import type { ColumnBatch } from "#tabular";
import { describe, expect, test } from "vitest";

/** Twelve columns that all follow one hidden number, and two levels. */
function rowsOf(count: number, seed: string): ColumnBatch {
  const random = createRandom(seed);
  const hidden = Float64Array.from({ length: count }, () => random.normal());
  const columns = Array.from({ length: 12 }, () => hidden.map((value) => 0.95 * value + 0.3 * random.normal()));
  const plans = Array.from(hidden, (value) => (value > 0 ? "a" : "b"));
  return {
    rowCount: count,
    fields: [
      ...columns.map((_, place) => ({ name: `x${place}`, type: "number" as const })),
      { name: "plan", type: "text" as const },
    ],
    columns: [...columns, plans],
  };
}

const features = rowsOf(3000, "reference");
const probabilities = (features.columns[0] as Float64Array).map((value) => 1 / (1 + Math.exp(-value)));
const reference = freezeReference({ features, probabilities, threshold: 0.5 });
const sample: BinnedRows = binnedRows(reference, features, probabilities);
const thresholds = { psi: 0.1, meanScore: 0.03, decisions: 0.03, nullRate: 0.02, invalidShare: 0.05 };
const rules = alarmRules({ falseAlarmsPerYear: 1, thresholds }, 365);
const options = { rowsPerWindow: 100, windowsPerYear: 365, budget: 1, monitors: 6, windows: 60 };
const never: AlarmRules = { ...rules, evidenceBound: 1e12, q: 1e-12 };
const prove = (tried: AlarmRules, given: Partial<typeof options & { sample: BinnedRows }> = { sample }) =>
  proveBudget(reference, tried, { ...options, ...given }, createRandom("proof"));

describe("the replay of a monitor before it is switched on", () => {
  test("keeps the rules that hold the budget on whole rows, however much their columns go together", () => {
    expect(prove(rules)).toMatchObject({ draws: "rows", rules, isWithinBudget: true, windows: 360 });
  });

  test("is the same for the same reference, options and seed", () => {
    expect(prove(rules)).toEqual(prove(rules));
  });

  test("draws each column by itself where no rows were kept, and says so", () => {
    expect(prove(rules, {})).toMatchObject({ draws: "columns", isWithinBudget: true });
  });

  test("looks at the two keys as well as at the detector: careless ones are made stricter until they keep the budget", () => {
    const careless = { ...never, q: 0.9, effect: 0.001, persistence: 1 };
    const proof = prove(careless);
    expect(proof.rules.q).toBeLessThan(careless.q);
    expect(prove({ ...careless, persistence: 4 })).toMatchObject({ episodes: 0 });
  });

  test("looks at the detector as well as at the two keys", () => {
    const proof = prove({ ...never, evidenceBound: 2, effectFloor: 0 });
    expect(proof.rules.evidenceBound).toBeGreaterThan(2);
  });

  test("puts every reference row into the bins that the reference counted it in", () => {
    for (const { name, role, binning, counts } of reference.columns) {
      if (role === "class") continue;
      const codes = sample.codes[name]!;
      const drawn = new Map<number, number>();
      for (const code of codes) drawn.set(code, (drawn.get(code) ?? 0) + 1);
      if (binning.kind === "category")
        expect([...drawn.values()].sort((left, right) => left - right)).toEqual(
          counts.bins.filter((rows) => rows > 0).toSorted((left, right) => left - right),
        );
      else expect(drawn.size).toBe(binning.coarse.length + 1);
      expect(codes.length).toBe(3000);
    }
  });
});
