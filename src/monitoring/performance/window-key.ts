/** Names the rows of one model version, slice and window. */
export interface PerformanceKey {
  readonly modelVersion: number;
  /** Feature by which the rows are cut; empty for all rows. */
  readonly sliceKey: string;
  /** Its level; empty for all rows. */
  readonly sliceValue: string;
  /** Epoch ms; the window is [start, end). */
  readonly windowStart: number;
  readonly windowEnd: number;
}

/** A key as one text: equal keys, equal text. */
export function keyText({ modelVersion, sliceKey, sliceValue, windowStart }: PerformanceKey): string {
  return JSON.stringify([modelVersion, sliceKey, sliceValue, windowStart]);
}
