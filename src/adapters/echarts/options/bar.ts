import { type Bar, type BarChart, formatNumber } from "#reporting";
import type { Canvas, ChartOption, OptionPart } from "./canvas.js";
import { intervalBars } from "./marks.js";
import { ellipsis, fontFamily, textSize, textWidth } from "./text.js";
import { axisText, plotOption, valueAxis } from "./plot.js";

/** Of the drawing, for a label beside its bar. */
const widestLabel = 0.42;
/** Pixels between a label and its bar. */
const labelGap = 8;

/**
 * Bars with their numbers; an interval is drawn over its bar and the number stands beyond it.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function barOption(chart: BarChart, canvas: Canvas): ChartOption {
  return chart.orientation === "horizontal" ? horizontal(chart, canvas) : vertical(chart, canvas);
}

function horizontal(chart: BarChart, canvas: Canvas): ChartOption {
  const written = (text: string): string => ellipsis(text, canvas.width * widestLabel);
  const labels = axisText(canvas, { interval: 0, color: canvas.palette.ink, formatter: written, margin: labelGap });
  return plotOption(
    {
      key: [],
      xTitle: "",
      yTitle: chart.valueAxis.label,
      xAxis: valueAxis(chart.valueAxis, canvas, { axisLabel: { show: false } }),
      yAxis: { ...categories(chart, canvas), inverse: true, axisLabel: labels },
      left: labelGap + Math.ceil(Math.max(0, ...chart.bars.map(({ label }) => textWidth(written(label))))),
      right: 12 + Math.max(0, ...chart.bars.map((bar) => textWidth(numberOf(bar, chart)))),
      series: barSeries(chart, canvas),
    },
    canvas,
  );
}

function vertical(chart: BarChart, canvas: Canvas): ChartOption {
  return plotOption(
    {
      key: [],
      xTitle: chart.barLabel,
      yTitle: chart.valueAxis.label,
      xAxis: { ...categories(chart, canvas), axisLabel: axisText(canvas) },
      yAxis: valueAxis(chart.valueAxis, canvas),
      right: 4,
      series: barSeries(chart, canvas),
    },
    canvas,
  );
}

function categories(chart: BarChart, canvas: Canvas): OptionPart {
  return {
    type: "category",
    data: chart.bars.map((bar) => bar.label),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: canvas.palette.line } },
  };
}

function barSeries(chart: BarChart, canvas: Canvas): OptionPart[] {
  const intervals = chart.bars.flatMap(({ interval }, at) =>
    interval === undefined ? [] : [{ at, low: interval[0], high: interval[1] }],
  );
  const bars: OptionPart = {
    type: "bar",
    data: chart.bars.map((bar) => bar.value),
    barWidth: "62%",
    itemStyle: { color: canvas.palette.first, borderRadius: 2 },
  };
  const errors = intervals.length === 0 ? [] : [intervalBars(intervals, chart.orientation, canvas)];
  return [bars, ...errors, numberSeries(chart, canvas)];
}

/** Invisible points at the far end of bar and interval that carry the numbers. */
function numberSeries(chart: BarChart, canvas: Canvas): OptionPart {
  const isHorizontal = chart.orientation === "horizontal";
  return {
    type: "scatter",
    symbolSize: 0,
    itemStyle: { opacity: 1 },
    data: chart.bars.map((bar, at) => {
      const end = Math.max(bar.value, bar.interval?.[1] ?? bar.value);
      return isHorizontal ? [end, at] : [at, end];
    }),
    label: {
      show: true,
      position: isHorizontal ? "right" : "top",
      distance: 5,
      color: canvas.palette.ink,
      fontSize: textSize,
      fontFamily,
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => numberOf(chart.bars[dataIndex]!, chart),
    },
  };
}

function numberOf(bar: Bar, chart: BarChart): string {
  return formatNumber(bar.value, chart.valueAxis.format);
}
