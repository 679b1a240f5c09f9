import { chiSquareSurvival } from "#statistics";
import { orderedBins, type PerformanceSums } from "./sums.js";

/** How many of the eligible rows have a label, over all and by tenth of the score. */
export interface LabelCoverage {
  readonly share: number;
  /** Of rows in order of score, lowest first; about a tenth of the rows each. */
  readonly deciles: readonly { readonly rows: number; readonly labelled: number; readonly share: number }[];
  /** Whether labels are missing more in some tenths than in others: by over 5 points, and not by chance. */
  readonly isBiased: boolean;
  readonly pValue: number;
}

const decileCount = 10;
const materialDifference = 0.05;

/** Label coverage of mature rows; of rows whose weight is one. */
export function labelCoverage(sums: PerformanceSums): LabelCoverage {
  const deciles = Array.from({ length: decileCount }, () => ({ rows: 0, labelled: 0 }));
  const { eligible } = sums.totals;
  let before = 0;
  for (const bin of orderedBins(sums)) {
    if (bin.eligible === 0) continue;
    const place = Math.min(decileCount - 1, Math.floor((decileCount * (before + bin.eligible / 2)) / eligible));
    deciles[place]!.rows += bin.eligible;
    deciles[place]!.labelled += Math.min(bin.eligible, bin.positives + bin.negatives);
    before += bin.eligible;
  }
  const filled = deciles.filter(({ rows }) => rows > 0);
  const share = eligible === 0 ? 0 : sums.totals.labelled / eligible;
  const shares = filled.map(({ rows, labelled }) => labelled / rows);
  const chiSquare = filled.reduce((sum, { rows, labelled }) => {
    const expected = rows * share * (1 - share);
    return expected === 0 ? sum : sum + (labelled - rows * share) ** 2 / expected;
  }, 0);
  const pValue = filled.length < 2 ? 1 : chiSquareSurvival(chiSquare, filled.length - 1);
  const gap = shares.length === 0 ? 0 : Math.max(...shares) - Math.min(...shares);
  return {
    share,
    deciles: filled.map((decile, index) => ({ ...decile, share: shares[index]! })),
    isBiased: gap > materialDifference && pValue < 0.01,
    pValue,
  };
}
