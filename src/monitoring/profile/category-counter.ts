import type { ColumnValues } from "#tabular";
import { type CategoryCoder, categoryCoder, nullCode } from "./bin-codes.js";
import { binCount, type CategoryBinning } from "./binning.js";
import type { ColumnCounts } from "./column-counts.js";
import { GroupCells } from "./group-cells.js";

/** How many unseen levels a window names. */
export const mostUnseenLevels = 16;

/** The first levels in text order with their counts; of parts they are among the first of the whole, so merging stays exact. */
export function firstLevels(levels: Iterable<readonly [string, number]>): (readonly [string, number])[] {
  return [...levels].sort(([left], [right]) => (left < right ? -1 : 1)).slice(0, mostUnseenLevels);
}

/** Counts a column of levels per group. */
export class CategoryCounter {
  private readonly bins: GroupCells;
  private readonly nulls: GroupCells = new GroupCells(1);
  private readonly unseen: Map<string, number>[] = [];
  private readonly coder: CategoryCoder;
  private codes: Int16Array = new Int16Array(0);

  constructor(binning: CategoryBinning) {
    this.bins = new GroupCells(binCount(binning));
    this.coder = categoryCoder(binning);
  }

  add(values: ColumnValues, from: number, groups: readonly Int32Array[], groupCount: number): void {
    const rows = groups[0]!.length;
    if (this.codes.length !== rows) this.codes = new Int16Array(rows);
    const levels = values as readonly (string | null)[];
    this.coder(levels, from, this.codes);
    for (const groupOf of groups) this.addGrouping(levels, from, groupOf, groupCount);
  }

  counts(group: number): ColumnCounts {
    const bins = this.bins.of(group);
    const nulls = this.nulls.of(group)[0]!;
    return {
      rows: bins.reduce((sum, count) => sum + count, 0) + nulls,
      nulls,
      positiveInfinite: 0,
      negativeInfinite: 0,
      zeros: 0,
      bins,
      unseen: bins.at(-1)!,
      unseenLevels: firstLevels(this.unseen[group] ?? []),
      outOfRange: 0,
      min: null,
      max: null,
      sum: "0",
      squares: "0",
    };
  }

  private addGrouping(levels: readonly (string | null)[], from: number, groupOf: Int32Array, groupCount: number): void {
    const cells = this.bins.reserve(groupCount);
    const nulls = this.nulls.reserve(groupCount);
    const { width } = this.bins;
    for (let row = 0; row < groupOf.length; row += 1) {
      const group = groupOf[row]!;
      if (group < 0) continue;
      const code = this.codes[row]!;
      if (code === nullCode) nulls[group]! += 1;
      else cells[group * width + code]! += 1;
      if (code === width - 1) this.addUnseen(group, levels[from + row]!);
    }
  }

  private addUnseen(group: number, level: string): void {
    const seen = (this.unseen[group] ??= new Map<string, number>());
    seen.set(level, (seen.get(level) ?? 0) + 1);
    if (seen.size > mostUnseenLevels * 64) this.unseen[group] = new Map(firstLevels(seen));
  }
}
