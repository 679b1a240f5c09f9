import type { Dataset } from "../native/dataset.js";

/** Binned data sets by key; the ones not used for longest are freed first. */
export interface DatasetCache {
  /** @param cells rows × inputs, the measure of the budget */
  get(key: string, cells: number, make: () => Dataset): Dataset;
  dispose(): void;
}

// A task needs up to three at once: the whole, the rows to train on, the rows to validate on.
const alwaysKept = 3;

/** @param budgetCells about as many bytes; more is freed except what one task needs */
export function createDatasetCache(budgetCells: number): DatasetCache {
  const entries = new Map<string, { readonly dataset: Dataset; readonly cells: number }>();
  let heldCells = 0;
  const freeOldest = (): void => {
    for (const [key, { dataset, cells }] of entries) {
      if (heldCells <= budgetCells || entries.size <= alwaysKept) return;
      dataset.dispose();
      entries.delete(key);
      heldCells -= cells;
    }
  };
  return {
    get: (key, cells, make) => {
      const present = entries.get(key);
      const entry = present ?? { dataset: make(), cells };
      entries.delete(key);
      entries.set(key, entry);
      if (present === undefined) heldCells += cells;
      freeOldest();
      return entry.dataset;
    },
    dispose: () => {
      for (const { dataset } of entries.values()) dataset.dispose();
      entries.clear();
      heldCells = 0;
    },
  };
}
