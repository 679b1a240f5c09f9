import { createRandom } from "#kernel";
import { freezeReference, type ReferenceColumn } from "#monitoring";
import { countColumn } from "#src/monitoring/profile/column-counter.js";
import { isUnitChange, scaleOf } from "#src/monitoring/quality/unit-check.js";
import { expect, test } from "vitest";

const random = createRandom("sums of money");
/** A column with a long tail, such as what a customer has paid so far: its deviation is as large as its mean. */
const sums = (count: number, factor = 1): Float64Array =>
  Float64Array.from({ length: count }, () => -2000 * factor * Math.log(1 - random.uniform()));

const { columns } = freezeReference({
  features: { rowCount: 5000, fields: [{ name: "paid", type: "number" }], columns: [sums(5000)] },
  probabilities: new Float64Array(5000).fill(0.3),
  threshold: 0.5,
});
const paid: ReferenceColumn = columns.find(({ name }) => name === "paid")!;
const recent = Array.from({ length: 14 }, () => countColumn(paid.binning, sums(40)));

function faultsAmong(windows: number, factor: number): number {
  const found = Array.from({ length: windows }, () => {
    const scale = scaleOf(paid, countColumn(paid.binning, sums(40, factor)));
    return scale !== null && isUnitChange(paid, scale, { recent, isStanding: false });
  });
  return found.filter(Boolean).length;
}

test("forty rows of a column with a long tail are at half their scale by chance, and are no fault in 55 years of days", () => {
  expect(faultsAmong(20_000, 1)).toBe(0);
});

test("forty rows are enough to see money in cents or a month's sum instead of a year's", () => {
  expect(faultsAmong(50, 100)).toBeGreaterThan(45);
  expect(faultsAmong(50, 1 / 12)).toBeGreaterThan(45);
});

/** Whether any of the windows is a fault that follow 14 windows as at training; `steps` windows lead evenly to the new scale. */
function isFaultOnTheWay(steps: number, target: number): boolean {
  const after = Array.from({ length: steps + 13 }, (_, place) => 1 + (target - 1) * Math.min(1, (place + 1) / steps));
  const all = [...Array.from({ length: 14 }, () => 1), ...after];
  const counts = all.map((factor) => countColumn(paid.binning, sums(100, factor)));
  return after.some((_, place) => {
    const scale = scaleOf(paid, counts[place + 14]!);
    const before = counts.slice(place, place + 14);
    return scale !== null && isUnitChange(paid, scale, { recent: before, isStanding: false });
  });
}
const share = (steps: number, target: number): number =>
  Array.from({ length: 40 }, () => isFaultOnTheWay(steps, target)).filter(Boolean).length / 40;

test.each([
  [7, 0.45],
  [14, 0.45],
  [7, 2.2],
  [14, 4],
])(
  "a column that goes in %i small windows to %d times its scale drifts; each window alone may pass for either scale",
  (steps, target) => {
    expect(share(steps, target)).toBeLessThan(0.08);
  },
);

test.each([0.45, 2.2, 1 / 12, 100])("a jump to %d times the scale is found, a hundred rows a window", (target) => {
  expect(share(1, target)).toBeGreaterThan(0.95);
});
