/** Counts of two samples in the same bins: whole numbers, at least 0, as many bins on either side. */
export interface BinnedPair {
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}

/**
 * What a psi does with bins that one side does not fill:
 * `jeffreys` adds ½ to every bin of both sides and renormalises; `epsilon` puts `floor` in the place of a zero share and does not
 * renormalise; `epsilon-renormalised` does; `floor` lifts every share below `floor` to it; `evidently` is Evidently's rule: a zero
 * becomes .0001, or a millionth of the smallest share where that is at most .0001.
 */
export type EmptyBins =
  | { readonly rule: "jeffreys" }
  | { readonly rule: "evidently" }
  | { readonly rule: "epsilon" | "epsilon-renormalised" | "floor"; readonly floor: number };

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin += 1) sum += counts[bin]!;
  return sum;
}

/** Counts as shares of their total. @param counts at least one above 0 */
export function sharesOf(counts: ArrayLike<number>): Float64Array {
  const rows = total(counts);
  const shares = new Float64Array(counts.length);
  for (let bin = 0; bin < shares.length; bin += 1) shares[bin] = counts[bin]! / rows;
  return shares;
}

function renormalised(shares: Float64Array): Float64Array {
  const whole = total(shares);
  return shares.map((share) => share / whole);
}

function evidentlyShares(shares: Float64Array): Float64Array {
  const smallest = shares.reduce((least, share) => (share > 0 && share < least ? share : least), 1);
  const fill = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? fill : share));
}

/** Shares after a convention for empty bins. @param counts at least one above 0 */
export function filledShares(counts: ArrayLike<number>, empty: EmptyBins): Float64Array {
  if (empty.rule === "jeffreys") return sharesOf(Float64Array.from(counts, (count) => count + 0.5));
  const shares = sharesOf(counts);
  if (empty.rule === "evidently") return evidentlyShares(shares);
  if (empty.rule === "floor") return shares.map((share) => Math.max(share, empty.floor));
  const filled = shares.map((share) => (share === 0 ? empty.floor : share));
  return empty.rule === "epsilon" ? filled : renormalised(filled);
}

/** What one bin adds to a psi: (c − r)·ln(c / r); 0 where the shares are the same, empty ones too. */
export function psiTerm(before: number, after: number): number {
  return before === after ? 0 : (after - before) * (Math.log(after) - Math.log(before));
}

/**
 * Population stability index: Σ (c − r)·ln(c / r).
 * @param pair counts per bin
 * @param empty convention for empty bins; default `jeffreys`
 * @returns at least 0; ∞ never, whatever the convention
 * @source Kullback and Leibler (1951), the symmetric divergence
 */
export function psi({ reference, current }: BinnedPair, empty: EmptyBins = { rule: "jeffreys" }): number {
  const before = filledShares(reference, empty);
  const after = filledShares(current, empty);
  let sum = 0;
  for (let bin = 0; bin < before.length; bin += 1) sum += psiTerm(before[bin]!, after[bin]!);
  return sum;
}

/** Kullback–Leibler divergence of two lists of shares in nats, Σ p·ln(p / q); ∞ where q lacks what p has. */
export function klDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < p.length; bin += 1) {
    if (p[bin]! > 0) sum += p[bin]! * Math.log(p[bin]! / q[bin]!);
  }
  return sum;
}

/** Jensen–Shannon divergence in nats, 0 to ln 2. @param pair counts per bin @source Lin (1991) */
export function jsDivergence(pair: BinnedPair): number {
  const before = sharesOf(pair.reference);
  const after = sharesOf(pair.current);
  const middle = before.map((share, bin) => (share + after[bin]!) / 2);
  return Math.max(0, (klDivergence(before, middle) + klDivergence(after, middle)) / 2);
}

/** Jensen–Shannon distance with logarithms of base 2, 0 to 1. @param pair counts per bin */
export function jsDistance(pair: BinnedPair): number {
  return Math.min(1, Math.sqrt(jsDivergence(pair) / Math.LN2));
}

/** Hellinger distance, 0 to 1. @param pair counts per bin @source Hellinger (1909) */
export function hellinger(pair: BinnedPair): number {
  const before = sharesOf(pair.reference);
  const after = sharesOf(pair.current);
  let squares = 0;
  for (let bin = 0; bin < before.length; bin += 1) squares += (Math.sqrt(before[bin]!) - Math.sqrt(after[bin]!)) ** 2;
  return Math.min(1, Math.sqrt(squares / 2));
}

/** Total variation distance, 0 to 1: half the sum of the differences of shares. @param pair counts per bin */
export function totalVariation(pair: BinnedPair): number {
  const before = sharesOf(pair.reference);
  const after = sharesOf(pair.current);
  return before.reduce((sum, share, bin) => sum + Math.abs(share - after[bin]!), 0) / 2;
}

/** Largest difference of shares, 0 to 1. @param pair counts per bin */
export function lInfinity(pair: BinnedPair): number {
  const before = sharesOf(pair.reference);
  const after = sharesOf(pair.current);
  return before.reduce((largest, share, bin) => Math.max(largest, Math.abs(share - after[bin]!)), 0);
}
