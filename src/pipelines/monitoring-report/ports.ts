import type { ReportDriftWindow } from "#reporting";

/** Windows that are told: [from, until), epoch ms. */
export interface ReportSpan {
  readonly from: number;
  readonly until: number;
}

/** One window each, the one with most rows where several versions served. */
export function oneVersionEach<Window extends { readonly windowStart: number }>(
  windows: readonly Window[],
  rowsOf: (window: Window) => number,
): readonly Window[] {
  const byStart = new Map<number, Window>();
  for (const window of windows) {
    const known = byStart.get(window.windowStart);
    if (known === undefined || rowsOf(window) > rowsOf(known)) byStart.set(window.windowStart, window);
  }
  return [...byStart.values()].toSorted((left, right) => left.windowStart - right.windowStart);
}

/** Rows of newest windows that are told together: a day of 100 differs from training by chance alone. */
const enoughRows = 500;

/** Start of the windows that are told together with one: of the same alarm or calm before it, as many as give enough rows. */
export function pooledStart(drift: readonly ReportDriftWindow[], newest: ReportDriftWindow): number {
  let { start, rows } = newest;
  const before = drift.filter((window) => window.start < newest.start).toReversed();
  for (const window of before) {
    const isAlike = window.isAlarm === newest.isAlarm && window.referenceId === newest.referenceId;
    if (rows >= enoughRows || !isAlike) break;
    start = window.start;
    rows += window.rows;
  }
  return start;
}
