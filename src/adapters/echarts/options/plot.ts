import { type ChartAxis, formatNumber } from "#reporting";
import { bareOption, type Canvas, type ChartOption, type OptionPart } from "./canvas.js";
import { type Key, keyElements, keyHeight } from "./key.js";
import { ellipsis, fontFamily, textSize } from "./text.js";

/** The parts of a chart with two axes. */
export interface PlotParts {
  readonly key: readonly Key[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xAxis: OptionPart;
  readonly yAxis: OptionPart;
  readonly series: readonly OptionPart[];
  /** Room at the right for labels that stick out. */
  readonly right?: number;
  /** Room at the left for labels whose width is known; worked out by the renderer when left out, for numbers. */
  readonly left?: number;
}

const titleHeight = 24;

/**
 * A whole option: key on top, the vertical axis' title above the plot, the horizontal one's below it.
 * @param parts axes, series and key
 * @param canvas size and colours
 */
export function plotOption(parts: PlotParts, canvas: Canvas): ChartOption {
  const top = keyHeight(parts.key, canvas.width);
  const yTitle = axisTitle(parts.yTitle, { top, left: 0 }, canvas);
  const xTitle = axisTitle(parts.xTitle, { bottom: 4, left: "center" }, canvas);
  return {
    ...bareOption(),
    grid: {
      left: parts.left ?? 2,
      right: parts.right ?? 18,
      top: top + (parts.yTitle === "" ? 6 : titleHeight),
      bottom: parts.xTitle === "" ? 4 : titleHeight + 2,
      ...(parts.left === undefined
        ? { outerBoundsMode: "same", outerBoundsContain: "axisLabel" }
        : { outerBoundsMode: "none" }),
    },
    graphic: [...keyElements(parts.key, canvas), ...yTitle, ...xTitle],
    xAxis: parts.xAxis,
    yAxis: parts.yAxis,
    series: parts.series.map((series) => ({ silent: true, emphasis: { disabled: true }, ...series })),
  };
}

function axisTitle(text: string, place: OptionPart, canvas: Canvas): OptionPart[] {
  if (text === "") return [];
  const style = { text: ellipsis(text, canvas.width), fill: canvas.palette.muted, fontSize: textSize, fontFamily };
  return [{ type: "text", silent: true, ...place, style }];
}

/**
 * An axis with numbers.
 * @param axis its format and range
 * @param canvas colours
 * @param rest what differs, such as `scale`
 */
export function valueAxis(axis: ChartAxis, canvas: Canvas, rest: OptionPart = {}): OptionPart {
  const step = evenStep(axis);
  const isEven = step === null ? evenPowers(axis) : (value: number) => isWhole(value / step);
  return {
    type: axis.scale === "log" ? "log" : "value",
    ...(axis.format.kind === "count" ? { minInterval: 1 } : {}),
    ...(axis.min === undefined ? {} : { min: axis.min }),
    ...(axis.max === undefined ? {} : { max: axis.max }),
    // Steps are counted from the first end, so a step is only given where that is one.
    ...(step !== null && isWhole(axis.min! / step) ? { interval: step } : {}),
    axisLabel: axisText(canvas, {
      formatter: (value: number) => formatNumber(value, axis.format),
      ...(isEven === null ? {} : { showMinLabel: isEven(axis.min!), showMaxLabel: isEven(axis.max!) }),
    }),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: canvas.palette.line, width: 1 } },
    ...rest,
  };
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, Math.abs(value));

/** Most steps of an axis whose ends are given. */
const mostSteps = 6;

/** Step of a linear axis with given ends, 1, 2 or 5 times a power of ten; null where the ends are free. */
function evenStep({ min, max, scale, format }: ChartAxis): number | null {
  if (min === undefined || max === undefined || scale === "log" || max <= min) return null;
  const power = 10 ** Math.floor(Math.log10((max - min) / mostSteps));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => (max - min) / size <= mostSteps + 1e-9)!;
  return format.kind === "count" ? Math.max(1, step) : step;
}

/** Whether an end of a logarithmic axis is a power of ten, as its other labels are; null where too few of them lie between. */
function evenPowers({ min, max, scale }: ChartAxis): ((value: number) => boolean) | null {
  if (scale !== "log" || min === undefined || max === undefined) return null;
  const powers = Math.floor(Math.log10(max) + 1e-9) - Math.ceil(Math.log10(min) - 1e-9) + 1;
  return powers < 2 ? null : (value) => isWhole(Math.log10(value));
}

/**
 * The look of axis labels.
 * @param canvas colours
 * @param rest what differs
 */
export function axisText(canvas: Canvas, rest: OptionPart = {}): OptionPart {
  return { color: canvas.palette.muted, fontSize: textSize, fontFamily, hideOverlap: true, ...rest };
}
