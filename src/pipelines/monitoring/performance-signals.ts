import { type PerformanceVerdict, windowLengthMs } from "#monitoring";
import type { Severity, Signal, SignalKind, WatchedWindow } from "#retraining";
import type { PipelineSettings } from "../settings.js";
import type { Findings } from "./evaluate-findings.js";

/** Standard errors from which on labels speak of another world; the test behind it alarms at one in a thousand. */
const conceptBound = 3.09;

interface Reading {
  readonly kind: SignalKind;
  readonly severity: Severity;
  readonly value: number;
  readonly bound: number;
}

function conceptReading({ evidence }: PerformanceVerdict): Reading {
  const { z } = evidence as { readonly z: number };
  return { kind: "concept-drift", severity: "act", value: z, bound: conceptBound };
}

/** From this chance on what was found is ordinary chance. */
const ordinaryChance = 0.05;

/**
 * What of a value that is never nothing by chance alone counts: without this, trouble of its kind would never be seen to be over.
 * Fewer than expected are as telling as more.
 */
function beyondChance({ value, isRaised, pValue }: PerformanceVerdict): number {
  return isRaised || (pValue ?? 0) < ordinaryChance ? Math.abs(value) : 0;
}

/** What a verdict is as a signal; null for those that triggers do not look at. */
function readingOf(verdict: PerformanceVerdict): Reading | null {
  const { kind, metric, value, bound, isTrusted } = verdict;
  if (kind === "concept-drift") return conceptReading(verdict);
  if (kind === "label-outage") return { kind, severity: "warn", value, bound };
  if (kind === "label-bias") return { kind, severity: "warn", value: beyondChance(verdict), bound };
  // An arrival curve that is only assumed raises nothing.
  if (kind === "early-outcomes") {
    return isTrusted ? { kind, severity: "warn", value: beyondChance(verdict), bound } : null;
  }
  if (metric !== "f1") return null;
  if (kind === "realised") return { kind: "performance", severity: "act", value, bound };
  return kind === "estimated" ? { kind: "performance", severity: isTrusted ? "act" : "warn", value, bound } : null;
}

/** A value that is at its bound or above exactly when the verdict says so: size alone raises nothing, chance is asked too. */
export function raisedValue(value: number, bound: number, isRaised: boolean): number {
  if (isRaised) return Math.max(value, bound);
  return value >= bound ? bound * 0.999 : value;
}

function signalOf(verdict: PerformanceVerdict, reading: Reading, windowMs: number, isLiteral: boolean): Signal {
  const { windowEnd, modelVersion, pValue, sampleSize, sentence, evidence, basis, isTrusted, isRaised } = verdict;
  const { kind, severity, value, bound } = reading;
  return {
    kind,
    severity,
    culprits: [],
    // Windows are pooled until they have enough rows; the newest one names the pool.
    windowStart: windowEnd - windowMs,
    windowEnd,
    revision: 1,
    modelVersion,
    value: isLiteral ? value : raisedValue(value, bound, isRaised),
    bound,
    pValue,
    sampleSize,
    sentence,
    evidence,
    ...(kind === "performance" ? { basis, isTrusted } : {}),
  };
}

/**
 * Verdicts about performance as signals for the triggers.
 * @param verdicts of all versions; only those about the champion count
 */
export function performanceFindings(
  verdicts: readonly PerformanceVerdict[],
  championVersion: number | null,
  settings: PipelineSettings,
): Findings {
  const windowMs = windowLengthMs(settings.monitoring.granularity);
  const isLiteral = settings.retraining.policy === "reference";
  const signals = verdicts
    .filter(({ modelVersion }) => modelVersion === championVersion)
    .flatMap((verdict) => {
      const reading = readingOf(verdict);
      return reading === null ? [] : [signalOf(verdict, reading, windowMs, isLiteral)];
    });
  const windows = signals.map(
    ({ kind, windowStart, windowEnd, revision, basis }): WatchedWindow => ({
      start: windowStart,
      end: windowEnd,
      revision,
      kinds: [kind],
      ...(basis === undefined ? {} : { bases: [basis] }),
    }),
  );
  return { signals, windows };
}
