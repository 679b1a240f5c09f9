import type { Canvas } from "./canvas.js";

/**
 * Colour of a series; the fourth starts over with another dash.
 * @param index from 0
 * @param canvas colours
 */
export function seriesColor(index: number, canvas: Canvas): string {
  const { first, second, third } = canvas.palette;
  return [first, second, third][index % 3]!;
}

/**
 * Dash of a series, so that colour is not the only difference.
 * @param index from 0
 * @returns lengths in pixels; empty for a solid line
 */
export function dashOf(index: number): readonly number[] {
  return [[], [7, 4], [2, 3], [9, 3, 2, 3]][index % 4]!;
}
