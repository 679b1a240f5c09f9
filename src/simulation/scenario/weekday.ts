/** Weekdays in the order of `Date.getUTCDay`. */
export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** The weekday of a moment in UTC. */
export function weekdayOf(epochMs: number): (typeof weekdays)[number] {
  return weekdays[new Date(epochMs).getUTCDay()]!;
}
