/** A UTF-16 unit moved so that comparing units compares code points. */
const orderOf = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
};

/** Below 0, 0 or above 0: the order of two texts by code point, which is the order of their UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit !== rightUnit) return orderOf(leftUnit) - orderOf(rightUnit);
  }
  return left.length - right.length;
}
