/** One moment from which recipes look forward. */
export interface ForwardFold {
  /** Epoch ms: what had matured by now may be trained on. */
  readonly origin: number;
  /** Rows whose labels were complete at the origin. */
  readonly trainRows: Int32Array;
  /** The rows that matured next. */
  readonly testRows: Int32Array;
}

/** Boundaries that cut sorted times into blocks of like size, equal times never apart. */
function boundaries(sorted: Float64Array, blocks: number): readonly number[] {
  const cuts = Array.from({ length: blocks - 1 }, (_, cut) => {
    const place = Math.floor(((cut + 1) * sorted.length) / blocks);
    return sorted[Math.max(0, place - 1)]!;
  });
  return [...new Set(cuts)].filter((cut) => cut < sorted.at(-1)!);
}

/**
 * Cuts rows into blocks by the time when their labels were complete and, from each boundary, trains on what came before and
 * tests on the block after it. A row whose outcome was not complete at the origin is never trained on, even when a "yes" was
 * known early: early outcomes are not a fair sample.
 * @param maturedAt epoch ms of each row: when its whole cohort was known
 * @param origins how many are wanted; fewer come back when rows matured together
 */
export function forwardFolds(maturedAt: Float64Array, origins: number): readonly ForwardFold[] {
  if (maturedAt.length === 0) return [];
  const cuts = boundaries(maturedAt.slice().sort(), origins + 1);
  const rows = Int32Array.from(maturedAt.keys());
  return cuts.map((origin, index) => {
    const next = cuts[index + 1] ?? Number.POSITIVE_INFINITY;
    return {
      origin,
      trainRows: rows.filter((row) => maturedAt[row]! <= origin),
      testRows: rows.filter((row) => maturedAt[row]! > origin && maturedAt[row]! <= next),
    };
  });
}
