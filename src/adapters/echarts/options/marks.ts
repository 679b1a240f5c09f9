import type { ChartPoint } from "#reporting";
import type { Canvas, OptionPart } from "./canvas.js";
import { badgeParts, type Key, letterOf } from "./key.js";

/** What ECharts hands to a custom drawing. */
interface DrawingApi {
  coord(point: readonly number[]): readonly [number, number];
}

/** The plot's rectangle in pixels, as ECharts hands it over. */
interface DrawingParams {
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Draws one picture over the plot. */
export type Drawing = (params: DrawingParams, api: DrawingApi) => OptionPart;

/**
 * A series that is one own drawing.
 * @param draw gets the plot's rectangle and a function from data to pixels
 * @param z larger is further in front
 */
export function drawingSeries(draw: Drawing, z: number): OptionPart {
  return { type: "custom", data: [[0, 0]], renderItem: draw, z, clip: false, encode: { x: [], y: [] } };
}

/**
 * Entries of the key for lettered marks.
 * @param names in the order of the letters
 * @param canvas colours
 */
export function markKeys(names: readonly string[], canvas: Canvas): Key[] {
  return names.map((name, index) => ({
    name,
    color: canvas.palette.mark,
    symbol: { kind: "letter", letter: letterOf(index) },
  }));
}

/**
 * Marked points: a ring on the place and its letter nearby, letters kept apart and inside the plot.
 * @param points in the order of the letters
 * @param canvas colours
 */
export function pointMarks(points: readonly ChartPoint[], canvas: Canvas): OptionPart {
  const { surface, mark } = canvas.palette;
  return drawingSeries((params, api) => {
    const places = points.map((point) => pixelOf(api.coord(point)));
    const badges: Pixel[] = [];
    for (const place of places) badges.push(freePlace(place, { places, badges }, params.coordSys));
    const rings = places.map(({ x, y }) => ({
      type: "circle",
      shape: { cx: x, cy: y, r: 4.5 },
      style: { fill: surface, stroke: mark, lineWidth: 2 },
    }));
    const letters = badges.flatMap((badge, index) => badgeParts(letterOf(index), badge, canvas));
    return { type: "group", children: [...rings, ...letters] };
  }, 10);
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

function pixelOf([x, y]: readonly [number, number]): Pixel {
  return { x, y };
}

const badgeDistance = 17;

/** Where a badge may stand, in badge distances from its place, the best first. */
const badgeOffsets: readonly Pixel[] = [
  { x: 0, y: -1 },
  { x: 0, y: 1 },
  { x: 1, y: 0 },
  { x: 0.8, y: -0.8 },
  { x: 0.8, y: 0.8 },
  { x: -1, y: 0 },
  { x: 0, y: -2 },
  { x: 0, y: 2 },
  { x: 1.1, y: -1.6 },
  { x: 1.1, y: 1.6 },
];

function freePlace(
  at: Pixel,
  taken: { readonly places: readonly Pixel[]; readonly badges: readonly Pixel[] },
  plot: DrawingParams["coordSys"],
): Pixel {
  const candidates = badgeOffsets.map(({ x, y }) => ({ x: at.x + x * badgeDistance, y: at.y + y * badgeDistance }));
  const isInside = ({ x, y }: Pixel): boolean =>
    y >= plot.y + 8 && y <= plot.y + plot.height - 8 && x >= plot.x - 2 && x <= plot.x + plot.width + 2;
  const isFree = (place: Pixel): boolean =>
    taken.badges.every((badge) => distance(badge, place) >= badgeDistance) &&
    taken.places.every((other) => distance(other, place) >= 13);
  return candidates.find((place) => isInside(place) && isFree(place)) ?? candidates[0]!;
}

function distance(left: Pixel, right: Pixel): number {
  return Math.hypot(left.x - right.x, left.y - right.y);
}

/**
 * Marked values of the horizontal axis: a line through the plot with its letter at the top.
 * @param values in the order of the letters
 * @param canvas colours
 */
export function verticalMarks(values: readonly number[], canvas: Canvas): OptionPart {
  return drawingSeries(({ coordSys }, api) => {
    const children = values.flatMap((value, index) => {
      const [x] = api.coord([value, 0]);
      const shape = { x1: x, x2: x, y1: coordSys.y, y2: coordSys.y + coordSys.height };
      const line = { type: "line", shape, style: { stroke: canvas.palette.mark, lineWidth: 1.5 } };
      return [line, ...badgeParts(letterOf(index), { x, y: coordSys.y + 8 }, canvas)];
    });
    return { type: "group", children };
  }, 10);
}

/**
 * Intervals as thin bars with caps.
 * @param intervals place on the value axis (`low`, `high`) and on the other one (`at`)
 * @param direction of the bars
 * @param canvas colours
 */
export function intervalBars(
  intervals: readonly { readonly at: number; readonly low: number; readonly high: number }[],
  direction: "vertical" | "horizontal",
  canvas: Canvas,
): OptionPart {
  const style = { stroke: canvas.palette.mark, lineWidth: 1.5 };
  return drawingSeries((_params, api) => {
    const children = intervals.flatMap(({ at, low, high }) => {
      const [from, to] = [low, high].map((value) => api.coord(direction === "vertical" ? [at, value] : [value, at]));
      const cap = direction === "vertical" ? [4, 0] : [0, 4];
      return [
        strut(from!, to!),
        ...[from!, to!].map(([x, y]) => strut([x - cap[0]!, y - cap[1]!], [x + cap[0]!, y + cap[1]!])),
      ];
    });
    return { type: "group", children: children.map((shape) => ({ type: "line", shape, style })) };
  }, 6);
}

function strut(from: readonly [number, number], to: readonly [number, number]): OptionPart {
  return { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
}
