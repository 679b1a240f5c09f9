import type { DriftVerdict } from "./drift/drift-verdict.js";
import type { WindowProfile } from "./profile/window-profile.js";
import type { WindowQuality } from "./quality/quality-verdict.js";

/** What one run of the monitor adds; all of it or nothing. */
export interface WindowUpdate {
  /** Who reads the log: one place per reader. */
  readonly reader: string;
  /** Version of the inference log that was read so far, before and after. */
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly profiles: readonly WindowProfile[];
  readonly drift: readonly DriftVerdict[];
  readonly quality: readonly WindowQuality[];
  /** State of the sequential detector after a window, as JSON text, by model version and start of the window. */
  readonly detectors: readonly {
    readonly modelVersion: number;
    readonly windowStart: number;
    readonly state: string;
  }[];
}

/** Which windows are meant; bounds are on the start, the first inclusive, the second exclusive. */
export interface WindowFilter {
  readonly modelVersion?: number;
  readonly from?: number;
  readonly until?: number;
}

/** Keeps profiles, verdicts and detector states. Of each window the newest revision is given. */
export interface WindowStore {
  /** Version of the inference log the reader has read; 0 at first. */
  position(reader: string): number;
  /**
   * Adds an update in one transaction.
   * @returns false, changing nothing, when the reader is no longer at `fromVersion`
   */
  append(update: WindowUpdate): boolean;
  /** Profiles of all slices, oldest window first. */
  profiles(filter: WindowFilter): readonly WindowProfile[];
  drift(filter: WindowFilter): readonly DriftVerdict[];
  quality(filter: WindowFilter): readonly WindowQuality[];
  /** State after the newest window that starts before `start`; null without one. */
  detectorBefore(modelVersion: number, start: number): { readonly windowStart: number; readonly state: string } | null;
}
