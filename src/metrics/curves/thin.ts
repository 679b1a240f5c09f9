/** Most points of a curve that is stored or drawn. */
export const defaultMaxPoints = 400;

/**
 * Which points of a long curve to keep: evenly along its length, always with both ends.
 * @param lengths distance along the curve from its start to each point, not falling
 * @param maxPoints at least 2
 * @returns point numbers, ascending
 */
export function thinnedPoints(lengths: Float64Array, maxPoints: number): Uint32Array {
  const count = lengths.length;
  if (count <= maxPoints) return Uint32Array.from(lengths, (_, point) => point);
  const step = lengths[count - 1]! / (maxPoints - 1);
  const kept = [0];
  for (let point = 1; point < count - 1; point += 1) {
    if (lengths[point]! >= kept.length * step && kept.length < maxPoints - 1) kept.push(point);
  }
  return Uint32Array.from([...kept, count - 1]);
}
