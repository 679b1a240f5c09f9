import { type CalibrationChart, type ChartAxis, percentFormat } from "#reporting";
import type { Canvas, ChartOption } from "./canvas.js";
import { intervalBars } from "./marks.js";
import { plotOption, valueAxis } from "./plot.js";

/**
 * Observed against predicted probability with intervals and the diagonal of perfect calibration.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function calibrationOption(chart: CalibrationChart, canvas: Canvas): ChartOption {
  const { first, muted, surface } = canvas.palette;
  const diagonal = { color: muted, width: 1.5, type: [2, 3] };
  return plotOption(
    {
      key: [
        { name: "Observed, with interval", color: first, symbol: { kind: "dot", filled: true } },
        { name: "Perfect calibration", color: muted, symbol: { kind: "line", dash: [2, 3] } },
      ],
      xTitle: "Predicted probability",
      yTitle: "Observed share of positives",
      xAxis: valueAxis(share("Predicted probability"), canvas),
      yAxis: valueAxis(share("Observed share"), canvas),
      series: [
        {
          type: "line",
          data: [
            [0, 0],
            [1, 1],
          ],
          showSymbol: false,
          lineStyle: diagonal,
          z: 3,
        },
        intervalBars(
          chart.points.map(({ predicted, interval }) => ({ at: predicted, low: interval[0], high: interval[1] })),
          "vertical",
          canvas,
        ),
        {
          type: "scatter",
          symbolSize: 9,
          data: chart.points.map(({ predicted, observed }) => [predicted, observed]),
          itemStyle: { color: first, borderColor: surface, borderWidth: 1, opacity: 1 },
          z: 8,
        },
      ],
    },
    canvas,
  );
}

function share(label: string): ChartAxis {
  return { label, format: percentFormat(0), min: 0, max: 1 };
}
