import type { PerformanceEntry } from "./timeline.js";
import type { PerformanceSums } from "./sums.js";
import type { PerformanceKey } from "./window-key.js";

/** How far the reader of inference log and labels has come. */
export interface PerformancePosition {
  /** Version of the inference log. */
  readonly logVersion: number;
  /** Version of the table of labels. */
  readonly labelVersion: number;
  /** The latest moment up to which labels were looked at, epoch ms. */
  readonly asOf: number;
}

/** Sums of one window. */
export interface StoredWindow {
  readonly key: PerformanceKey;
  readonly sums: PerformanceSums;
}

/** Which windows are meant; everything that is left out is not asked for. Bounds are on the start: first inclusive, second exclusive. */
export interface PerformanceFilter {
  readonly modelVersion?: number;
  readonly sliceKey?: string;
  readonly sliceValue?: string;
  readonly from?: number;
  readonly until?: number;
}

/** Keeps sums and timeline entries of windows. */
export interface PerformanceStore {
  /** All zero at first. */
  position(): PerformancePosition;
  setPosition(position: PerformancePosition): void;
  /** Does several things, here and in the ledger beside it, all or nothing. */
  transaction<Result>(work: () => Result): Result;
  /** Oldest first. */
  windows(filter: PerformanceFilter): readonly StoredWindow[];
  saveWindows(windows: readonly StoredWindow[]): void;
  /** The newest revision of each saved window's entry, oldest window first; every revision with `all`. */
  entries(filter: PerformanceFilter & { readonly all?: boolean }): readonly PerformanceEntry[];
  /** Adds entries; a revision that is there already stays as it is. */
  saveEntries(entries: readonly PerformanceEntry[]): void;
}
