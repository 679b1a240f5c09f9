import type { ColumnBatch, Field } from "#tabular";

/** A scored entity. */
export interface ScoredEntity {
  readonly entity: string;
  readonly probability: number;
}

/** The entities of highest probability with their feature values. */
export interface HighRiskRows {
  /** Highest probability first; equal ones by entity. */
  readonly entities: readonly ScoredEntity[];
  /** Their features before encoding, in the same order. */
  readonly features: ColumnBatch;
}

/** Keeps the entities of highest probability while batches go by. */
export interface HighRiskCollector {
  /** @param features one column per feature, before encoding */
  add(entities: readonly (string | null)[], probabilities: Float64Array, features: ColumnBatch): void;
  rows(): HighRiskRows;
}

interface KeptRow extends ScoredEntity {
  readonly values: readonly (number | string | null)[];
}

const byRisk = (left: ScoredEntity, right: ScoredEntity): number =>
  right.probability - left.probability || (left.entity < right.entity ? -1 : 1);

function stacked(fields: readonly Field[], kept: readonly KeptRow[]): ColumnBatch {
  const columns = fields.map(({ type }, index) => {
    const values = kept.map((row) => row.values[index]!);
    return type === "text" ? (values as (string | null)[]) : Float64Array.from(values as number[]);
  });
  return { rowCount: kept.length, fields, columns };
}

/**
 * A list that keeps the most probable of all entities it is shown, in memory that does not grow with their number.
 * @param size most entities kept
 */
export function createHighRiskCollector(size: number): HighRiskCollector {
  let kept: KeptRow[] = [];
  let fields: readonly Field[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  const trim = (): void => {
    kept = kept.sort(byRisk).slice(0, size);
    if (kept.length === size) floor = kept[size - 1]!.probability;
  };
  return {
    add: (entities, probabilities, features) => {
      fields = features.fields;
      for (let row = 0; row < probabilities.length; row += 1) {
        const probability = probabilities[row]!;
        if (probability < floor) continue;
        kept.push({ entity: entities[row] ?? "", probability, values: features.columns.map((column) => column[row]!) });
        if (kept.length > size * 20 + 1000) trim();
      }
    },
    rows: () => {
      trim();
      return {
        entities: kept.map(({ entity, probability }) => ({ entity, probability })),
        features: stacked(fields, kept),
      };
    },
  };
}
