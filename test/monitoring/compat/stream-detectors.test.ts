import { createRandom } from "#kernel";
import { type ErrorCount, streamReadings } from "#monitoring";
import { binomialSample } from "#statistics";
import { describe, expect, test } from "vitest";

const training = { errors: 280, rows: 1400 };
const windowsOf = (rates: readonly number[], seed: string, rows = 100): ErrorCount[] => {
  const random = createRandom(seed);
  return rates.map((rate) => ({ rows, errors: binomialSample(rows, rate, random) }));
};
const calm = Array.from({ length: 60 }, () => 0.2);
const signals = (windows: readonly ErrorCount[]): Record<string, number | null> =>
  Object.fromEntries(streamReadings(windows, training).map(({ detector, signalAt }) => [detector, signalAt]));

describe("stream detectors on the error rate", () => {
  test("find a rise of ten points soon after it, each with its own delay", () => {
    const found = signals(windowsOf([...calm.slice(0, 30), ...calm.slice(0, 30).map(() => 0.3)], "rise"));
    for (const detector of ["EWMA", "Page–Hinkley", "DDM"]) {
      expect(found[detector], detector).toBeGreaterThanOrEqual(30);
      expect(found[detector], detector).toBeLessThan(45);
    }
  });

  test("say nothing of windows that are better than training", () => {
    expect(
      signals(
        windowsOf(
          calm.map((_rate, day) => (day < 30 ? 0.2 : 0.1)),
          "fall",
        ),
      ),
    ).toEqual({
      EWMA: null,
      "Page–Hinkley": null,
      DDM: null,
    });
  });

  test("signal by chance about as often as they are said to", () => {
    const told = streamReadings(windowsOf(calm, "any"), training);
    const counts = new Map<string, number>();
    const worlds = 300;
    const random = createRandom("worlds");
    for (let world = 0; world < worlds; world += 1) {
      const holdout = { rows: 1400, errors: binomialSample(1400, 0.2, random) };
      for (const { detector, signalAt } of streamReadings(windowsOf(calm, `world ${world}`), holdout)) {
        counts.set(detector, (counts.get(detector) ?? 0) + (signalAt === null ? 0 : 1));
      }
    }
    for (const { detector, falseAlarmRate } of told) {
      const rate = counts.get(detector)! / worlds;
      const error = Math.sqrt((falseAlarmRate * (1 - falseAlarmRate)) / worlds + 0.25 / 500);
      expect(Math.abs(rate - falseAlarmRate), detector).toBeLessThan(4 * error);
    }
  });

  test("count windows without labels for nothing and keep the places of the others", () => {
    const rows = [...calm.slice(0, 30), ...calm.slice(0, 30).map(() => 0.4)];
    const windows = windowsOf(rows, "gaps");
    const gapped = windows.flatMap((window) => [window, { errors: 0, rows: 0 }]);
    const [plain, withGaps] = [signals(windows), signals(gapped)];
    for (const detector of Object.keys(plain)) expect(withGaps[detector]).toBe(2 * plain[detector]!);
    expect(streamReadings([{ errors: 0, rows: 0 }], training)).toEqual([]);
  });

  test("say the same of the same windows each time", () => {
    const windows = windowsOf(calm, "again");
    expect(streamReadings(windows, training)).toEqual(streamReadings(windows, training));
  });
});
