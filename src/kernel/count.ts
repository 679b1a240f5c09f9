/** A count as sentences write it, thousands separated: `7,043`. @param count any number; it is rounded */
export function formatCount(count: number): string {
  // The built-in way needs 15 ms before it formats the first number.
  const whole = Math.round(count);
  return Math.abs(whole) < 1e21 ? `${whole}`.replaceAll(/\B(?=(?:\d{3})+$)/g, ",") : whole.toLocaleString("en-US");
}

/** A count with its noun: `1 row`, `7,043 rows`. @param many the noun for any other count than one; default with an s */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? noun : many}`;
}
