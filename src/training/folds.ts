import { createRandom, shuffledIndices } from "#kernel";

/** One fold: rows to fit on and rows to judge by; together all rows, never both. */
export interface Fold {
  readonly trainRows: Int32Array;
  readonly validRows: Int32Array;
}

interface Group {
  readonly rows: number[];
  isPositive: boolean;
}

function groupRows(entities: readonly string[], labels: Uint8Array): readonly Group[] {
  const groups = new Map<string, Group>();
  for (let row = 0; row < entities.length; row += 1) {
    const group = groups.get(entities[row]!) ?? { rows: [], isPositive: false };
    group.rows.push(row);
    group.isPositive ||= labels[row] === 1;
    groups.set(entities[row]!, group);
  }
  return [...groups.values()];
}

/**
 * Stratified folds in which all rows of an entity stay together.
 * @param entities entity of each row
 * @param labels 0 or 1 of each row
 * @param options `folds` ≥ 2; `seed` of the shuffle
 * @returns `folds` folds; each row is judged exactly once
 */
export function stratifiedFolds(
  entities: readonly string[],
  labels: Uint8Array,
  options: { readonly folds: number; readonly seed: number },
): readonly Fold[] {
  const groups = groupRows(entities, labels);
  const foldOfRow = new Int32Array(entities.length);
  const random = createRandom(`folds/${options.seed}`);
  let next = 0;
  for (const stratum of [true, false]) {
    const members = groups.filter((group) => group.isPositive === stratum);
    for (const pick of shuffledIndices(members.length, random)) {
      for (const row of members[pick]!.rows) foldOfRow[row] = next % options.folds;
      next += 1;
    }
  }
  const rows = Int32Array.from(foldOfRow.keys());
  return Array.from({ length: options.folds }, (_, fold) => ({
    trainRows: rows.filter((row) => foldOfRow[row] !== fold),
    validRows: rows.filter((row) => foldOfRow[row] === fold),
  }));
}
