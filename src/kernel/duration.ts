import { invalidInput } from "./errors.js";

const unitMs = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * A duration text in milliseconds.
 * @param text a number and a unit: `ms`, `s`, `min`, `h`, `d`, `w`, for example `90d`
 * @throws InvalidInput `duration/unreadable` for anything else
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d|w)$/.exec(text.trim());
  if (match === null) {
    throw invalidInput(
      "duration/unreadable",
      `"${text}" is not a duration; write a number and ms, s, min, h, d or w, such as 90d`,
    );
  }
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** A duration for people: `340 ms`, `12.3 s`, `4 min 05 s`. */
export function formatDuration(durationMs: number): string {
  if (Math.round(durationMs) < 1000) return `${Math.round(durationMs)} ms`;
  if (Math.round(durationMs / 100) < 600) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
