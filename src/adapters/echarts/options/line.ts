import type { BandPoint, LineChart, LineSeries, ReferenceLine } from "#reporting";
import type { Canvas, ChartOption, OptionPart } from "./canvas.js";
import type { Key } from "./key.js";
import { drawingSeries, markKeys, pointMarks } from "./marks.js";
import { dashOf, seriesColor } from "./series-look.js";
import { plotOption, valueAxis } from "./plot.js";

/**
 * Curves with bands, a reference line and marked places.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function lineOption(chart: LineChart, canvas: Canvas): ChartOption {
  const { reference } = chart;
  const marks = chart.marks.filter((mark) => mark.at.every(Number.isFinite));
  return plotOption(
    {
      key: [
        ...chart.series.map((series, index) => seriesKey(series, index, canvas)),
        ...(reference === undefined ? [] : [referenceKey(reference, canvas)]),
        ...markKeys(
          marks.map((mark) => mark.name),
          canvas,
        ),
      ],
      xTitle: chart.xAxis.label,
      yTitle: chart.yAxis.label,
      xAxis: valueAxis(chart.xAxis, canvas, { scale: true }),
      yAxis: valueAxis(chart.yAxis, canvas, { scale: true }),
      series: [
        ...chart.series.flatMap((series, index) =>
          series.band === undefined ? [] : [bandSeries(series.band, index, canvas)],
        ),
        ...(reference === undefined ? [] : [referenceSeries(reference, canvas)]),
        ...chart.series.map((series, index) => drawnSeries(series, index, canvas)),
        ...(marks.length === 0
          ? []
          : [
              pointMarks(
                marks.map((mark) => mark.at),
                canvas,
              ),
            ]),
      ],
    },
    canvas,
  );
}

function seriesKey(series: LineSeries, index: number, canvas: Canvas): Key {
  const symbol: Key["symbol"] =
    series.shape === "dots" ? { kind: "dot", filled: index < 2 } : { kind: "line", dash: dashOf(index) };
  return { name: series.name, color: seriesColor(index, canvas), symbol };
}

function referenceKey(reference: ReferenceLine, canvas: Canvas): Key {
  return { name: reference.name, color: canvas.palette.muted, symbol: { kind: "line", dash: [2, 3] } };
}

function drawnSeries(series: LineSeries, index: number, canvas: Canvas): OptionPart {
  const color = seriesColor(index, canvas);
  const shared = { name: series.name, data: series.points.filter((point) => point.every(Number.isFinite)), z: 4 };
  if (series.shape === "dots") {
    const itemStyle = {
      color: index < 2 ? color : canvas.palette.surface,
      borderColor: color,
      borderWidth: 1.5,
      opacity: 0.85,
    };
    return { ...shared, type: "scatter", symbol: "circle", symbolSize: 7, itemStyle };
  }
  return {
    ...shared,
    type: "line",
    showSymbol: false,
    step: series.shape === "step" ? "end" : false,
    lineStyle: { color, width: 2.2, type: dashOf(index).length === 0 ? "solid" : [...dashOf(index)] },
  };
}

function referenceSeries(reference: ReferenceLine, canvas: Canvas): OptionPart {
  return {
    type: "line",
    name: reference.name,
    data: [reference.from, reference.to],
    showSymbol: false,
    z: 3,
    lineStyle: { color: canvas.palette.muted, width: 1.5, type: [2, 3] },
  };
}

function bandSeries(band: readonly BandPoint[], index: number, canvas: Canvas): OptionPart {
  const style = { fill: seriesColor(index, canvas), fillOpacity: 0.16 };
  const known = band.filter(({ x, low, high }) => [x, low, high].every(Number.isFinite));
  return drawingSeries((_params, api) => {
    const lower = known.map(({ x, low }) => api.coord([x, low]));
    const upper = known.map(({ x, high }) => api.coord([x, high]));
    return { type: "polygon", shape: { points: [...lower, ...upper.reverse()] }, style };
  }, 2);
}
