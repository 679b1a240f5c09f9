import { sha256 } from "#kernel";

/** The side of the wall an entity stands on for good. */
export type Split = "train" | "test";

/** An entity that can be assigned. */
export interface SplitCandidate {
  readonly entity: string;
  /** True when any of its rows has the positive label. */
  readonly isPositive: boolean;
}

/** An entity with its side. */
export interface SplitAssignment extends SplitCandidate {
  readonly split: Split;
}

function assignStratum(
  newcomers: readonly string[],
  existing: { readonly train: number; readonly test: number },
  testShare: number,
  seed: number,
): ReadonlyMap<string, Split> {
  const total = existing.train + existing.test + newcomers.length;
  const wanted = Math.max(0, Math.round(total * testShare) - existing.test);
  const ordered = newcomers
    .map((entity) => ({ entity, hash: sha256(`${seed}:${entity}`) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0));
  return new Map(ordered.map(({ entity }, place) => [entity, place < wanted ? "test" : "train"]));
}

/**
 * Puts new entities into training or test, stratified by label: within each stratum those with the smallest hash of seed and
 * entity fill the test share. Entities that were assigned before keep their side, so adding rows never moves anybody
 * across the wall.
 * @param existing assignments so far, kept as they are
 * @param candidates entities of the data, each once; those already in `existing` are ignored
 * @param options `testShare` in (0, 1), default 0.2; `seed`, default 42
 * @returns the new assignments only
 */
export function assignSplits(
  existing: readonly SplitAssignment[],
  candidates: readonly SplitCandidate[],
  options: { readonly testShare: number; readonly seed: number },
): readonly SplitAssignment[] {
  const known = new Set(existing.map(({ entity }) => entity));
  const newcomers = candidates.filter(({ entity }) => !known.has(entity));
  return [true, false].flatMap((isPositive) => {
    const inStratum = existing.filter((assignment) => assignment.isPositive === isPositive);
    const test = inStratum.filter(({ split }) => split === "test").length;
    const entities = newcomers.filter((candidate) => candidate.isPositive === isPositive).map(({ entity }) => entity);
    const sides = assignStratum(entities, { train: inStratum.length - test, test }, options.testShare, options.seed);
    return entities.map((entity) => ({ entity, isPositive, split: sides.get(entity)! }));
  });
}
