/** A seeded stream of random numbers; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by `label`; it does not depend on how much of this one was used. */
  fork(label: string): Random;
}

function hashWords(text: string): Uint32Array {
  const words = new Uint32Array([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]);
  for (let index = 0; index < text.length; index += 1) {
    for (let word = 0; word < 4; word += 1) {
      let mixed = (words[word]! ^ (text.charCodeAt(index) + word * 0x85ebca6b)) >>> 0;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      words[word] = (mixed ^ (mixed >>> 15)) >>> 0;
    }
  }
  return words;
}

const rotateLeft = (value: number, bits: number): number => ((value << bits) | (value >>> (32 - bits))) >>> 0;

/**
 * The generator's next word; moves the state on.
 * @param state four words, not all zero
 * @returns 32 bits, 0 to 2³² − 1
 * @source Blackman and Vigna, xoshiro128** 1.1 (2018)
 */
export function nextWord(state: Uint32Array): number {
  const result = Math.imul(rotateLeft(Math.imul(state[1]!, 5), 7), 9) >>> 0;
  const shifted = state[1]! << 9;
  state[2]! ^= state[0]!;
  state[3]! ^= state[1]!;
  state[1]! ^= state[2]!;
  state[0]! ^= state[3]!;
  state[2]! ^= shifted;
  state[3] = rotateLeft(state[3]!, 11);
  return result;
}

/**
 * A {@link Random} from a seed.
 * @param seed any number or text; equal seeds give equal streams
 * @source Box and Muller (1958) for the normal
 */
export function createRandom(seed: number | string): Random {
  const name = String(seed);
  const state = hashWords(`driftloop:${name}`);
  for (let warmUp = 0; warmUp < 16; warmUp += 1) nextWord(state);
  const uniform = (): number => ((nextWord(state) >>> 5) * 67108864 + (nextWord(state) >>> 6)) / 9007199254740992;
  return {
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    fork: (label) => createRandom(`${name}/${label}`),
  };
}

/**
 * The numbers 0 … n−1 in random order (Fisher–Yates).
 * @returns `Int32Array` of length `n`
 */
export function shuffledIndices(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last -= 1) {
    const pick = random.integer(last + 1);
    const held = order[last]!;
    order[last] = order[pick]!;
    order[pick] = held;
  }
  return order;
}
