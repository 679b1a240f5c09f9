import { sha256 } from "#kernel";

/** The side of the wall an entity stands on for good. */
export type Split = "train" | "test";

/** An entity that can be assigned. */
export interface SplitCandidate {
  readonly entity: string;
  /** True when any of its rows has the positive label. */
  readonly isPositive: boolean;
  /** Entities of one group, such as rows that are equal, stay on one side; each stands for itself when left out. */
  readonly group?: string;
}

/** An entity with its side. */
export interface SplitAssignment {
  readonly entity: string;
  readonly isPositive: boolean;
  readonly split: Split;
}

const groupOf = ({ entity, group = entity }: SplitCandidate): string => group;

/** Sides of one stratum's groups: those with the smallest hash fill the test share, a group at a time. */
function assignStratum(
  newcomers: readonly SplitCandidate[],
  existing: { readonly train: number; readonly test: number },
  testShare: number,
  seed: number,
): ReadonlyMap<string, Split> {
  const total = existing.train + existing.test + newcomers.length;
  const wanted = Math.max(0, Math.round(total * testShare) - existing.test);
  const ordered = newcomers
    .map((candidate) => ({ group: groupOf(candidate), hash: sha256(`${seed}:${groupOf(candidate)}`) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0));
  const sides = new Map<string, Split>();
  for (const [place, { group }] of ordered.entries()) {
    if (!sides.has(group)) sides.set(group, place < wanted ? "test" : "train");
  }
  return sides;
}

/** Sides that groups have already through a member that was assigned before. */
function knownSides(
  existing: readonly SplitAssignment[],
  candidates: readonly SplitCandidate[],
): ReadonlyMap<string, Split> {
  const splits = new Map(existing.map(({ entity, split }) => [entity, split]));
  return new Map(
    candidates.flatMap((candidate) => {
      const split = splits.get(candidate.entity);
      return split === undefined ? [] : [[groupOf(candidate), split] as const];
    }),
  );
}

/**
 * Puts new entities into training or test, stratified by label: within each stratum those with the smallest hash of seed and
 * entity fill the test share. Entities that were assigned before keep their side, so adding rows never moves anybody
 * across the wall; a group follows its members of before.
 * @param existing assignments so far, kept as they are
 * @param candidates all entities of the data, each once; those already in `existing` only tell where their group is
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
  const sides = new Map(knownSides(existing, candidates));
  const positiveGroups = new Set(newcomers.filter(({ isPositive }) => isPositive).map(groupOf));
  for (const stratum of [true, false]) {
    const inStratum = existing.filter(({ isPositive }) => isPositive === stratum);
    const test = inStratum.filter(({ split }) => split === "test").length;
    const open = newcomers.filter((one) => positiveGroups.has(groupOf(one)) === stratum && !sides.has(groupOf(one)));
    const assigned = assignStratum(open, { train: inStratum.length - test, test }, options.testShare, options.seed);
    for (const [group, side] of assigned) sides.set(group, side);
  }
  const ordered = [true, false].flatMap((stratum) => newcomers.filter(({ isPositive }) => isPositive === stratum));
  return ordered.map((one) => ({ entity: one.entity, isPositive: one.isPositive, split: sides.get(groupOf(one))! }));
}
