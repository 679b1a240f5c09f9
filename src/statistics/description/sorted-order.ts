const digitMask = 0x7ff;
const smallSize = 1024;

/**
 * The row numbers of `values` from the smallest value to the largest; equal values keep their order.
 * @param values any numbers but NaN
 * @returns `Uint32Array` of the length of `values`; linear time for long arrays (radix sort on the bits of the number)
 */
export function sortedOrder(values: Float64Array): Uint32Array {
  if (values.length > smallSize) return radixOrder(values);
  const order = Uint32Array.from(values.keys());
  return order.sort((left, right) => values[left]! - values[right]! || left - right);
}

/** Rows with the 64 bits of their values, moved so that unsigned order is the order of the values. */
interface KeyedRows {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly row: Uint32Array;
}

function emptyRows(count: number): KeyedRows {
  return { high: new Uint32Array(count), low: new Uint32Array(count), row: new Uint32Array(count) };
}

function keyedRows(values: Float64Array): KeyedRows {
  const words = new Uint32Array(Float64Array.from(values).buffer);
  const rows = emptyRows(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const high = words[2 * row + 1]!;
    const isNegative = high >>> 31 === 1;
    rows.high[row] = isNegative ? ~high : high | 0x80000000;
    rows.low[row] = isNegative ? ~words[2 * row]! : words[2 * row]!;
    rows.row[row] = row;
  }
  return rows;
}

/** Six passes of at most 11 bits, least significant first; the rows are carried along to read memory in order. */
function radixOrder(values: Float64Array): Uint32Array {
  let rows = keyedRows(values);
  let spare = emptyRows(values.length);
  for (const word of ["low", "high"] as const) {
    for (const shift of [0, 11, 22]) {
      const starts = digitStarts(rows[word], shift);
      if (starts === undefined) continue;
      scatter(rows, spare, { digits: rows[word], shift, starts });
      [rows, spare] = [spare, rows];
    }
  }
  return rows.row;
}

/** Where the rows of each digit begin; undefined when all rows have the same digit. */
function digitStarts(words: Uint32Array, shift: number): Uint32Array | undefined {
  const starts = new Uint32Array(digitMask + 1);
  for (const word of words) starts[(word >>> shift) & digitMask]! += 1;
  if (starts[(words[0]! >>> shift) & digitMask] === words.length) return undefined;
  let sum = 0;
  for (let digit = 0; digit <= digitMask; digit += 1) {
    const count = starts[digit]!;
    starts[digit] = sum;
    sum += count;
  }
  return starts;
}

function scatter(
  from: KeyedRows,
  to: KeyedRows,
  by: { readonly digits: Uint32Array; readonly shift: number; readonly starts: Uint32Array },
): void {
  const { digits, shift, starts } = by;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = (digits[place]! >>> shift) & digitMask;
    const target = starts[digit]!;
    starts[digit] = target + 1;
    to.high[target] = from.high[place]!;
    to.low[target] = from.low[place]!;
    to.row[target] = from.row[place]!;
  }
}
