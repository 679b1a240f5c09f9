import type { DriftVerdict, WindowQuality } from "#monitoring";

/** Verdicts about windows that are new since the last round. */
export interface WatchedVerdicts {
  readonly drift: readonly DriftVerdict[];
  readonly quality: readonly WindowQuality[];
}

/** Windows are not profiled yet: drift and data quality have no verdicts, and triggers rest on performance and age. */
export const noWindows: WatchedVerdicts = { drift: [], quality: [] };
