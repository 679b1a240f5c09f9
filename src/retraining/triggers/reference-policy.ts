import { parseDuration } from "#kernel";
import type { RetrainingOptions } from "../options.js";
import type { Signal, SignalKind } from "../signal.js";
import type { TriggerState } from "./trigger-state.js";
import type { Verdict } from "./verdict.js";

/** The reference's bounds: PSI, PSI of the score, rise of the null rate, relative loss of F1, any change of schema. */
export const referenceBounds: Readonly<Partial<Record<SignalKind, number>>> = {
  "feature-drift": 0.25,
  "prediction-drift": 0.25,
  "null-rate": 0.05,
  performance: 0.05,
  schema: 0,
};

function fires({ kind, value, basis }: Signal): boolean {
  const bound = referenceBounds[kind];
  return bound !== undefined && value > bound && (kind !== "performance" || basis !== "estimated");
}

/**
 * The six triggers taken literally, joined by "or": one window is enough, sample size and labels at hand do not matter, and
 * nothing keeps two runs apart.
 */
export function judgeLiterally(
  signals: readonly Signal[],
  state: TriggerState,
  options: RetrainingOptions,
  now: number,
): readonly Verdict[] {
  const fired = signals.filter(fires).map((signal): Verdict => {
    const sentence = `${signal.kind} ${Number(signal.value.toPrecision(3))} is above ${referenceBounds[signal.kind]}: ${signal.sentence}`;
    return { kind: "reference-trigger", incident: null, sentence };
  });
  const fallbackMs = parseDuration(options.fallback);
  const isOld = state.trainedAt !== null && now - state.trainedAt >= fallbackMs;
  const age: Verdict = {
    kind: "reference-trigger",
    incident: null,
    sentence: `${options.fallback} have passed since the last training`,
  };
  return isOld ? [...fired, age] : fired;
}
