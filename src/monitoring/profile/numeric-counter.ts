import type { ColumnValues } from "#tabular";
import { nullCode, type NumericCoder, numericCoder, positiveInfinityCode } from "./bin-codes.js";
import { binCount, type NumericBinning } from "./binning.js";
import type { ColumnCounts } from "./column-counts.js";
import { ExactSums } from "./exact-sum.js";
import { GroupCells } from "./group-cells.js";
import { createRunCounter, type NumericRun } from "./numeric-run.js";

const places = { nulls: 0, positive: 1, negative: 2, zeros: 3, unseen: 4, outside: 5 } as const;
const placeCount = 6;

function placeOf(code: number): number {
  if (code === nullCode) return places.nulls;
  return code === positiveInfinityCode ? places.positive : places.negative;
}

/** The group that all rows are in; −1 when they are not in one. */
function onlyGroup(groupOf: Int32Array): number {
  const first = groupOf[0] ?? -1;
  for (let row = 1; row < groupOf.length; row += 1) if (groupOf[row] !== first) return -1;
  return first;
}

/** Zero has one sign here, whichever came first. */
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value + 0);

/** Counts a numeric column per group. */
export class NumericCounter {
  private readonly bins: GroupCells;
  private readonly others: GroupCells = new GroupCells(placeCount);
  private readonly extremes: GroupCells = new GroupCells(2, Number.NaN);
  private readonly sums: ExactSums;
  private readonly squares: ExactSums;
  private readonly coder: NumericCoder;
  private readonly countRun: (values: Float64Array) => NumericRun;
  private readonly known: readonly number[] | null;
  private readonly limits: readonly [number, number];
  private codes: Int16Array = new Int16Array(0);

  constructor(binning: NumericBinning) {
    this.bins = new GroupCells(binCount(binning));
    this.sums = new ExactSums(binning.sumScale);
    this.squares = new ExactSums(binning.squareScale);
    this.coder = numericCoder(binning);
    this.countRun = createRunCounter(binning);
    this.known = binning.values;
    this.limits = binning.limits;
  }

  add(values: ColumnValues, from: number, groups: readonly Int32Array[], groupCount: number): void {
    const rows = groups[0]!.length;
    const run = (values as Float64Array).subarray(from, from + rows);
    const mixed: Int32Array[] = [];
    for (const groupOf of groups) {
      const group = onlyGroup(groupOf);
      if (group >= 0) this.addRun(run, group);
      else mixed.push(groupOf);
    }
    if (mixed.length > 0) this.addMixed(run, mixed, groupCount);
  }

  /** Adds values that are all of one group, at most {@link rowsPerFlush}. */
  addRun(values: Float64Array, group: number): void {
    const found = this.countRun(values);
    const cells = this.bins.reserve(group + 1);
    const { width } = this.bins;
    for (let bin = 0; bin < width; bin += 1) cells[group * width + bin]! += found.bins[bin]!;
    const others = this.others.reserve(group + 1);
    const counts = [
      found.nulls,
      found.positiveInfinite,
      found.negativeInfinite,
      found.zeros,
      found.unseen,
      found.outside,
    ];
    for (const [place, rows] of counts.entries()) others[group * placeCount + place]! += rows;
    const extremes = this.extremes.reserve(group + 1);
    if (!Number.isNaN(found.min)) {
      if (!(extremes[2 * group]! <= found.min)) extremes[2 * group] = found.min;
      if (!(extremes[2 * group + 1]! >= found.max)) extremes[2 * group + 1] = found.max;
    }
    this.sums.addRun(group, found.sum);
    this.squares.addSquaresRun(group, found.squares);
  }

  private addMixed(values: Float64Array, groups: readonly Int32Array[], groupCount: number): void {
    if (this.codes.length !== values.length) this.codes = new Int16Array(values.length);
    this.coder(values, 0, this.codes);
    this.sums.reserve(groupCount);
    this.squares.reserve(groupCount);
    for (const groupOf of groups) this.addGrouping(values, groupOf, groupCount);
    this.sums.flush();
    this.squares.flush();
  }

  counts(group: number): ColumnCounts {
    const bins = this.bins.of(group);
    const others = this.others.of(group);
    const [min, max] = this.extremes.of(group) as [number, number];
    const [nulls, positiveInfinite, negativeInfinite] = others as [number, number, number];
    return {
      rows: bins.reduce((sum, count) => sum + count, 0) + nulls + positiveInfinite + negativeInfinite,
      nulls,
      positiveInfinite,
      negativeInfinite,
      zeros: others[places.zeros]!,
      bins,
      unseen: others[places.unseen]!,
      unseenLevels: [],
      outOfRange: others[places.outside]!,
      min: orNull(min),
      max: orNull(max),
      sum: this.sums.total(group),
      squares: this.squares.total(group),
    };
  }

  private addGrouping(values: Float64Array, groupOf: Int32Array, groupCount: number): void {
    const cells = this.bins.reserve(groupCount);
    const others = this.others.reserve(groupCount);
    const extremes = this.extremes.reserve(groupCount);
    const { width } = this.bins;
    for (let row = 0; row < groupOf.length; row += 1) {
      const group = groupOf[row]!;
      if (group < 0) continue;
      const code = this.codes[row]!;
      const value = values[row]!;
      if (code < 0) {
        others[group * placeCount + placeOf(code)]! += 1;
        continue;
      }
      cells[group * width + code]! += 1;
      this.noteSpecial(others, group * placeCount, value, code);
      if (!(extremes[2 * group]! <= value)) extremes[2 * group] = value;
      if (!(extremes[2 * group + 1]! >= value)) extremes[2 * group + 1] = value;
      this.sums.add(group, value);
      this.squares.addSquare(group, value);
    }
  }

  private noteSpecial(others: Float64Array, at: number, value: number, code: number): void {
    if (value === 0) others[at + places.zeros]! += 1;
    if (this.known !== null && this.known[code] !== value) others[at + places.unseen]! += 1;
    if (value < this.limits[0] || value > this.limits[1]) others[at + places.outside]! += 1;
  }
}
