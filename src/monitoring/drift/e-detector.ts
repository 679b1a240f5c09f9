import { dirichletMultinomialLog } from "#statistics";

/** What the detector remembers of one column. */
export interface SeriesState {
  /** Smoothed counts: each window counts .8 of the one after it. */
  readonly smoothed: readonly number[];
  /** Sum of squared weights times rows, from which the number of rows that `smoothed` is worth follows. */
  readonly squaredWeight: number;
  /** Natural log of the Shiryaev–Roberts statistic; −∞ at first, stored as null. */
  readonly logEvidence: number | null;
}

/** Before the first window. */
export function emptySeries(bins: number): SeriesState {
  return { smoothed: Array.from({ length: bins }, () => 0), squaredWeight: 0, logEvidence: null };
}

const retained = 0.8;
const priorRows = [30, 100] as const;
const concentrations = [40, 150] as const;

const logAdd = (left: number, right: number): number => {
  const high = Math.max(left, right);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(left, right) - high));
};

/** Chance of the counts under what the past windows look like, averaged over four ways to weigh past against reference. */
function logNumerator(counts: readonly number[], reference: readonly number[], smoothed: readonly number[]): number {
  const referenceRows = reference.reduce((sum, rows) => sum + rows + 0.5, 0);
  const pastRows = smoothed.reduce((sum, rows) => sum + rows, 0);
  const weights = new Float64Array(smoothed.length);
  let total = Number.NEGATIVE_INFINITY;
  for (const prior of priorRows) {
    for (const concentration of concentrations) {
      for (let bin = 0; bin < weights.length; bin += 1) {
        const share = ((prior * (reference[bin]! + 0.5)) / referenceRows + smoothed[bin]!) / (prior + pastRows);
        weights[bin] = concentration * share;
      }
      total = logAdd(total, dirichletMultinomialLog(counts, weights));
    }
  }
  return total - Math.log(priorRows.length * concentrations.length);
}

/**
 * One window more for one column. The evidence multiplies by how much better the past windows foretell this one than the reference
 * does, sampling error of the reference included; under no drift its mean grows by one a window, so that an alarm at A comes after
 * A windows on average or later.
 * @param counts rows of the window per bin
 * @param reference rows of the reference per bin
 * @param cap largest log evidence that is kept, so that a drift that ends is forgotten
 * @source Shin, Ramdas and Rinaldo (2024), e-detectors of Shiryaev–Roberts type
 */
export function nextSeries(
  state: SeriesState,
  counts: readonly number[],
  reference: readonly number[],
  cap: number,
): SeriesState {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (rows === 0) return state;
  const logRatio =
    logNumerator(counts, reference, state.smoothed) -
    dirichletMultinomialLog(
      counts,
      reference.map((count) => count + 0.5),
    );
  const before = state.logEvidence ?? Number.NEGATIVE_INFINITY;
  return {
    smoothed: state.smoothed.map((smoothed, bin) => retained * smoothed + counts[bin]!),
    squaredWeight: retained * retained * state.squaredWeight + rows,
    logEvidence: Math.min(cap, logAdd(0, before) + logRatio),
  };
}

/** The evidence itself. */
export const evidenceOf = ({ logEvidence }: SeriesState): number => (logEvidence === null ? 0 : Math.exp(logEvidence));

/**
 * PSI of the smoothed counts against the reference, less what chance brings to so many rows.
 * @returns at least 0
 */
export function smoothedEffect({ smoothed, squaredWeight }: SeriesState, reference: readonly number[]): number {
  const rows = smoothed.reduce((sum, count) => sum + count, 0);
  if (rows === 0) return 0;
  const effectiveRows = (rows * rows) / squaredWeight;
  const referenceRows = reference.reduce((sum, count) => sum + count, 0);
  const scale = effectiveRows / rows;
  const bins = reference.length;
  let psi = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const before = (reference[bin]! + 0.5) / (referenceRows + bins / 2);
    const after = (smoothed[bin]! * scale + 0.5) / (effectiveRows + bins / 2);
    psi += (after - before) * Math.log(after / before);
  }
  return Math.max(0, psi - (bins - 1) * (1 / effectiveRows + 1 / referenceRows));
}
