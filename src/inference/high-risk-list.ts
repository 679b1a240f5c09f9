/** A scored entity. */
export interface ScoredEntity {
  readonly entity: string;
  readonly probability: number;
}

/** Keeps the entities of highest probability while batches go by. */
export interface HighRiskCollector {
  add(entities: readonly (string | null)[], probabilities: Float64Array): void;
  /** Highest probability first; equal ones by entity. */
  list(): readonly ScoredEntity[];
}

const byRisk = (left: ScoredEntity, right: ScoredEntity): number =>
  right.probability - left.probability || (left.entity < right.entity ? -1 : 1);

/** @param size most entities kept */
export function createHighRiskCollector(size: number): HighRiskCollector {
  let kept: ScoredEntity[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  const trim = (): void => {
    kept = kept.sort(byRisk).slice(0, size);
    if (kept.length === size) floor = kept[size - 1]!.probability;
  };
  return {
    add: (entities, probabilities) => {
      for (let row = 0; row < probabilities.length; row += 1) {
        if (probabilities[row]! >= floor) kept.push({ entity: entities[row] ?? "", probability: probabilities[row]! });
        if (kept.length > size * 20 + 1000) trim();
      }
    },
    list: () => {
      trim();
      return kept;
    },
  };
}
