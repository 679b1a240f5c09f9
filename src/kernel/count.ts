/** A count as sentences write it, thousands separated: `7,043`. @param count any number; it is rounded */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}
