import { createRandom } from "#kernel";
import { compareLogLoss, rocAucEstimate } from "#metrics";
import {
  evaluateGates,
  type GateReport,
  type ValidationEvidence,
  type ValidationOptions,
  validationOptions,
} from "#validation";
import { describe, expect, test } from "vitest";
import { evidenceOf, noisyModel, output, syntheticRows } from "./synthetic.js";

const random = createRandom("by comparison");
const count = 1409;
const hard = syntheticRows(count, createRandom("hard world").fork("rows"));
const logit = (p: number): number => Math.log(p / (1 - p));
const bent = (scores: Float64Array, factor: number, shift: number): Float64Array =>
  scores.map((p) => 1 / (1 + Math.exp(-(factor * logit(p) + shift))));

const weak = noisyModel(hard, 3, createRandom("challenger"));
/** Ranks no better, and is far too sure and too high: what a champion looks like after the world changed. */
const stale = bent(noisyModel(hard, 6, createRandom("champion")), 3, 2);
/** A world in which even a good model misses floors, with a champion that is proven worse. */
const turned: ValidationEvidence = {
  ...evidenceOf("turned"),
  labels: hard.labels,
  challenger: output(weak, 0.3),
  champion: output(stale, 0.3),
  logisticRegression: noisyModel(hard, 3, createRandom("logistic")),
  withNulls: { sample: weak.slice(0, 100), all: weak, champion: stale },
};

function report(parts: Partial<ValidationEvidence> = {}, options: unknown = "default", isLiteral = false): GateReport {
  const parsed: ValidationOptions = validationOptions.parse({ gates: options });
  return evaluateGates({ ...turned, ...parts }, parsed, random, isLiteral);
}

const gateOf = (result: GateReport, id: string): GateReport["gates"][number] =>
  result.gates.find((gate) => gate.id === id)!;
const aucOf = (result: GateReport): GateReport["gates"][number]["checks"][number] =>
  gateOf(result, "performance").checks.find(({ id }) => id === "auc")!;

describe("a floor that a proven worse champion misses as well", () => {
  test("is passed by comparison, and the sentences say so with the champion's number", () => {
    const result = report();
    const check = aucOf(result);
    expect(check.value).toBeLessThan(0.75);
    expect(check.verdict).toBe("passed");
    expect(check.champion!).toBeLessThan(check.value!);
    expect(gateOf(result, "performance").sentence).toMatch(
      /^Passed beside the champion.*AUC 0\.\d+, at least 0\.750 wanted, which the champion misses too \(0\.\d+ on the same 1,409 rows\)/u,
    );
    expect(result.sentence).toMatch(/^All 15 required gates passed, beside a champion proven worse: Performance/u);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("is missed for a first model, under literal bounds, and where the project forbids comparing", () => {
    expect(aucOf(report({ champion: null })).verdict).toBe("failed");
    expect(aucOf(report({}, "default", true)).verdict).toBe("failed");
    const strict = report({}, ["default", { id: "performance", byComparison: false }]);
    expect(aucOf(strict).verdict).toBe("failed");
    expect(strict.verdict).toBe("failed");
  });

  test("is missed when the champion is not proven worse, or misses it by less", () => {
    const equal = noisyModel(hard, 3.02, createRandom("equal"));
    expect(aucOf(report({ champion: output(equal, 0.3) })).verdict).toBe("failed");
    // Ranks well, but its probabilities are useless: worse in log loss, better in AUC.
    const sharp = bent(noisyModel(hard, 0.2, createRandom("sharp")), 1, 4);
    const result = report({ champion: output(sharp, 0.9) });
    expect(aucOf(result)).toMatchObject({ verdict: "failed" });
    expect(aucOf(result).champion).toBeUndefined();
  });
});

describe("what comparison never excuses", () => {
  test("a challenger that finds nothing, beside a champion that finds nothing either and is surer of itself", () => {
    const shuffled = createRandom("shuffled labels");
    const labels = hard.labels.map(() => (shuffled.uniform() < 0.27 ? 1 : 0));
    const blind = bent(noisyModel(hard, 3, createRandom("blind")), 0.05, -1);
    const evidence = { labels, challenger: output(blind, 0.3) };
    expect(compareLogLoss(labels, blind, stale).difference.high).toBeLessThan(0);
    expect(rocAucEstimate(labels, blind, 0.9).low).toBeLessThan(0.5);
    expect(report(evidence)).toEqual(report(evidence, "default", true));
    expect(report(evidence).verdict).not.toBe("passed");
  });

  test("a miss beyond chance of a bound that the champion keeps", () => {
    const silent = output(weak, 0.95);
    expect(gateOf(report({ challenger: silent }), "minority-class").verdict).toBe("failed");
  });

  test("errors and gates of safety", () => {
    expect(gateOf(report({ latenciesMs: null }), "latency").verdict).toBe("error");
    expect(gateOf(report({ latenciesMs: new Float64Array(20).fill(80) }), "latency").verdict).toBe("failed");
    const flat = new Float64Array(100).fill(0.2);
    const sample = { ...turned.withNulls!, sample: flat };
    expect(gateOf(report({ withNulls: sample }), "null-rows").verdict).toBe("failed");
    const told = [{ feature: "outcome", auc: 0.99 }];
    expect(gateOf(report({ singleFeatureAucs: told }), "leakage").verdict).toBe("error");
    expect(gateOf(report({ logisticRegression: null }), "logistic-auc").verdict).toBe("error");
  });

  test("a champion whose numbers cannot be worked out", () => {
    const { champion: _, ...withNulls } = turned.withNulls!;
    const all = noisyModel(hard, 20, createRandom("nulls"));
    expect(gateOf(report({ withNulls: { ...withNulls, all } }), "null-robustness").verdict).toBe("failed");
  });

  test("a challenger that ranks worse with nulls than the champion does", () => {
    const all = noisyModel(hard, 20, createRandom("nulls"));
    const champion = noisyModel(hard, 3, createRandom("champion with nulls"));
    const result = gateOf(report({ withNulls: { ...turned.withNulls!, all, champion } }), "null-robustness");
    expect(result.verdict).toBe("failed");
    const worse = { all: noisyModel(hard, 6, createRandom("nulls")), champion: all };
    const passed = gateOf(report({ withNulls: { ...turned.withNulls!, ...worse } }), "null-robustness");
    expect(passed.sentence).toMatch(/with the same nulls the champion's AUC is 0\.\d+ and the challenger's 0\.\d+/u);
  });

  test("an AUC that is far too good, beside a champion that is bad; one that is so by chance is believed", () => {
    const knowing = output(
      Float64Array.from(hard.labels, (label) => (label === 1 ? 0.99 : 0.01)),
      0.5,
    );
    expect(gateOf(report({ challenger: knowing }), "leakage").verdict).toBe("error");
    const { low, value } = aucOf(report()).interval!;
    const bound = { auc: (low + value) / 2 };
    expect(gateOf(report({}, ["default", { id: "leakage", bound }]), "leakage").verdict).toBe("passed");
    expect(gateOf(report({ champion: null }, ["default", { id: "leakage", bound }]), "leakage").verdict).toBe("error");
  });
});
