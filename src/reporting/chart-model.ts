import type { ChartAxis, ChartBase } from "./chart-base.js";
import type { Interval, NumberFormat } from "./number-format.js";
import type { TimeChartModel } from "./time-chart-model.js";

/** Horizontal and vertical place, in the units of the two axes. */
export type ChartPoint = readonly [x: number, y: number];

/** Lower and upper end at one x. */
export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** One line of a line chart. */
export interface LineSeries {
  readonly name: string;
  /** In the order in which they are joined. */
  readonly points: readonly ChartPoint[];
  /** `line` joins the points, `step` holds a value until the next one, `dots` draws them unjoined. */
  readonly shape: "line" | "step" | "dots";
  /** Interval around the line, ordered by x. */
  readonly band?: readonly BandPoint[];
}

/** A straight line to compare with, such as the diagonal of a ROC plot. */
export interface ReferenceLine {
  readonly name: string;
  readonly from: ChartPoint;
  readonly to: ChartPoint;
}

/** A place worth naming. It carries a letter in the plot and its name in the key. */
export interface ChartMark {
  readonly name: string;
  readonly at: ChartPoint;
}

/** Curves: ROC, precision and recall, gains, profit, search history. */
export interface LineChart extends ChartBase {
  readonly kind: "line";
  readonly xAxis: ChartAxis;
  readonly yAxis: ChartAxis;
  readonly series: readonly LineSeries[];
  readonly reference?: ReferenceLine;
  readonly marks: readonly ChartMark[];
}

/** One bar, its label and, if known, its interval. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly interval?: Interval;
}

/** Bars from zero, with the number written at each bar. */
export interface BarChart extends ChartBase {
  readonly kind: "bar";
  readonly orientation: "horizontal" | "vertical";
  readonly valueAxis: ChartAxis;
  /** What a bar stands for, such as `Feature`. */
  readonly barLabel: string;
  /** First bar on top or at the left. */
  readonly bars: readonly Bar[];
}

/** One cell of a matrix. */
export interface MatrixCell {
  readonly value: number;
  /** What the cell counts, such as `missed`. */
  readonly note: string;
  /** Whether a large number here is welcome. */
  readonly tone: "good" | "bad" | "plain";
}

/** Confusion matrix or heat map; the cells are shaded by their share of the row. */
export interface MatrixChart extends ChartBase {
  readonly kind: "matrix";
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `[row][column]`. */
  readonly cells: readonly (readonly MatrixCell[])[];
  readonly format: NumberFormat;
}

/** One group of rows with similar scores. */
export interface CalibrationPoint {
  /** Mean predicted probability, 0 to 1. */
  readonly predicted: number;
  /** Observed share of positives, 0 to 1. */
  readonly observed: number;
  /** Interval of `observed`. */
  readonly interval: Interval;
  /** Rows in the group. */
  readonly count: number;
}

/** Observed against predicted probability, with intervals and the diagonal. */
export interface CalibrationChart extends ChartBase {
  readonly kind: "calibration";
  readonly points: readonly CalibrationPoint[];
}

/** One of the distributions laid over each other. */
export interface HistogramSeries {
  readonly name: string;
  /** Share of the series' rows per bin, 0 to 1; one fewer than there are edges. */
  readonly shares: readonly number[];
}

/** Distributions over the same bins. */
export interface HistogramChart extends ChartBase {
  readonly kind: "histogram";
  readonly xAxis: ChartAxis;
  readonly yAxis: ChartAxis;
  /** Ascending bin edges. */
  readonly edges: readonly number[];
  readonly series: readonly HistogramSeries[];
  /** Vertical lines with a name in the key. */
  readonly marks: readonly { readonly name: string; readonly x: number }[];
}

/** A chart as data: what is drawn, not how. */
export type ChartModel = LineChart | BarChart | MatrixChart | CalibrationChart | HistogramChart | TimeChartModel;
