import type {
  BarChart,
  CalibrationChart,
  ChartModel,
  ChartPoint,
  HistogramChart,
  LineChart,
  MatrixChart,
} from "./chart-model.js";
import { formatInterval, formatNumber, percentFormat } from "./number-format.js";
import { timeChartDescribers } from "./time-chart-description.js";

/**
 * What a chart shows, in words, for people who cannot see it.
 * @param chart any chart
 * @returns one or more sentences with the numbers that matter
 */
export function describeChart(chart: ChartModel): string {
  return [`${chart.title}.`, ...sentencesOf(chart)].join(" ");
}

type Describers = {
  readonly [Kind in ChartModel["kind"]]: (chart: Extract<ChartModel, { kind: Kind }>) => readonly string[];
};

const describers: Describers = {
  line: lineSentences,
  bar: barSentences,
  matrix: matrixSentences,
  calibration: calibrationSentences,
  histogram: histogramSentences,
  ...timeChartDescribers,
};

function sentencesOf(chart: ChartModel): readonly string[] {
  const describe = describers[chart.kind] as (chart: ChartModel) => readonly string[];
  return describe(chart);
}

function lineSentences(chart: LineChart): string[] {
  const place = ([x, y]: ChartPoint): string =>
    `${formatNumber(x, chart.xAxis.format)}, ${formatNumber(y, chart.yAxis.format)}`;
  const lines = chart.series
    .filter((series) => series.points.length > 0)
    .map((series) => `${series.name} runs from (${place(series.points[0]!)}) to (${place(series.points.at(-1)!)}).`);
  const marks = chart.marks.map((mark) => `Marked: ${mark.name} at (${place(mark.at)}).`);
  return [`Chart of ${chart.yAxis.label} against ${chart.xAxis.label}.`, ...lines, ...marks];
}

function barSentences(chart: BarChart): string[] {
  const bars = chart.bars.map((bar) => `${bar.label} ${formatNumber(bar.value, chart.valueAxis.format)}`);
  return [`Bar chart of ${chart.valueAxis.label}: ${bars.join(", ")}.`];
}

function matrixSentences(chart: MatrixChart): string[] {
  return chart.rows.map((row, index) => {
    const cells = chart.columns.map((column, at) => {
      const cell = chart.cells[index]?.[at];
      return `${column} ${formatNumber(cell?.value ?? null, chart.format)}`;
    });
    return `${chart.rowTitle} ${row}: ${cells.join(", ")}.`;
  });
}

function calibrationSentences(chart: CalibrationChart): string[] {
  const percent = percentFormat(0);
  const points = chart.points.map(
    (point) =>
      `predicted ${formatNumber(point.predicted, percent)}, observed ${formatNumber(point.observed, percent)} ` +
      formatInterval(point.interval, percent),
  );
  return [`Observed against predicted probability: ${points.join("; ")}.`];
}

function histogramSentences(chart: HistogramChart): string[] {
  const peaks = chart.series.map((series) => {
    const top = series.shares.indexOf(Math.max(...series.shares));
    const from = formatNumber(chart.edges[top] ?? null, chart.xAxis.format);
    const to = formatNumber(chart.edges[top + 1] ?? null, chart.xAxis.format);
    return `${series.name} is most frequent between ${from} and ${to}.`;
  });
  const marks = chart.marks.map((mark) => `Marked: ${mark.name} at ${formatNumber(mark.x, chart.xAxis.format)}.`);
  return [`Histogram of ${chart.xAxis.label}.`, ...peaks, ...marks];
}
