import { createRandom } from "#kernel";
import {
  evaluateGate,
  evaluateGates,
  type Gate,
  type GateReport,
  gateTable,
  type ValidationEvidence,
  type ValidationOptions,
  validationOptions,
} from "#validation";
import { describe, expect, test } from "vitest";
import { evidenceOf, output } from "./synthetic.js";

const random = createRandom("gates");
const byDefault: ValidationOptions = { gates: "default" };
const good = evidenceOf("good model");

function report(parts: Partial<ValidationEvidence>, options: ValidationOptions = byDefault): GateReport {
  return evaluateGates({ ...good, ...parts }, options, random);
}

function verdicts(result: GateReport): Record<string, string> {
  return Object.fromEntries(result.gates.map(({ id, verdict }) => [id, verdict]));
}

function check(result: GateReport, gate: string, name: string): GateReport["gates"][number]["checks"][number] {
  return result.gates.find(({ id }) => id === gate)!.checks.find(({ id }) => id === name)!;
}

function changed(values: Float64Array, row: number, value: number): Float64Array {
  return values.with(row, value);
}

const parsed = (gates: unknown): ValidationOptions => validationOptions.parse({ gates });

describe("gates of a good model", () => {
  test("all pass, each with value, bound, rows and a sentence, in plain JSON", () => {
    const result = report({});
    expect(verdicts(result)).toEqual(Object.fromEntries(Object.keys(gateTable).map((id) => [id, "passed"])));
    expect(result).toMatchObject({ verdict: "passed", rows: 1409, sentence: "All 15 required gates passed." });
    for (const { sentence, checks } of result.gates) {
      expect(sentence).toMatch(/^(Within bounds|This is the first model)/u);
      for (const { value, sampleSize } of checks) {
        expect(value).toBeTypeOf("number");
        expect(sampleSize).toBeGreaterThan(0);
      }
    }
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("say the same when evaluated again with the same random stream", () => {
    expect(report({})).toEqual(report({}));
  });

  test("pass without a champion, and say that there is none", () => {
    const result = report({ champion: null });
    expect(result.verdict).toBe("passed");
    expect(result.gates.find(({ id }) => id === "champion-f1")!.sentence).toContain("first model");
    expect(result.gates.find(({ id }) => id === "champion-f1")!.checks).toEqual([]);
  });
});

describe("gates fail closed", () => {
  test("a computation that throws is an error and blocks", () => {
    const broken: Gate = {
      id: "broken",
      title: "Broken",
      checks: [{ id: "any", title: "Any", unit: "score", bound: { low: 0, high: null } }],
      measure: () => {
        throw new Error("division by cheese");
      },
    };
    const selection = { id: "performance", required: true, bounds: { any: { low: 0, high: null } } } as const;
    const outcome = evaluateGate(broken, selection, good, random);
    expect(outcome.verdict).toBe("error");
    expect(outcome.sentence).toContain("division by cheese");
    expect(outcome.checks).toMatchObject([{ value: null, verdict: "error" }]);
  });

  test("a check that the gate forgot to measure, and one that is not finite, are errors", () => {
    const bounds = { any: { low: 0, high: null } };
    const checks = [{ id: "any", title: "Any", unit: "score", bound: bounds.any }] as const;
    const selection = { id: "performance", required: true, bounds } as const;
    const verdictWhen = (measured: Record<string, { value: number; sampleSize: number }>): string =>
      evaluateGate({ id: "g", title: "G", checks, measure: () => ({ measured }) }, selection, good, random).verdict;
    expect(verdictWhen({})).toBe("error");
    expect(verdictWhen({ any: { value: Number.NaN, sampleSize: 1 } })).toBe("error");
    expect(verdictWhen({ any: { value: Number.POSITIVE_INFINITY, sampleSize: 1 } })).toBe("error");
    expect(verdictWhen({ any: { value: 0, sampleSize: 1 } })).toBe("passed");
  });

  test("one probability that is not a number turns every gate that reads it into an error", () => {
    const probabilities = changed(good.challenger.probabilities, 700, Number.NaN);
    const result = report({ challenger: output(probabilities) });
    const passed = result.gates.filter(({ verdict }) => verdict === "passed").map(({ id }) => id);
    expect(passed).toEqual(["latency", "null-rows"]);
    expect(result.verdict).toBe("error");
    expect(result.sentence).toContain("Ended in error");
  });

  test("margins in place of probabilities are an error although they rank the same", () => {
    const margins = good.challenger.probabilities.map((p) => Math.log(p / (1 - p)));
    expect(report({ challenger: output(margins) }).verdict).toBe("error");
  });

  test.each([
    ["logisticRegression", ["logistic-log-loss", "logistic-auc"]],
    ["withNulls", ["null-rows", "null-robustness"]],
    ["latenciesMs", ["latency"]],
    ["business", ["profit"]],
    ["singleFeatureAucs", ["leakage"]],
  ] as const)("missing %s is an error of the gates that need it and leaves the others", (part, gates) => {
    const result = report({ [part]: null });
    expect(result.verdict).toBe("error");
    expect(result.gates.filter(({ verdict }) => verdict === "error").map(({ id }) => id)).toEqual(gates);
  });

  test("a champion that scored other rows is an error, not a comparison", () => {
    const champion = output(good.champion!.probabilities.slice(1));
    expect(verdicts(report({ champion }))).toMatchObject({
      "champion-f1": "error",
      "slices-against-champion": "error",
    });
  });

  test("labels of one class, too few latencies and slices of other rows are errors", () => {
    expect(report({ labels: new Uint8Array(1409) }).verdict).toBe("error");
    expect(verdicts(report({ latenciesMs: Float64Array.of(1, 1, 1) }))["latency"]).toBe("error");
    const slices = [{ column: "a", levels: ["x"], codes: new Int32Array(3) }];
    expect(verdicts(report({ slices }))["worst-slice"]).toBe("error");
  });

  test("a set without a required gate never passes", () => {
    expect(report({}, { gates: [{ id: "latency", required: false }] }).verdict).toBe("error");
  });
});

describe("gates fail what is bad", () => {
  test("a model that says the same to everybody", () => {
    const result = report({ challenger: output(good.challenger.probabilities.map(() => 0.265)) });
    expect(result.verdict).toBe("error");
    expect(verdicts(result)).toMatchObject({
      performance: "error",
      "minority-class": "failed",
      "prediction-balance": "failed",
    });
  });

  test("probabilities that are too high on the whole", () => {
    const raised = good.challenger.probabilities.map((p) => 1 / (1 + ((1 - p) / p) * Math.exp(-0.6)));
    expect(verdicts(report({ challenger: output(raised, 0.54) }))).toMatchObject({
      calibration: "failed",
      "logistic-auc": "passed",
    });
  });

  test("a slow model, with p95 beside the mean", () => {
    const result = report({ latenciesMs: Float64Array.from({ length: 20 }, (_, call) => (call === 0 ? 1100 : 1)) });
    const gate = result.gates.find(({ id }) => id === "latency")!;
    expect(gate.verdict).toBe("failed");
    expect(gate.checks[0]!.value).toBeCloseTo(55.95, 10);
    expect(gate.facts.map(({ id }) => id)).toEqual(["p95Latency"]);
    expect(gate.sentence).toBe("Out of bounds: Mean duration 56.0\u00a0ms, at most 50.0\u00a0ms wanted.");
  });

  test("scores that fall together or leave [0, 1] when values are missing", () => {
    const { withNulls } = good;
    expect(
      verdicts(report({ withNulls: { ...withNulls!, sample: new Float64Array(100).fill(0.3) } }))["null-rows"],
    ).toBe("failed");
    expect(
      verdicts(report({ withNulls: { ...withNulls!, sample: new Float64Array(100).fill(1.2) } }))["null-rows"],
    ).toBe("error");
  });

  test("a result that is too good to be true is an error to look at, naming the feature", () => {
    const result = report({
      singleFeatureAucs: [
        { feature: "tenure", auc: 0.7 },
        { feature: "churnDate", auc: 0.01 },
      ],
    });
    const gate = result.gates.find(({ id }) => id === "leakage")!;
    expect(gate.verdict).toBe("error");
    expect(gate.sentence).toContain(
      "Not to be believed; find out why: Highest AUC of a single feature 0.990 (churnDate)",
    );
    expect(result.verdict).toBe("error");
  });

  test("one slice that lost its ranking, by more than chance", () => {
    const codes = Int32Array.from(good.labels, (_, row) => row % 2);
    const shuffled = good.challenger.probabilities.map((p, row) =>
      row % 2 === 0 ? 0.1 + ((row * 7919) % 997) / 2000 : p,
    );
    const slices = [{ column: "plan", levels: ["even", "odd"], codes }];
    const result = report({ challenger: output(shuffled), slices });
    expect(verdicts(result)).toMatchObject({ "slices-against-champion": "failed", "worst-slice": "failed" });
    expect(check(result, "worst-slice", "lowestAuc").note).toBe("plan = even");
  });

  test("a small slice that is low by chance is left alone", () => {
    const random = createRandom("small slices");
    let failed = 0;
    for (let draw = 0; draw < 40; draw += 1) {
      const evidence = evidenceOf(`slices ${draw}`);
      const codes = Int32Array.from(evidence.labels, () => random.integer(12));
      const slices = [{ column: "shop", levels: Array.from({ length: 12 }, (_, level) => `${level}`), codes }];
      const result = evaluateGates(
        { ...evidence, slices },
        { gates: [{ id: "worst-slice" }, { id: "slices-against-champion" }] },
        random,
      );
      failed += result.gates.filter(({ required, verdict }) => required && verdict !== "passed").length;
    }
    expect(failed).toBeLessThanOrEqual(4);
  });
});

describe("profit gate", () => {
  test("wants 5 % more than contacting everybody", () => {
    const everybody = good.challenger.probabilities.map((p) => 0.1 + 0.9 * p);
    const result = report({ challenger: output(everybody) });
    expect(check(result, "profit", "gain")).toMatchObject({ value: 0, verdict: "failed" });
  });

  test("wants no gain where even perfect knowledge gains next to nothing, and says so", () => {
    const business = { customerValue: 200_000, contactCost: 1, successRate: 0.5 };
    const gain = check(report({ business }), "profit", "gain");
    expect(gain).toMatchObject({ verdict: "passed", bound: { low: -0.01, high: null } });
    expect(gain.note).toContain("even perfect knowledge");
  });

  test("compares with contacting nobody where contacting everybody loses money", () => {
    const business = { customerValue: 2000, contactCost: 200, successRate: 0.3 };
    const result = report({ business });
    expect(check(result, "profit", "gain").verdict).toBe("passed");
    const careless = report({ business, challenger: output(good.challenger.probabilities.map((p) => 0.35 + 0.6 * p)) });
    expect(check(careless, "profit", "gain").verdict).toBe("failed");
  });
});

describe("choice of gates", () => {
  test("is the default set when nothing is said, all fifteen required", () => {
    const result = report({}, validationOptions.parse({}));
    expect(result.gates.filter(({ required }) => required)).toHaveLength(15);
  });

  test("reference evaluates and requires the seven only", () => {
    const result = report({ logisticRegression: null }, parsed("reference"));
    expect(result.gates.map(({ required }) => required)).toEqual(Array.from({ length: 7 }, () => true));
    expect(result.verdict).toBe("passed");
  });

  test("a list still shows the seven, but they decide only when they are listed", () => {
    const result = report({ latenciesMs: null }, parsed(["calibration", { id: "performance", required: true }]));
    expect(result.gates.filter(({ required }) => required).map(({ id }) => id)).toEqual(["performance", "calibration"]);
    expect(verdicts(result)["latency"]).toBe("error");
    expect(result.verdict).toBe("passed");
  });

  test("a later entry changes a bound of an earlier set", () => {
    const result = report(
      {},
      parsed(["default", { id: "leakage", bound: { auc: 0.8 } }, { id: "latency", bound: 0.5 }]),
    );
    expect(verdicts(result)).toMatchObject({ leakage: "error", latency: "failed" });
    expect(result.gates).toHaveLength(15);
  });

  test.each([
    [["nonsense"], /Invalid/u],
    [[{ id: "performance", bound: 0.8 }], /several checks; name the one to set: accuracy, precision/u],
    [[{ id: "performance", bound: { f2: 0.8 } }], /has no check .*f2.*it has accuracy, precision, recall, f1, auc/u],
    [[{ id: "calibration", bound: { slope: 1.1 } }], /both sides; give \[lower, upper\]/u],
    [[{ id: "calibration", bound: { slope: [1.2, 0.8] } }], /lower end must come first/u],
    [[], /Too small/u],
  ])("refuses %j", (gates, message) => {
    expect(() => parsed(gates)).toThrow(message);
  });

  test("a value on its bound passes in spite of rounding", () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, row) => Number(row < 300));
    const probabilities = Float64Array.from(labels, (label, row) => (label === 1 ? Number(row < 150) : 0) * 0.8 + 0.1);
    const result = report(
      { labels, challenger: output(probabilities, 0.5), champion: null, slices: [] },
      parsed("reference"),
    );
    expect(check(result, "error-rates", "falseNegativeRate")).toMatchObject({ value: 0.5, verdict: "passed" });
  });
});
