import type { LoggedPrediction } from "../ground-truth/label-event.js";
import type { LabelChange } from "../ground-truth/match.js";
import { windowAt } from "../windows/granularity.js";
import type { PerformanceStore, StoredWindow } from "./ports.js";
import { addRow, changeLabel, emptySums, mergeSums, type SummedLabel } from "./sums.js";
import { keyText, type PerformanceKey } from "./window-key.js";

/** The windows a prediction is counted in: that of all rows, and one per slice. */
export function windowsOf(
  { predictedAt, modelVersion, slices }: Pick<LoggedPrediction, "predictedAt" | "modelVersion" | "slices">,
  lengthMs: number,
): readonly PerformanceKey[] {
  const { start, end } = windowAt(predictedAt, lengthMs);
  const whole = { modelVersion, sliceKey: "", sliceValue: "", windowStart: start, windowEnd: end };
  return [whole, ...Object.entries(slices).map(([sliceKey, sliceValue]) => ({ ...whole, sliceKey, sliceValue }))];
}

function summedLabel(
  { predictedAt }: LoggedPrediction,
  label: 0 | 1 | null,
  knownAt: number | null,
  horizonMs: number,
): SummedLabel | null {
  return label === null || knownAt === null ? null : { label, age: (knownAt - predictedAt) / horizonMs };
}

/** What changes the sums of windows. */
export interface WindowChanges {
  readonly predictions: readonly LoggedPrediction[];
  readonly labels: readonly LabelChange[];
}

/**
 * Brings the sums of the windows that changes fall into up to date; no other window is read.
 * @returns the keys of those windows
 */
export function updateWindows(
  store: Pick<PerformanceStore, "windows" | "saveWindows">,
  { predictions, labels }: WindowChanges,
  lengths: { readonly windowMs: number; readonly horizonMs: number },
): readonly PerformanceKey[] {
  const open = new Map<string, StoredWindow>();
  const sumsOf = (key: PerformanceKey): StoredWindow["sums"] => {
    const text = keyText(key);
    const found = open.get(text);
    if (found !== undefined) return found.sums;
    const { modelVersion, sliceKey, sliceValue, windowStart } = key;
    const filter = { modelVersion, sliceKey, sliceValue, from: windowStart, until: windowStart + 1 };
    const stored = store.windows(filter)[0];
    // A copy: stores may give out sums that others look at.
    const window = { key, sums: stored === undefined ? emptySums() : mergeSums([stored.sums]) };
    open.set(text, window);
    return window.sums;
  };
  for (const prediction of predictions) {
    for (const key of windowsOf(prediction, lengths.windowMs)) addRow(sumsOf(key), prediction);
  }
  for (const { prediction, found } of labels) {
    const from = summedLabel(prediction, prediction.label, prediction.labelKnownAt, lengths.horizonMs);
    const to = summedLabel(prediction, found.label, found.knownAt, lengths.horizonMs);
    for (const key of windowsOf(prediction, lengths.windowMs)) changeLabel(sumsOf(key), prediction, { from, to });
  }
  const changed = [...open.values()];
  store.saveWindows(changed);
  return changed.map(({ key }) => key);
}
