import { parseDuration } from "#kernel";
import type { MonitoringOptions } from "../options.js";

/** A window of time. */
export interface Window {
  /** Epoch ms, inclusive. */
  readonly start: number;
  /** Epoch ms, exclusive. */
  readonly end: number;
}

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
// 1970-01-01 was a Thursday; weeks begin on Monday.
const firstMondayMs = 4 * dayMs;

/** Length of a window in milliseconds. */
export function windowLengthMs(granularity: MonitoringOptions["granularity"]): number {
  return parseDuration(granularity);
}

/** The window a moment belongs to, in UTC; weeks begin on Monday. */
export function windowAt(epochMs: number, lengthMs: number): Window {
  const origin = lengthMs === weekMs ? firstMondayMs : 0;
  const start = Math.floor((epochMs - origin) / lengthMs) * lengthMs + origin;
  return { start, end: start + lengthMs };
}

/** Windows in a year. */
export function windowsPerYear(lengthMs: number): number {
  return (365 * dayMs) / lengthMs;
}
