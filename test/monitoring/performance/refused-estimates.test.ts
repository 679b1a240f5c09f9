import { createRandom } from "#kernel";
import {
  assessPerformance,
  fitScoreCalibration,
  type MultivariateDrift,
  type PerformanceVerdict,
  sumsOfLabelled,
} from "#monitoring";
import { expect, test } from "vitest";

const random = createRandom("refused");
const probabilities = Float64Array.from({ length: 2000 }, () => random.uniform());
const labels = Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0));
const holdout = sumsOfLabelled(labels, probabilities, 0.5);
const calibration = fitScoreCalibration(labels, probabilities)!;
const score = {
  auc: 0.97,
  low: 0.96,
  high: 0.98,
  pValue: 0,
  referenceRows: 2000,
  rows: 700,
  convention: "domain-auc/out-of-fold/delong",
} as const;

const shiftWith = (estimates: Extract<MultivariateDrift, { status: "compared" }>["estimates"]): MultivariateDrift => ({
  status: "compared",
  from: 0,
  until: 1,
  score,
  drivers: [],
  offSupport: 0,
  effectiveRows: 500,
  estimates,
});

function estimatedWith(multivariate: MultivariateDrift | null): PerformanceVerdict {
  const key = { modelVersion: 1, windowStart: 0, windowEnd: 1, sliceKey: "", sliceValue: "" };
  const verdicts = assessPerformance([{ key, sums: holdout }], {
    asOf: 2,
    horizonMs: 1000,
    reference: { modelVersion: 1, id: "test", holdout, calibration },
    terms: { customerValue: 2000, contactCost: 50, successRate: 0.3 },
    entries: [],
    multivariate,
  });
  return verdicts.find(({ kind, metric }) => kind === "estimated" && metric === "f1")!;
}

test("an estimate is refused with the reason when the reference says nothing about the rows", () => {
  const refused = estimatedWith(
    shiftWith({ kind: "refused", reason: "the window's rows are unlike all reference rows" }),
  );
  expect(refused).toMatchObject({ isRaised: false, isTrusted: false, pValue: null });
  expect(refused.sentence).toBe(
    "F1 of 2,000 rows without labels is not estimated: the window's rows are unlike all reference rows",
  );
});

test("an estimate under covariate shift rests on the calibration that was weighted for it", () => {
  const shifted = { ...calibration, intercept: calibration.intercept - 1 };
  const fitted = estimatedWith(shiftWith({ kind: "fitted", calibration: shifted }));
  const plain = estimatedWith(null);
  expect(fitted.evidence).toMatchObject({ calibration: "fitted" });
  expect(plain.evidence).toMatchObject({ calibration: "unchecked" });
  expect((fitted.evidence as { estimated: number }).estimated).toBeLessThan(
    (plain.evidence as { estimated: number }).estimated - 0.05,
  );
});
