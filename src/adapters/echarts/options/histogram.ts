import type { HistogramChart } from "#reporting";
import type { Canvas, ChartOption, OptionPart } from "./canvas.js";
import { drawingSeries, markKeys, verticalMarks } from "./marks.js";
import { dashOf, seriesColor } from "./series-look.js";
import { plotOption, valueAxis } from "./plot.js";

/**
 * Distributions over the same bins as outlines with a light fill, one dash per series.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function histogramOption(chart: HistogramChart, canvas: Canvas): ChartOption {
  const top = Math.max(0, ...chart.series.flatMap((series) => series.shares));
  return plotOption(
    {
      key: [
        ...chart.series.map((series, index) => ({
          name: series.name,
          color: seriesColor(index, canvas),
          symbol: { kind: "area", dash: dashOf(index) } as const,
        })),
        ...markKeys(
          chart.marks.map((mark) => mark.name),
          canvas,
        ),
      ],
      xTitle: chart.xAxis.label,
      yTitle: chart.yAxis.label,
      xAxis: valueAxis({ min: chart.edges[0] ?? 0, max: chart.edges.at(-1) ?? 1, ...chart.xAxis }, canvas),
      yAxis: valueAxis(chart.yAxis, canvas),
      series: [
        rangeSeries(chart, top),
        ...chart.series.map((series, index) => outlineSeries(chart.edges, series.shares, seriesLook(index, canvas))),
        ...(chart.marks.length === 0
          ? []
          : [
              verticalMarks(
                chart.marks.map((mark) => mark.x),
                canvas,
              ),
            ]),
      ],
    },
    canvas,
  );
}

/** Own drawings do not stretch an axis; an invisible point at the highest bin does. */
function rangeSeries(chart: HistogramChart, top: number): OptionPart {
  return { type: "scatter", symbolSize: 0, data: [[chart.edges[0] ?? 0, top]] };
}

function seriesLook(index: number, canvas: Canvas): OptionPart {
  const color = seriesColor(index, canvas);
  return { fill: color, fillOpacity: 0.22, stroke: color, lineWidth: 1.8, lineDash: [...dashOf(index)] };
}

function outlineSeries(edges: readonly number[], shares: readonly number[], style: OptionPart): OptionPart {
  return drawingSeries((_params, api) => {
    const steps = shares.flatMap((share, bin) => [
      api.coord([edges[bin]!, share]),
      api.coord([edges[bin + 1]!, share]),
    ]);
    const points = [api.coord([edges[0] ?? 0, 0]), ...steps, api.coord([edges.at(-1) ?? 0, 0])];
    return { type: "polygon", shape: { points }, style };
  }, 4);
}
