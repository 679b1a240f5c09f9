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
  return {
    type: axis.scale === "log" ? "log" : "value",
    ...(axis.format.kind === "count" ? { minInterval: 1 } : {}),
    ...(axis.min === undefined ? {} : { min: axis.min }),
    ...(axis.max === undefined ? {} : { max: axis.max }),
    axisLabel: axisText(canvas, { formatter: (value: number) => formatNumber(value, axis.format) }),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: canvas.palette.line, width: 1 } },
    ...rest,
  };
}

/**
 * The look of axis labels.
 * @param canvas colours
 * @param rest what differs
 */
export function axisText(canvas: Canvas, rest: OptionPart = {}): OptionPart {
  return { color: canvas.palette.muted, fontSize: textSize, fontFamily, hideOverlap: true, ...rest };
}
