import { driftDetectionMethod, ewmaChart, mean, pageHinkley, standardDeviation, studentSurvival } from "#statistics";
import { describe, expect, test } from "vitest";
import { near } from "./near.js";

describe("control charts (TV-11)", () => {
  test("mean and both standard deviations of a baseline", () => {
    const values = [0.91, 0.905, 0.915, 0.9, 0.92, 0.91, 0.908, 0.912, 0.903, 0.917];
    near(mean(values), 0.91);
    near(standardDeviation(values, 0), 0.005966573556);
    near(standardDeviation(values), 0.006289320755);
    near(mean(values) - 3 * standardDeviation(values, 0), 0.892100279332);
    near(mean(values) + 3 * standardDeviation(values, 0), 0.927899720668);
  });

  // A limit that is itself estimated from m normal chunks: the next chunk's distance from it follows Student's t.
  test.each([
    [6, 0.02609],
    [10, 0.01193],
    [20, 0.00508],
    [30, 0.00351],
    [50, 0.00249],
    [100, 0.00187],
  ])("a limit of three deviations from %i chunks alarms at a rate of %d, not .00135", (chunks, rate) => {
    near(studentSurvival(3 * Math.sqrt((chunks - 1) / (chunks + 1)), chunks - 1), rate, 5e-6);
  });

  test("EWMA with its widening limits", () => {
    const points = ewmaChart([0.902, 0.897, 0.905, 0.893, 0.89, 0.887, 0.884, 0.88], {
      weight: 0.2,
      width: 3,
      mean: 0.9,
      deviation: 0.01,
    });
    const values = [0.9004, 0.89972, 0.900776, 0.8992208, 0.89737664, 0.895301312, 0.8930410496, 0.89043283968];
    const lower = [0.894, 0.89231625, 0.89141015, 0.89087735, 0.89055211, 0.89034971, 0.89022237, 0.89014174];
    for (const [place, point] of points.entries()) {
      near(point.value, values[place]!);
      near(point.lower, lower[place]!, 1e-8);
    }
    expect(points.some(({ isSignal }) => isSignal)).toBe(false);
  });

  test("Page–Hinkley", () => {
    const values = [...Array.from({ length: 10 }, () => 0.1), ...Array.from({ length: 10 }, () => 0.4)];
    const { statistics, signalAt } = pageHinkley(values, { tolerance: 0.005, bound: 0.5, minimum: 5 });
    near(statistics[10]!, 0.267727, 1e-6);
    near(statistics[11]!, 0.512727, 1e-6);
    expect(signalAt).toBe(12);
  });

  test("the drift detection method", () => {
    const every = (step: number): number[] => Array.from({ length: 100 }, (_, row) => ((row + 1) % step === 0 ? 1 : 0));
    const signal = driftDetectionMethod([...every(10), ...every(3)], { width: 3, minimum: 30 })!;
    expect(signal.at).toBe(148);
    near(signal.errorRate, 0.175675675676);
    near(signal.deviation, 0.031280523758);
    near(signal.leastErrorRate, 0.076923076923);
    near(signal.leastDeviation, 0.042669245863);
  });

  test("the drift detection method on counts of several rows looks once after each of them", () => {
    const errors = [3, 3, 3, 3, 9, 9];
    const rows = errors.map(() => 30);
    const test = { width: 3, minimum: 30 };
    const signal = driftDetectionMethod(errors, { ...test, rows })!;
    expect(signal.at).toBe(6);
    near(signal.errorRate, 30 / 180);
    near(signal.leastErrorRate, 12 / 120);
    expect(driftDetectionMethod([3, 3, 3, 3], { ...test, rows })).toBeNull();
  });
});
