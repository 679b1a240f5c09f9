import { bareOption, type Canvas, type ChartOption, type OptionPart } from "../canvas.js";
import { fontFamily, textSize } from "../text.js";

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place that tells more when it is pointed at. */
export interface HoverTarget extends Box {
  readonly note: string;
}

/** A drawing without axes of ECharts: everything is placed in pixels. */
export interface Picture {
  readonly parts: readonly OptionPart[];
  readonly targets: readonly HoverTarget[];
}

/**
 * The option that draws a picture.
 * @param picture its parts, the last in front
 */
export function pictureOption({ parts }: Picture): ChartOption {
  const draw = (): OptionPart => ({ type: "group", children: parts });
  const series = { type: "custom", coordinateSystem: "none", silent: true, clip: false, data: [[0]], renderItem: draw };
  return { ...bareOption(), series: [series] };
}

/** A line of text; `style` may align it. */
export function textPart(text: string, x: number, y: number, style: OptionPart): OptionPart {
  const look = { text, fontSize: textSize, fontFamily, verticalAlign: "middle", ...style };
  return { type: "text", silent: true, x, y, style: look };
}

/** A straight line. */
export function linePart(
  from: readonly [number, number],
  to: readonly [number, number],
  style: OptionPart,
): OptionPart {
  return { type: "line", silent: true, shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style };
}

/**
 * Many shapes with one look as one path, which keeps a drawing small; nothing for no shapes.
 * @param outlines of {@link boxPath} and its like
 */
export function pathParts(outlines: readonly string[], style: OptionPart): readonly OptionPart[] {
  const fill = style["fill"] ?? "none";
  return outlines.length === 0
    ? []
    : [{ type: "path", silent: true, shape: { pathData: outlines.join("") }, style: { ...style, fill } }];
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

/** Outline of a rectangle. */
export function boxPath({ x, y, width, height }: Box): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
}

/** Outline of a disc. */
export function discPath(x: number, y: number, radius: number): string {
  const [r, across] = [short(radius), short(radius * 2)];
  return `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 -${across} 0Z`;
}

/** A line through points; closed when asked. */
export function pointsPath(points: readonly (readonly [number, number])[], isClosed = false): string {
  const steps = points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${short(x)} ${short(y)}`).join("");
  return isClosed ? `${steps}Z` : steps;
}

/** Two crossing strokes. */
export function crossPath(x: number, y: number, arm: number): string {
  const rising = pointsPath([
    [x - arm, y + arm],
    [x + arm, y - arm],
  ]);
  const falling = pointsPath([
    [x - arm, y - arm],
    [x + arm, y + arm],
  ]);
  return rising + falling;
}

/** Look of text that matters less. */
export function mutedText(canvas: Canvas, rest: OptionPart = {}): OptionPart {
  return { fill: canvas.palette.muted, ...rest };
}

/** Look of text that matters. */
export function inkText(canvas: Canvas, rest: OptionPart = {}): OptionPart {
  return { fill: canvas.palette.ink, ...rest };
}
