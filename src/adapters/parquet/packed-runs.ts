/** Where whole numbers of a few bits each are. */
export interface PackedRuns {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Bits of each number, 0 to 32. */
  readonly width: number;
}

const cut = (): RangeError => new RangeError("a page ends in the middle of its values");

interface Head {
  readonly head: number;
  readonly at: number;
}

function headAt({ bytes, to }: PackedRuns, at: number): Head {
  let [head, factor, place] = [0, 1, at];
  for (;;) {
    if (place >= to || factor > 2 ** 28) throw cut();
    const part = bytes[place]!;
    place += 1;
    head += (part & 127) * factor;
    if (part < 128) return { head, at: place };
    factor *= 128;
  }
}

function repeatedAt({ bytes, to, width }: PackedRuns, at: number): number {
  const size = (width + 7) >> 3;
  if (at + size > to) throw cut();
  let value = 0;
  for (let place = size - 1; place >= 0; place -= 1) value = value * 256 + bytes[at + place]!;
  if (value >= 2 ** width) throw new RangeError("a number takes more bits than it may");
  return value;
}

function unpack({ bytes, to, width }: PackedRuns, at: number, into: Uint32Array): void {
  if (at + ((into.length * width + 7) >> 3) > to) throw cut();
  let [held, bits, place] = [0, 0, at];
  const size = 2 ** width;
  for (let row = 0; row < into.length; row += 1) {
    // Up to 39 bits are held: whole numbers as doubles, because bit operations end at 32.
    while (bits < width) {
      held += bytes[place]! * 2 ** bits;
      place += 1;
      bits += 8;
    }
    const value = held % size;
    into[row] = value;
    held = (held - value) / size;
    bits -= width;
  }
}

function unpackNarrow({ bytes, to, width }: PackedRuns, at: number, into: Uint32Array): void {
  if (at + ((into.length * width + 7) >> 3) > to) throw cut();
  let [held, bits, place] = [0, 0, at];
  const mask = (1 << width) - 1;
  for (let row = 0; row < into.length; row += 1) {
    while (bits < width) {
      held |= bytes[place]! << bits;
      place += 1;
      bits += 8;
    }
    into[row] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/** Up to here what is held fits into 32 bits. */
const narrow = 24;

/**
 * Reads whole numbers in Parquet's hybrid of repeated and bit-packed runs.
 * @param into is filled
 * @throws RangeError when there are fewer
 * @source Apache Parquet, RLE / bit-packing hybrid
 */
export function readRuns(runs: PackedRuns, into: Uint32Array): void {
  let [at, filled] = [runs.from, 0];
  while (filled < into.length) {
    const { head, at: begin } = headAt(runs, at);
    const count = head % 2 === 0 ? head / 2 : ((head - 1) / 2) * 8;
    const rows = Math.min(count, into.length - filled);
    if (head % 2 === 0) {
      into.fill(repeatedAt(runs, begin), filled, filled + rows);
      at = begin + ((runs.width + 7) >> 3);
    } else {
      (runs.width <= narrow ? unpackNarrow : unpack)(runs, begin, into.subarray(filled, filled + rows));
      at = begin + (count * runs.width) / 8;
    }
    if (count === 0) throw cut();
    filled += rows;
  }
}

/** Whether so many numbers of one bit are all 1, told from a run that repeats it. */
export function isAllOnes(runs: PackedRuns, count: number): boolean {
  const { head, at } = headAt(runs, runs.from);
  return head % 2 === 0 && head / 2 >= count && repeatedAt(runs, at) === 1;
}
