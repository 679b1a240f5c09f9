import type { ChartRenderer } from "../ports.js";

/** What a block needs besides itself: who draws, and the next number of each kind. */
export interface BlockContext {
  readonly charts: ChartRenderer;
  /** 1, 2, 3, … per kind, over the whole page. */
  next(kind: "figure" | "table" | "note"): number;
}

/**
 * A fresh context whose numbers start at 1.
 * @param charts draws the charts
 */
export function createContext(charts: ChartRenderer): BlockContext {
  const counts = { figure: 0, table: 0, note: 0 };
  return {
    charts,
    next: (kind) => {
      counts[kind] += 1;
      return counts[kind];
    },
  };
}
