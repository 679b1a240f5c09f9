import type { Split } from "#features";
import type { MaturedRow } from "./matured-rows.js";

/** Rows that may be learnt from, and newer ones that only judge; no entity is in both. */
export interface Parts {
  readonly train: readonly MaturedRow[];
  /** The newest rows, kept out of every fit and every choice. */
  readonly holdout: readonly MaturedRow[];
  /** Epoch ms: every row of `holdout` was predicted at this moment or later, every other before. */
  readonly boundary: number;
  /** Rows in neither part: their entity is on the other side of the wall, or newer ones are enough. */
  readonly dropped: number;
}

/** How large the part is that judges. */
export const holdoutSize = { share: 0.3, fewest: 150, most: 3000 } as const;

/** Most rows that matured since the last fit which are learnt from, the newest: what more of them add is not worth their time. */
export const mostTrainingRows = 10_000;

const dayMs = 86_400_000;

/** Midnight of the day from which on the newest rows judge. */
function boundaryOf(rows: readonly MaturedRow[]): number {
  const wanted = Math.round(rows.length * holdoutSize.share);
  const count = Math.min(holdoutSize.most, Math.max(holdoutSize.fewest, wanted), Math.floor(rows.length / 2));
  const first = rows[rows.length - Math.max(1, count)]!;
  return Math.floor(first.predictedAt / dayMs) * dayMs;
}

/**
 * Cuts matured rows by time. The wall stays: entities of the test split are never trained on, and an entity that is trained on
 * judges nothing; where that would leave too few to judge by, its newer rows are what is kept instead.
 * @param rows in order of time
 * @param splitOf side of an entity; undefined for one that has none
 * @param trained entities of rows that any of the models was fitted on before
 */
export function chooseParts(
  rows: readonly MaturedRow[],
  splitOf: (entity: string) => Split | undefined,
  trained: ReadonlySet<string>,
): Parts {
  const boundary = rows.length === 0 ? 0 : boundaryOf(rows);
  const isTestSide = ({ entity }: MaturedRow): boolean => entity !== null && splitOf(entity) === "test";
  const older = rows.filter(({ predictedAt }) => predictedAt < boundary);
  const newer = rows.filter(({ predictedAt }) => predictedAt >= boundary);
  const train = older.filter((row) => !isTestSide(row)).slice(-mostTrainingRows);
  const known = new Set(train.flatMap(({ entity }) => (entity === null ? [] : [entity])));
  const isUnseen = ({ entity }: MaturedRow): boolean => entity === null || !(known.has(entity) || trained.has(entity));
  const clean = newer.filter(isUnseen);
  if (clean.length * 2 >= Math.min(newer.length, holdoutSize.fewest * 2)) {
    return { train, holdout: clean, boundary, dropped: rows.length - train.length - clean.length };
  }
  const judged = newer.filter(({ entity }) => entity === null || !trained.has(entity));
  const judging = new Set(judged.flatMap(({ entity }) => (entity === null ? [] : [entity])));
  const kept = train.filter(({ entity }) => entity === null || !judging.has(entity));
  return { train: kept, holdout: judged, boundary, dropped: rows.length - kept.length - judged.length };
}
