import { sortedOrder } from "./sorted-order.js";

/**
 * Rank of every value, from 1; equal values share the mean of their ranks.
 * @param values any numbers but NaN
 * @returns one rank per value, in the order of `values`
 */
export function midRanks(values: Float64Array): Float64Array {
  const order = sortedOrder(values);
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
