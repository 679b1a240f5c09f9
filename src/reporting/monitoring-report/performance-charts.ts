import { formatCount, formatNumber } from "../number-format.js";
import type { StackChart, TimelineChart } from "../time-chart-model.js";
import type { ReportPerformance, ReportPerformanceWindow, ReportPromotion, ReportYardstick } from "./input.js";

/**
 * The metric over time with training level, alert bound, promotions and coverage.
 * @param promotions those outside the windows are left out
 */
export function performanceTimeline(
  performance: ReportPerformance,
  promotions: readonly ReportPromotion[],
): TimelineChart {
  const { metric, format, windows } = performance;
  const from = windows[0]?.start ?? 0;
  const until = windows.at(-1)?.end ?? 0;
  return {
    kind: "timeline",
    id: `performance-${metric.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
    title: `${metric} in production`,
    yAxis: { label: metric, format },
    points: windows.map(({ start, end, stage, value, interval, coverage, rows, reason, isRunning }) => ({
      start,
      end,
      stage,
      value,
      coverage,
      sampleSize: rows,
      ...(interval === undefined ? {} : { interval }),
      ...(reason === null ? {} : { reason }),
      ...(isRunning ? { isRunning } : {}),
    })),
    levels: levelsOf(performance),
    marks: promotions
      .filter(({ at }) => at >= from && at < until)
      .map(({ at, version }) => ({ name: `Version ${version} becomes champion`, at })),
  };
}

/** What it was at training and from where on an alert is tested, version by version. */
function levelsOf({ training, format, direction }: ReportPerformance): TimelineChart["levels"] {
  if (training.length === 0) return [];
  const numbers = (pick: (yardstick: ReportYardstick) => number): string =>
    training.map((yardstick) => formatNumber(pick(yardstick), format)).join(", then ");
  const steps = (pick: (yardstick: ReportYardstick) => number): TimelineChart["levels"][number]["steps"] =>
    training.map((yardstick) => ({ start: yardstick.start, end: yardstick.end, value: pick(yardstick) }));
  const trained = ({ value }: ReportYardstick): number => value;
  const bound = ({ alertBound }: ReportYardstick): number => alertBound;
  return [
    { name: `At training ${numbers(trained)}`, tone: "plain", steps: steps(trained) },
    { name: `Alert ${direction === "higher" ? "below" : "above"} ${numbers(bound)}`, tone: "bad", steps: steps(bound) },
  ];
}

function noteOf({ confusion, reason }: ReportPerformanceWindow): string {
  if (confusion === null) return reason ?? "no labels yet";
  const { truePositives, trueNegatives, falsePositives, falseNegatives } = confusion;
  return (
    `${formatCount(truePositives)} found, ${formatCount(falseNegatives)} missed, ` +
    `${formatCount(falsePositives)} false alarms, ${formatCount(trueNegatives)} left in peace`
  );
}

/** The four cells of the confusion matrix per window, as shares. */
export function confusionOverTime({ windows }: ReportPerformance): StackChart {
  return {
    kind: "stack",
    id: "confusion-over-time",
    title: "Right and wrong decisions over time",
    parts: [
      { name: "found", tone: "good", isStrong: true },
      { name: "left in peace", tone: "good", isStrong: false },
      { name: "false alarms", tone: "bad", isStrong: false },
      { name: "missed", tone: "bad", isStrong: true },
    ],
    columns: windows.map((window) => {
      const { start, end, confusion } = window;
      const counts =
        confusion === null
          ? null
          : [confusion.truePositives, confusion.trueNegatives, confusion.falsePositives, confusion.falseNegatives];
      return { start, end, counts, note: noteOf(window) };
    }),
  };
}
