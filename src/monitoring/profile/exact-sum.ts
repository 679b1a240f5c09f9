/** Most rows that may be added before pending sums are taken over: below it every partial sum is a whole number under 2^53. */
export const rowsPerFlush: number = 1 << 18;

/** Steps of a value, and of one that is squared, up to which {@link rowsPerFlush} of them add up exactly as doubles. */
export const largestStep: number = 2 ** 31;
export const largestRoot: number = 2 ** 17;

/**
 * The scale at which a column's values are summed: about 2^`bits` steps up to the largest value.
 * @param largest largest size of the reference's values
 */
export function scaleFor(largest: number, bits: number): number {
  const magnitude = largest > 0 && Number.isFinite(largest) ? Math.ceil(Math.log2(largest)) : 0;
  return Math.max(-900, Math.min(900, bits - magnitude));
}

/** Half away from below, as `Math.round`, which takes five times as long. */
export const nearest = (steps: number): number => Math.floor(steps + 0.5);

/** A finite number in steps of 2^−scale, as a whole number of any size. */
function wideSteps(value: number, scale: number): bigint {
  const steps = value * 2 ** scale;
  if (Number.isFinite(steps)) return BigInt(nearest(steps));
  return BigInt(Math.round(value)) << BigInt(scale);
}

/** What a run of at most {@link rowsPerFlush} finite values adds up to. */
export interface RunSum {
  /** Of the values that are not large, in steps. */
  readonly steps: number;
  /** Values that are too large for that. */
  readonly wide: readonly number[];
}

/**
 * Sums of numbers in whole steps, per group, exact whatever the order: small steps are added as doubles and taken over into
 * integers of any size before they could lose a bit.
 */
export class ExactSums {
  private readonly scale: number;
  private readonly factor: number;
  private pending: Float64Array = new Float64Array(4);
  private readonly totals: bigint[] = [];

  constructor(scale: number) {
    this.scale = scale;
    this.factor = 2 ** scale;
  }

  /** Makes room for groups; to be called before values are added to them. */
  reserve(groups: number): void {
    if (groups <= this.pending.length) return;
    const wider = new Float64Array(Math.max(groups, this.pending.length * 2));
    wider.set(this.pending);
    this.pending = wider;
  }

  add(group: number, value: number): void {
    const steps = nearest(value * this.factor);
    if (steps <= largestStep && steps >= -largestStep) this.pending[group]! += steps;
    else this.addWide(group, wideSteps(value, this.scale));
  }

  addSquare(group: number, value: number): void {
    const steps = nearest(value * this.factor);
    if (steps <= largestRoot && steps >= -largestRoot) this.pending[group]! += steps * steps;
    else this.addWide(group, wideSteps(value, this.scale) ** 2n);
  }

  /** Adds a run of values of one group. */
  addRun(group: number, { steps, wide }: RunSum): void {
    if (steps !== 0) this.addWide(group, BigInt(steps));
    for (const value of wide) this.addWide(group, wideSteps(value, this.scale));
  }

  /** Adds the squares of a run of values of one group. */
  addSquaresRun(group: number, { steps, wide }: RunSum): void {
    if (steps !== 0) this.addWide(group, BigInt(steps));
    for (const value of wide) this.addWide(group, wideSteps(value, this.scale) ** 2n);
  }

  /** To be called at least once every {@link rowsPerFlush} rows, and at the end. */
  flush(): void {
    for (const [group, steps] of this.pending.entries()) {
      if (steps !== 0) this.addWide(group, BigInt(steps));
    }
    this.pending.fill(0);
  }

  /** The group's sum in steps, as decimal text. */
  total(group: number): string {
    return String(this.totals[group] ?? 0n);
  }

  private addWide(group: number, steps: bigint): void {
    this.totals[group] = (this.totals[group] ?? 0n) + steps;
  }
}

/** Two sums as decimal text, added. */
export const addedSums = (left: string, right: string): string => String(BigInt(left) + BigInt(right));

/** A sum in steps of 2^−scale as a number. */
export function sumValue(steps: string, scale: number): number {
  return Number(steps) * 2 ** -scale;
}
