import type { PerformanceVerdict } from "#monitoring";
import type { PipelineSettings } from "#pipelines";
import { performanceFindings } from "#src/pipelines/monitoring/performance-signals.js";
import { describe, expect, test } from "vitest";
import { dayAt } from "../../retraining/make.js";

const settings = {
  monitoring: { granularity: "1d" },
  retraining: { policy: "default" },
} as unknown as PipelineSettings;

const early = (change: Partial<PerformanceVerdict> = {}): PerformanceVerdict => ({
  kind: "early-outcomes",
  modelVersion: 2,
  windowStart: dayAt(1),
  windowEnd: dayAt(9),
  metric: null,
  isRaised: true,
  value: 0.4,
  bound: 0.2,
  pValue: 0.0004,
  sampleSize: 160,
  basis: "realised",
  isTrusted: true,
  sentence: "49 positives are known of 160 rows",
  evidence: { ratio: 1.4 },
  ...change,
});

const findings = (verdict: PerformanceVerdict, champion: number | null = 2) =>
  performanceFindings([verdict], champion, settings);

describe("early outcomes as a signal", () => {
  test("warn, about no column, in the newest of the windows that are still waiting", () => {
    const { signals, windows } = findings(early());
    expect(signals).toEqual([
      {
        kind: "early-outcomes",
        severity: "warn",
        culprits: [],
        windowStart: dayAt(8),
        windowEnd: dayAt(9),
        revision: 1,
        modelVersion: 2,
        value: 0.4,
        bound: 0.2,
        pValue: 0.0004,
        sampleSize: 160,
        sentence: "49 positives are known of 160 rows",
        evidence: { ratio: 1.4 },
      },
    ]);
    expect(windows).toEqual([{ start: dayAt(8), end: dayAt(9), revision: 1, kinds: ["early-outcomes"] }]);
  });

  test("fewer than expected tell as much as more", () => {
    expect(findings(early({ value: -0.4 })).signals[0]).toMatchObject({ value: 0.4, bound: 0.2 });
  });

  test("reach their bound only when chance is excluded too, however large they are", () => {
    const [signal] = findings(early({ value: -0.9, isRaised: false })).signals;
    expect(signal!.value).toBeLessThan(signal!.bound);
    const [raised] = findings(early({ value: -0.1, isRaised: true })).signals;
    expect(raised!.value).toBe(raised!.bound);
  });

  test("are nothing while chance explains them, so that they are seen to be over", () => {
    const [signal] = findings(early({ value: 0.15, isRaised: false, pValue: 0.2 })).signals;
    expect(signal!.value).toBe(0);
    const [going] = findings(early({ value: 0.15, isRaised: false, pValue: 0.01 })).signals;
    expect(going!.value).toBe(0.15);
  });

  test("raise nothing while the curve of arrivals is only assumed, and nothing about another version", () => {
    expect(findings(early({ isTrusted: false }))).toEqual({ signals: [], windows: [] });
    expect(findings(early(), 1)).toEqual({ signals: [], windows: [] });
    expect(findings(early(), null)).toEqual({ signals: [], windows: [] });
  });
});

describe("labels that are missing for some scores as a signal", () => {
  const bias = (change: Partial<PerformanceVerdict>) =>
    early({ kind: "label-bias", value: 0.06, bound: 0.05, ...change });

  test("warn when more are missing than chance brings", () => {
    expect(findings(bias({})).signals[0]).toMatchObject({ kind: "label-bias", severity: "warn", value: 0.06 });
  });

  test("are nothing while chance explains how the tenths of the score differ", () => {
    expect(findings(bias({ isRaised: false, pValue: 0.4 })).signals[0]).toMatchObject({ value: 0, bound: 0.05 });
  });
});
