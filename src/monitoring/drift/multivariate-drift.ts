import type { ShiftedCalibration } from "../performance/covariate-shift.js";
import type { DomainScore } from "./domain-score.js";

/**
 * What a domain classifier makes of the rows of seven days, all columns together. It informs: it raises no alarm, and says
 * whether estimates without labels may be trusted.
 */
export type MultivariateDrift =
  | {
      readonly status: "compared";
      /** Epoch ms: the rows are of [from, until). */
      readonly from: number;
      readonly until: number;
      readonly score: DomainScore;
      /** Features that tell window and reference apart, by their share of the classifier's gain, largest first; at most five. */
      readonly drivers: readonly { readonly feature: string; readonly share: number }[];
      /** Share of rows beyond anything the reference has. */
      readonly offSupport: number;
      /** What the reference rows are worth when weighted to look like the window. */
      readonly effectiveRows: number;
      /** Which calibration estimates without labels rest on. */
      readonly estimates: ShiftedCalibration;
    }
  | { readonly status: "failed"; readonly reason: string };
