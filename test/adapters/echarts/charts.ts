import { type ChartModel, trainingReport } from "#reporting";
import { fullInput } from "../../reporting/training-report/example-input.js";
import { timeCharts } from "./time-charts.js";

/** Every chart of a full training report, and one of each kind of chart over time. */
export const charts: readonly ChartModel[] = [
  ...trainingReport(fullInput)
    .sections.flatMap((section) => section.blocks)
    .flatMap((block) => (block.kind === "figure" ? [block.chart] : [])),
  ...timeCharts,
];

/** The chart with an id. */
export function chartOf<Kind extends ChartModel["kind"]>(kind: Kind, id: string): Extract<ChartModel, { kind: Kind }> {
  return charts.find((chart) => chart.kind === kind && chart.id === id) as Extract<ChartModel, { kind: Kind }>;
}
