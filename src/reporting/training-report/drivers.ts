import { plural } from "#kernel";
import type { BarChart } from "../chart-model.js";
import { formatNumber, percentFormat } from "../number-format.js";
import type { PageSection } from "../page-model.js";
import { dependenceFigure, interactionFigure } from "./effects.js";
import type { ReportImportance, TrainingReportInput } from "./input.js";

const shown = 15;

/**
 * Which columns the model leans on.
 * @param input the report's input
 * @returns null without importance
 */
export function driversSection(input: TrainingReportInput): PageSection | null {
  const { importance } = input;
  if (importance === undefined || importance.length === 0) return null;
  const ranked = [...importance].sort((left, right) => right.share - left.share).slice(0, shown);
  const chart: BarChart = {
    kind: "bar",
    orientation: "horizontal",
    id: "importance",
    title:
      importance.length > shown
        ? `Importance of the first ${shown} of ${plural(importance.length, "column")}`
        : "Importance",
    barLabel: "Column",
    valueAxis: { label: "Share of the mean absolute SHAP value", format: percentFormat(1), min: 0 },
    bars: ranked.map(({ feature, share, interval }) => ({
      label: feature,
      value: share,
      ...(interval === undefined ? {} : { interval }),
    })),
  };
  return {
    id: "drivers",
    title: "What drives the score",
    blocks: [
      { kind: "figure", chart, width: "full", caption: caption(ranked) },
      ...(input.dependence ?? []).map(dependenceFigure),
      ...(input.interaction === undefined ? [] : [interactionFigure(input.interaction)]),
    ],
  };
}

function caption(ranked: readonly ReportImportance[]): string {
  const top = ranked.slice(0, 3);
  const share = formatNumber(
    top.reduce((sum, bar) => sum + bar.share, 0),
    percentFormat(0),
  );
  const names = top.map((bar) => bar.feature).join(", ");
  return `${names} carry ${share} of the total; the encodings of a column are counted together, and importance is not cause.`;
}
