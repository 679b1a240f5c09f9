import type { ChartPalette, ChartSize } from "#reporting";
import type { EChartsCoreOption } from "echarts/core";
import { fontFamily } from "./text.js";

/** Where a chart is drawn and in which colours. */
export interface Canvas extends ChartSize {
  readonly palette: ChartPalette;
}

/** What ECharts is told. */
export type ChartOption = EChartsCoreOption;

/** Anything ECharts takes as one element, axis or series. */
export type OptionPart = Readonly<Record<string, unknown>>;

/** What every chart has: no motion, the report's type face. */
export function bareOption(): ChartOption {
  return { animation: false, textStyle: { fontFamily }, backgroundColor: "transparent" };
}
