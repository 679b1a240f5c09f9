import { logGamma } from "../special/log-gamma.js";

type Matrix = readonly Float64Array[];

function product(left: Matrix, right: Matrix): Matrix {
  const size = left.length;
  return left.map((row) => {
    const sums = new Float64Array(size);
    for (let inner = 0; inner < size; inner += 1) {
      const factor = row[inner]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column += 1) sums[column]! += factor * right[inner]![column]!;
    }
    return sums;
  });
}

function durbinMatrix(k: number, h: number): Matrix {
  const size = 2 * k - 1;
  const factorial = (order: number): number => (order < 2 ? 1 : order * factorial(order - 1));
  const corner = (1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size) / factorial(size);
  const edge = (order: number): number => (order === size ? corner : (1 - h ** order) / factorial(order));
  return Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_cell, column) => {
      if (column === 0) return edge(row + 1);
      if (row === size - 1) return edge(size - column);
      return column > row + 1 ? 0 : 1 / factorial(row - column + 1);
    }),
  );
}

/** A matrix in steps of 10^exponent. */
interface Scaled {
  readonly matrix: Matrix;
  readonly exponent: number;
}

const scaleDigits = 140;

function scaledProduct(left: Scaled, right: Scaled): Scaled {
  const matrix = product(left.matrix, right.matrix);
  const exponent = left.exponent + right.exponent;
  const middle = (matrix.length - 1) / 2;
  if (matrix[middle]![middle]! < 10 ** scaleDigits) return { matrix, exponent };
  return { matrix: matrix.map((row) => row.map((cell) => cell / 10 ** scaleDigits)), exponent: exponent + scaleDigits };
}

/** P(D ≤ distance) by powers of Durbin's matrix. @source Marsaglia, Tsang and Wang (2003) */
function durbinCdf(n: number, distance: number): number {
  const k = Math.ceil(n * distance);
  const start = durbinMatrix(k, k - n * distance);
  const identity = start.map((_, row) => Float64Array.from(start, (_cell, column) => (row === column ? 1 : 0)));
  let power: Scaled = { matrix: start, exponent: 0 };
  let result: Scaled = { matrix: identity, exponent: 0 };
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = scaledProduct(result, power);
    power = scaledProduct(power, power);
  }
  let chance = result.matrix[k - 1]![k - 1]!;
  let { exponent } = result;
  for (let row = 1; row <= n; row += 1) {
    chance *= row / n;
    if (chance >= 10 ** -scaleDigits) continue;
    chance *= 10 ** scaleDigits;
    exponent -= scaleDigits;
  }
  return chance * 10 ** exponent;
}

/** P(D⁺ > distance), the one-sided law, exactly. @source Birnbaum and Tingey (1951) */
function oneSidedSurvival(n: number, distance: number): number {
  let sum = 0;
  for (let step = 0; step <= Math.floor(n * (1 - distance)); step += 1) {
    const place = distance + step / n;
    if (place >= 1) break;
    const choose = logGamma(n + 1) - logGamma(step + 1) - logGamma(n - step + 1);
    sum += Math.exp(choose + (step - 1) * Math.log(place) + (n - step) * Math.log1p(-place));
  }
  return distance * sum;
}

/** The sums over odd numbers of Pelz and Good's four terms. */
function oddSums(z: number): readonly number[] {
  const squared = z * z;
  const pi2 = Math.PI ** 2;
  const [z4, z6] = [squared ** 2, squared ** 3];
  const sums = [0, 0, 0, 0];
  for (let k = 1; k <= Math.ceil((16 * z) / Math.PI); k += 1) {
    const odd = (2 * k - 1) ** 2;
    const weight = Math.exp((-pi2 * odd) / (8 * squared));
    const [b, c, d] = [pi2 * odd, pi2 ** 2 * odd ** 2, pi2 ** 3 * odd ** 3];
    sums[0]! += weight;
    sums[1]! += weight * (-squared + b / 4);
    sums[2]! += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * squared) * b) / 4 + ((1 - 2 * squared) * c) / 16);
    const third = -30 * z6 - 90 * z4 ** 2 + ((135 * z4 - 96 * z6) * b) / 4;
    sums[3]! += weight * (third + ((212 * z4 - 60 * squared) * c) / 16 + ((5 - 30 * squared) * d) / 64);
  }
  return sums;
}

/** P(D ≤ distance) by an expansion in 1/√n. @source Pelz and Good (1976) */
function pelzGoodCdf(n: number, distance: number): number {
  const z = Math.sqrt(n) * distance;
  const root = Math.sqrt(2 * Math.PI);
  const [k0, k1, k2, k3] = oddSums(z) as [number, number, number, number];
  let [more2, more3] = [0, 0];
  for (let k = 1; k <= Math.ceil((16 * z) / Math.PI); k += 1) {
    const squares = (Math.PI * k) ** 2;
    const weight = Math.exp(-squares / (2 * z * z));
    more2 += squares * weight;
    more3 += (3 * z * z - squares) * squares * weight;
  }
  const second = k2 / (72 * z ** 7) - more2 / (36 * z ** 3);
  const third = k3 / (6480 * z ** 10) + more3 / (216 * z ** 6);
  return root * (k0 / z + k1 / (6 * z ** 4) / Math.sqrt(n) + second / n + third / n ** 1.5);
}

function cdf(n: number, distance: number): number {
  const isSmall = n <= 140 || (n <= 100_000 && n * distance ** 1.5 <= 1.4);
  return isSmall ? durbinCdf(n, distance) : pelzGoodCdf(n, distance);
}

/**
 * Chance of a distance at least as large between a sample of n and its distribution, for this n: what SciPy takes, with
 * n·m/(n + m) rounded, for two samples that are too large to count paths.
 * @param distance in [0, 1]
 * @param n at least 1
 * @returns in [0, 1]
 * @source Simard and L'Ecuyer (2011), for which method where
 */
export function kolmogorovFinite(distance: number, n: number): number {
  const scaled = n * distance;
  if (scaled <= 0.5) return 1;
  if (distance >= 1) return 0;
  if (scaled >= n - 1) return 2 * (1 - distance) ** n;
  const size = scaled * distance;
  if (size >= 370) return 0;
  const isFar = distance >= 0.5 || size >= (n <= 140 ? 4 : 2.2);
  const chance = isFar ? 2 * oneSidedSurvival(n, distance) : 1 - cdf(n, distance);
  return Math.max(0, Math.min(1, chance));
}
