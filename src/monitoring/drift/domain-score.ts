import { rocAucEstimate } from "#metrics";
import { normalSurvival } from "#statistics";
import type { FeatureMatrix } from "#tabular";

/** How well a classifier tells a window's rows from reference rows, all columns together. */
export interface DomainScore {
  /** Out of fold: 0.5 when nothing tells them apart. */
  readonly auc: number;
  /** DeLong's 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** One-sided: so good by chance. */
  readonly pValue: number;
  /** Rows of the reference sample and of the window. */
  readonly referenceRows: number;
  readonly rows: number;
  readonly convention: "domain-auc/out-of-fold/delong";
}

/**
 * The AUC of a domain classifier with its interval and chance.
 * @param isWindow 1 for rows of the window, 0 for reference rows
 * @param chances of each row to be of the window, by a classifier that did not see the row
 */
export function domainScore(isWindow: Uint8Array, chances: Float64Array): DomainScore {
  const { value, low, high } = rocAucEstimate(isWindow, chances);
  const rows = isWindow.reduce((sum: number, label) => sum + label, 0);
  const standardError = Math.max(1e-9, (high - low) / (2 * 1.959963984540054));
  return {
    auc: value,
    low,
    high,
    pValue: normalSurvival((value - 0.5) / standardError),
    referenceRows: isWindow.length - rows,
    rows,
    convention: "domain-auc/out-of-fold/delong",
  };
}

function extremesOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * Share of a window's rows that lie outside the reference in some input: beyond its smallest or largest value. Missing values
 * are inside.
 * @param reference inputs of reference rows
 * @param window the same inputs of the window's rows
 */
export function offSupportShare(reference: FeatureMatrix, window: FeatureMatrix): number {
  if (window.rowCount === 0) return 0;
  const isOutside = new Uint8Array(window.rowCount);
  for (const [place, values] of window.columns.entries()) {
    const [low, high] = extremesOf(reference.columns[place]!);
    for (const [row, value] of values.entries()) if (value < low || value > high) isOutside[row] = 1;
  }
  return isOutside.reduce((sum: number, one) => sum + one, 0) / window.rowCount;
}
