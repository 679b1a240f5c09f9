import { invalidInput } from "#kernel";
import { logit, rowLogLosses } from "#metrics";

/**
 * Evidence that the challenger is better, gathered row by row. It may be looked at after every row: the chance that `logWealth`
 * ever reaches log(1/α) although the challenger is not better is at most α.
 */
export interface EProcess {
  /** Natural log of E. */
  readonly logWealth: number;
  /** Highest `logWealth` so far. */
  readonly highestLogWealth: number;
  /** Rows so far. */
  readonly rows: number;
  /** Sum of differences over the bound so far. */
  readonly sum: number;
  /** Sum of their squares. */
  readonly sumSquares: number;
  /** Largest difference a row can make, c. */
  readonly bound: number;
}

/** Probabilities are pulled this far inside (0, 1), so that the loss of a row is bounded. */
const probabilityFloor = 0.01;
/** A stake below 1 can never lose everything. */
const largestStake = 0.9;
/** Rows of "no difference, spread 1/4 of the bound" that temper the first stakes. */
const priorRows = 20;
const priorSpread = 0.25;

/** What the last digits of a difference at the bound may be off, as a share of the bound. */
const rounding = 1e-9;

/** Largest difference of two log losses of probabilities in [.01, .99]. */
export const lossDifferenceBound: number = logit(1 - probabilityFloor);

/**
 * The start of an e-process, E = 1.
 * @param bound c, above 0: no difference is larger; default {@link lossDifferenceBound}
 */
export function startEProcess(bound: number = lossDifferenceBound): EProcess {
  return { logWealth: 0, highestLogWealth: 0, rows: 0, sum: 0, sumSquares: 0, bound };
}

/** The stake for the next row, from earlier rows only: mean over second moment, inside [0, .9]. */
function stakeOf({ rows, sum, sumSquares }: EProcess): number {
  const mean = sum / (rows + priorRows);
  const secondMoment = (sumSquares + priorRows * priorSpread ** 2) / (rows + priorRows);
  return Math.min(Math.max(mean / secondMoment, 0), largestStake);
}

function withRow(process: EProcess, difference: number): EProcess {
  const share = difference / process.bound;
  if (!(Math.abs(share) <= 1 + rounding)) {
    throw invalidInput(
      "validation/difference-out-of-bounds",
      `a loss difference of ${difference} is not within ±${process.bound}; give the e-process a larger bound`,
    );
  }
  const logWealth = process.logWealth + Math.log1p(stakeOf(process) * share);
  return {
    logWealth,
    highestLogWealth: Math.max(process.highestLogWealth, logWealth),
    rows: process.rows + 1,
    sum: process.sum + share,
    sumSquares: process.sumSquares + share ** 2,
    bound: process.bound,
  };
}

/**
 * Adds rows in the order of their outcomes; rows in one call or in many give the same state.
 * E_t = Π (1 + λ_t D_t / c), where λ_t depends on rows before t only.
 * @param process the state so far
 * @param differences loss of the champion less loss of the challenger, per row; above 0 speaks for the challenger
 * @throws InvalidInput `validation/difference-out-of-bounds`
 * @source Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting (2024)
 */
export function extendEProcess(process: EProcess, differences: Float64Array): EProcess {
  return differences.reduce(withRow, process);
}

/**
 * Joins e-processes of different rows, such as two shards of the traffic that were bet on apart: the product of e-values of
 * rows that do not depend on each other is an e-value. The highest value is that of the product now, because the shards'
 * highest values were not reached at the same time.
 * @param left state of one set of rows
 * @param right state of other rows, bet on with the same bound
 * @throws InvalidInput `validation/bounds-differ`
 */
export function mergeEProcesses(left: EProcess, right: EProcess): EProcess {
  if (left.bound !== right.bound) {
    throw invalidInput(
      "validation/bounds-differ",
      `e-processes with bounds ${left.bound} and ${right.bound} do not join`,
    );
  }
  const logWealth = left.logWealth + right.logWealth;
  return {
    logWealth,
    highestLogWealth: Math.max(0, logWealth),
    rows: left.rows + right.rows,
    sum: left.sum + right.sum,
    sumSquares: left.sumSquares + right.sumSquares,
    bound: left.bound,
  };
}

/**
 * Whether the challenger was proven better at some point so far.
 * @param process the state so far
 * @param alpha chance of a false proof, in (0, 1); divide it by the number of challengers that are watched. Default .05
 */
export function isProvenBetter(process: EProcess, alpha = 0.05): boolean {
  return process.highestLogWealth >= -Math.log(alpha);
}

function pulledInside(probabilities: Float64Array): Float64Array {
  return probabilities.map((probability) => Math.min(Math.max(probability, probabilityFloor), 1 - probabilityFloor));
}

/**
 * Log loss of the champion less that of the challenger per row, with probabilities pulled into [.01, .99] so that it stays within
 * ±{@link lossDifferenceBound}.
 * @param labels 0 or 1 per row
 * @param challenger probabilities per row
 * @param champion probabilities per row
 * @returns per row; above 0 speaks for the challenger
 */
export function boundedLossDifferences(
  labels: Uint8Array,
  challenger: Float64Array,
  champion: Float64Array,
): Float64Array {
  const losses = rowLogLosses(labels, pulledInside(challenger));
  return rowLogLosses(labels, pulledInside(champion)).map((loss, row) => loss - losses[row]!);
}
