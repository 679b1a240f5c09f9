/** Steps along the longer sample that share one factor. */
const segment = 64;

/**
 * A random walk's chances are added, not the numbers of paths, which no double can hold: a step along the longer sample has chance `along`,
 * one along the shorter `across`. `along` is put to numbers once a segment, so that adding is all there is to do for most of them.
 */
class Walk {
  readonly along: number;
  readonly across: number;
  private readonly n: number;
  private readonly m: number;
  private readonly row: Float64Array;
  private readonly powers: Float64Array;
  private readonly perSegment: number;

  constructor(n: number, m: number) {
    this.n = n;
    this.m = m;
    this.along = n / (n + m);
    this.across = m / (n + m);
    this.row = new Float64Array(n + 1);
    this.powers = Float64Array.from({ length: segment }, (_, steps) => this.along ** steps);
    this.perSegment = this.along ** segment;
    // What stands before the first row, so that every row is made alike.
    this.row[0] = 1 / this.across;
  }

  /** The chance to be at a place of the present row and to have stayed inside until there. */
  chanceAt(at: number): number {
    return this.row[at]! * this.powers[at % segment]!;
  }

  /** Goes on to the next row, places `first` to `last` of which are inside. */
  advance(first: number, last: number): void {
    let chance = 0;
    for (let at = first; at <= last; ) {
      if (at % segment === 0) chance *= this.perSegment;
      const end = Math.min(last + 1, at - (at % segment) + segment);
      chance = this.addUp(chance, at, end);
      at = end;
    }
  }

  /** Running sums within a segment; four at a time, so that one addition need not wait for the one before. */
  private addUp(before: number, from: number, to: number): number {
    const { row, across } = this;
    let chance = before;
    let at = from;
    for (; at + 3 < to; at += 4) {
      const one = row[at]! * across;
      const two = one + row[at + 1]! * across;
      const third = row[at + 2]! * across;
      row[at] = chance + one;
      row[at + 1] = chance + two;
      row[at + 2] = chance + (two + third);
      chance += two + (third + row[at + 3]! * across);
      row[at + 3] = chance;
    }
    for (; at < to; at += 1) {
      chance += row[at]! * across;
      row[at] = chance;
    }
    return chance;
  }

  /** Follows the places at which walks leave on one side. */
  border(): Border {
    return new Border(this, this.n, this.m);
  }
}

/** A place beside the band, moving on, with how much likelier a walk from there is to end where all interleavings do. */
class Border {
  private readonly walk: Walk;
  private readonly n: number;
  private readonly m: number;
  private at = 0;
  private row = 0;
  private weight = 1;

  constructor(walk: Walk, n: number, m: number) {
    this.walk = walk;
    this.n = n;
    this.m = m;
  }

  weightAt(at: number, row: number): number {
    for (; this.row < row; this.row += 1) this.step(this.m - this.row, this.walk.across);
    for (; this.at < at; this.at += 1) this.step(this.n - this.at, this.walk.along);
    return this.weight;
  }

  private step(left: number, chance: number): void {
    this.weight *= left / ((this.n - this.at + this.m - this.row) * chance);
  }
}

/**
 * Chance that a random interleaving of n and m values leaves a band: that somewhere, after i of the one and j of the other,
 * |i/n − j/m| is at least `distance`/(n·m). Only the band is walked, about 2·`distance` places, at a nanosecond for each, and only
 * positive numbers are added, so that a small chance keeps its digits.
 * @param n at least 1
 * @param m at least 1
 * @param distance whole number, from 0 to n·m
 * @returns in [0, 1]
 * @source Hodges (1958)
 */
export function leavingChance(n: number, m: number, distance: number): number {
  if (distance === 0) return 1;
  return leavingLongFirst(Math.max(n, m), Math.min(n, m), distance);
}

function leavingLongFirst(n: number, m: number, distance: number): number {
  const walk = new Walk(n, m);
  const [low, high] = [walk.border(), walk.border()];
  let left = 0;
  let [first, last] = [0, -1];
  for (let row = 0; row <= m; row += 1) {
    const nextFirst = Math.max(0, Math.floor((row * n - distance) / m) + 1);
    const nextLast = Math.min(n, Math.ceil((row * n + distance) / m) - 1);
    for (let at = first; at < nextFirst && at <= last; at += 1) {
      left += walk.chanceAt(at) * walk.across * low.weightAt(at, row);
    }
    [first, last] = [nextFirst, nextLast];
    walk.advance(first, last);
    if (first <= last && last < n) left += walk.chanceAt(last) * walk.along * high.weightAt(last + 1, row);
  }
  return Math.min(1, left);
}
