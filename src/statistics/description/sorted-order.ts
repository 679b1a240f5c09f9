const radixBits = 16;
const radixSize = 1 << radixBits;
const smallSize = 2048;

/**
 * The row numbers of `values` from the smallest value to the largest; equal values keep their order.
 * @param values any numbers but NaN
 * @returns `Uint32Array` of the length of `values`; linear time for long arrays (radix sort on the bits of the number)
 */
export function sortedOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let row = 0; row < order.length; row += 1) order[row] = row;
  if (values.length <= smallSize) return order.sort((left, right) => values[left]! - values[right]! || left - right);
  return radixSorted(order, orderedKeys(values));
}

/** Four 16-bit digits per value, least significant first, whose unsigned order is the order of the values. */
function orderedKeys(values: Float64Array): Uint16Array {
  const keys = new Uint16Array(Float64Array.from(values).buffer);
  for (let last = 3; last < keys.length; last += 4) {
    if (keys[last]! < 0x8000) {
      keys[last]! |= 0x8000;
      continue;
    }
    for (let digit = last - 3; digit <= last; digit += 1) keys[digit] = ~keys[digit]!;
  }
  return keys;
}

function radixSorted(order: Uint32Array, keys: Uint16Array): Uint32Array {
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  for (let digit = 0; digit < 4; digit += 1) {
    const starts = digitStarts(keys, digit);
    for (const row of from) {
      const key = keys[row * 4 + digit]!;
      to[starts[key]!] = row;
      starts[key]! += 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

function digitStarts(keys: Uint16Array, digit: number): Uint32Array {
  const starts = new Uint32Array(radixSize);
  for (let place = digit; place < keys.length; place += 4) starts[keys[place]!]! += 1;
  let sum = 0;
  for (let key = 0; key < radixSize; key += 1) {
    const count = starts[key]!;
    starts[key] = sum;
    sum += count;
  }
  return starts;
}
