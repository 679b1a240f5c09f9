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
