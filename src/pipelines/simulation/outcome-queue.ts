import type { Treatment, TruthEvent, World, WorldDay } from "#simulation";

/** Outcomes that are not known yet, by the day on which they will be. */
export interface OutcomeQueue {
  /** Adds what becomes of a day's customers. */
  add(day: WorldDay, treatments?: readonly Treatment[]): void;
  /** Takes what becomes known before the end of a day, in order of its moment. */
  take(day: number): readonly TruthEvent[];
}

const dayMs = 86_400_000;

/** An empty queue of a world. @param startMs beginning of day 1 */
export function createOutcomeQueue(world: World, startMs: number): OutcomeQueue {
  const byDay = new Map<number, TruthEvent[]>();
  let taken = 0;
  return {
    add: (day, treatments) => {
      for (const event of world.outcomes(day, treatments)) {
        const known = Math.max(taken + 1, Math.floor((event.knownAt - startMs) / dayMs) + 1);
        const list = byDay.get(known) ?? [];
        list.push(event);
        byDay.set(known, list);
      }
    },
    take: (day) => {
      const due: TruthEvent[] = [];
      for (; taken < day; taken += 1) {
        due.push(...(byDay.get(taken + 1) ?? []));
        byDay.delete(taken + 1);
      }
      return due.toSorted((left, right) => left.knownAt - right.knownAt);
    },
  };
}
