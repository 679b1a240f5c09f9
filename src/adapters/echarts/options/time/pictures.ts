import type { ChartModel, TimeChartModel } from "#reporting";
import type { Canvas } from "../canvas.js";
import { distributionPicture } from "./distribution.js";
import { heatMapPicture } from "./heatmap.js";
import { lanesPicture } from "./lanes.js";
import type { HoverTarget, Picture } from "./picture.js";
import { stackPicture } from "./stack.js";
import { timelinePicture } from "./timeline.js";
import { waterfallPicture } from "./waterfall.js";

type Pictures = {
  readonly [Kind in TimeChartModel["kind"]]: (
    chart: Extract<TimeChartModel, { kind: Kind }>,
    canvas: Canvas,
  ) => Picture;
};

const pictures: Pictures = {
  heatmap: heatMapPicture,
  timeline: timelinePicture,
  lanes: lanesPicture,
  distribution: distributionPicture,
  stack: stackPicture,
  waterfall: waterfallPicture,
};

/**
 * A chart over time as a picture.
 * @param chart any of its kinds
 * @param canvas size and colours
 */
export function pictureOf(chart: TimeChartModel, canvas: Canvas): Picture {
  const draw = pictures[chart.kind] as (chart: TimeChartModel, canvas: Canvas) => Picture;
  return draw(chart, canvas);
}

/** Narrower drawings are for phones and paper, where nothing is pointed at. */
const widthWithTargets = 700;

/**
 * What a drawing tells when it is pointed at; nothing for charts that write all their numbers.
 * @param chart any chart
 * @param canvas size and colours
 */
export function hoverTargets(chart: ChartModel, canvas: Canvas): readonly HoverTarget[] {
  if (canvas.width < widthWithTargets || !isTimeChart(chart)) return [];
  return pictureOf(chart, canvas).targets;
}

function isTimeChart(chart: ChartModel): chart is TimeChartModel {
  return chart.kind in pictures;
}
