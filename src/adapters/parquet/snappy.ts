/** Below it a loop over bytes is faster than a call that copies memory. */
const fewBytes = 32;

const damaged = (): RangeError => new RangeError("a compressed page is damaged");

/** A run of input bytes. */
interface Span {
  readonly from: number;
  readonly length: number;
}

/** A literal whose tag is at `at`: where its bytes are. */
function literalAt(input: Uint8Array, at: number): Span {
  const short = input[at]! >> 2;
  if (short < 60) return { from: at + 1, length: short + 1 };
  const size = short - 59;
  let length = 0;
  for (let place = size; place > 0; place -= 1) length = length * 256 + (input[at + place] ?? 0);
  return { from: at + 1 + size, length: length + 1 };
}

function copyLiteral(input: Uint8Array, { from, length }: Span, output: Uint8Array, to: number): void {
  if (from + length > input.length || to + length > output.length) throw damaged();
  if (length > fewBytes) output.set(input.subarray(from, from + length), to);
  else for (let place = 0; place < length; place += 1) output[to + place] = input[from + place]!;
}

function repeat(output: Uint8Array, to: number, offset: number, length: number): void {
  if (offset === 0 || offset > to || to + length > output.length) throw damaged();
  if (length > fewBytes && offset >= length) output.copyWithin(to, to - offset, to - offset + length);
  else for (let place = 0; place < length; place += 1) output[to + place] = output[to + place - offset]!;
}

/** A copy of what was written before. */
interface Copy {
  readonly offset: number;
  readonly length: number;
  /** Where the next element begins. */
  readonly next: number;
}

/** A copy whose tag is at `at`; offsets take 11, 16 or 32 bits. */
function copyAt(input: Uint8Array, at: number): Copy {
  const tag = input[at]!;
  const kind = tag & 3;
  if (kind === 1) return { offset: ((tag >> 5) << 8) | input[at + 1]!, length: ((tag >> 2) & 7) + 4, next: at + 2 };
  const low = input[at + 1]! | (input[at + 2]! << 8);
  if (kind === 2) return { offset: low, length: (tag >> 2) + 1, next: at + 3 };
  return { offset: low + input[at + 3]! * 2 ** 16 + input[at + 4]! * 2 ** 24, length: (tag >> 2) + 1, next: at + 5 };
}

/** Of what is unpacked, and where the data begin. */
function lengthOf(input: Uint8Array): { readonly length: number; readonly begin: number } {
  let length = 0;
  for (let at = 0; at < Math.min(5, input.length); at += 1) {
    length += (input[at]! & 127) * 128 ** at;
    if (input[at]! < 128) return { length, begin: at + 1 };
  }
  throw damaged();
}

/** No element makes more of its bytes: 64 of 3. */
const largestRatio = 22;

/**
 * Unpacks a Snappy block.
 * @param memory gives so many bytes to unpack into; it is not asked for more than the input could fill
 * @param length of what was packed
 * @throws RangeError when the input is damaged or of another length
 * @source Google Snappy, format description
 */
export function unpackSnappy(input: Uint8Array, length: number, memory: (length: number) => Uint8Array): Uint8Array {
  const said = lengthOf(input);
  if (said.length !== length || length > input.length * largestRatio) throw damaged();
  const output = memory(length);
  unpackInto(input, said.begin, output);
  return output;
}

function unpackInto(input: Uint8Array, begin: number, output: Uint8Array): void {
  let [at, to] = [begin, 0];
  while (at < input.length) {
    if ((input[at]! & 3) === 0) {
      const literal = literalAt(input, at);
      copyLiteral(input, literal, output, to);
      at = literal.from + literal.length;
      to += literal.length;
    } else {
      const { offset, length, next } = copyAt(input, at);
      if (next > input.length) throw damaged();
      repeat(output, to, offset, length);
      at = next;
      to += length;
    }
  }
  if (to !== output.length) throw damaged();
}
