import type { ChartModel, TimeChartModel } from "#reporting";
import { barOption } from "./bar.js";
import { calibrationOption } from "./calibration.js";
import type { Canvas, ChartOption } from "./canvas.js";
import { histogramOption } from "./histogram.js";
import { lineOption } from "./line.js";
import { matrixOption } from "./matrix.js";
import { pictureOption } from "./time/picture.js";
import { pictureOf } from "./time/pictures.js";

/** One option builder per kind of chart. */
export type ChartOptions = {
  readonly [Kind in ChartModel["kind"]]: (chart: Extract<ChartModel, { kind: Kind }>, canvas: Canvas) => ChartOption;
};

/** The option builders by kind. */
export const chartOptions: ChartOptions = {
  line: lineOption,
  bar: barOption,
  matrix: matrixOption,
  calibration: calibrationOption,
  histogram: histogramOption,
  heatmap: pictured,
  timeline: pictured,
  lanes: pictured,
  distribution: pictured,
  stack: pictured,
  waterfall: pictured,
};

/**
 * What ECharts is told to draw a chart.
 * @param chart any chart
 * @param canvas size and colours
 */
export function chartOption(chart: ChartModel, canvas: Canvas): ChartOption {
  const build = chartOptions[chart.kind] as (chart: ChartModel, canvas: Canvas) => ChartOption;
  return build(chart, canvas);
}

function pictured(chart: TimeChartModel, canvas: Canvas): ChartOption {
  return pictureOption(pictureOf(chart, canvas));
}
