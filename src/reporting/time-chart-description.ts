import { plural } from "#kernel";
import { formatCount, formatNumber, formatQuantity, percentFormat } from "./number-format.js";
import { dayText, spanText } from "./time-text.js";
import type {
  ChartLevel,
  DistributionChart,
  HeatMapChart,
  LanesChart,
  StackChart,
  TimeChartModel,
  TimelineChart,
  WaterfallChart,
} from "./time-chart-model.js";

type Describers = {
  readonly [Kind in TimeChartModel["kind"]]: (chart: Extract<TimeChartModel, { kind: Kind }>) => readonly string[];
};

/** Sentences about charts over time, by kind. */
export const timeChartDescribers: Describers = {
  heatmap: heatMapSentences,
  timeline: timelineSentences,
  lanes: laneSentences,
  distribution: distributionSentences,
  stack: stackSentences,
  waterfall: waterfallSentences,
};

/** Words for a level, as they stand in keys and descriptions. */
export const levelNames: Readonly<Record<ChartLevel, string>> = {
  calm: "no alarm",
  info: "told",
  warn: "moves predictions",
  act: "to be acted on",
  missing: "no rows",
  failed: "not judged",
};

function heatMapSentences({ windows, rows, rowTitle }: HeatMapChart): string[] {
  const span = spanText(windows);
  const told = rows.flatMap((row) => {
    const counts = (["act", "warn", "info", "failed", "missing"] as const).flatMap((level) => {
      const count = row.cells.filter((cell) => cell.level === level).length;
      return count === 0 ? [] : [`${levelNames[level]} in ${plural(count, "window")}`];
    });
    return counts.length === 0 ? [] : [`${row.name}: ${counts.join(", ")}.`];
  });
  const quiet = rows.length - told.length;
  const rest = quiet === 0 ? [] : [`${plural(quiet, rowTitle.toLowerCase())} without an alarm in any window.`];
  return [`${plural(rows.length, "row")} by ${plural(windows.length, "window")}, ${span}.`, ...told, ...rest];
}

function timelineSentences({ points, yAxis, levels, marks }: TimelineChart): string[] {
  const counts = (["estimated", "partial", "mature"] as const).map(
    (stage) => `${formatCount(points.filter((point) => point.stage === stage).length)} ${stage}`,
  );
  const known = points.filter(({ value }) => value !== null);
  const last = known.at(-1);
  const newest =
    last === undefined
      ? "There is no number yet."
      : `The newest, ${dayText(last.start)}, is ${last.stage}: ` +
        `${formatQuantity({ value: last.value, format: yAxis.format, ...(last.interval === undefined ? {} : { interval: last.interval }) })} ` +
        `on ${plural(last.sampleSize, "row")}.`;
  const lines = levels.map(
    ({ name, steps }) => `${name}: ${steps.map(({ value }) => formatNumber(value, yAxis.format)).join(", then ")}.`,
  );
  const named = marks.map(({ name, at }) => `${name} on ${dayText(at)}.`);
  return [`${yAxis.label} by window, ${spanText(points)}: ${counts.join(", ")}.`, newest, ...lines, ...named];
}

function laneSentences({ lanes, marks, from, until }: LanesChart): string[] {
  const told = lanes.map(({ name, events }) => {
    const fired = events.filter(({ look }) => look === "fired").length;
    const held = events.filter(({ look }) => look === "held").length;
    return `${name}: fired ${formatCount(fired)}, held ${formatCount(held)}.`;
  });
  return [
    `What the triggers said, ${dayText(from)} to ${dayText(until)}.`,
    ...told,
    ...marks.map(({ name, at }) => `${name} on ${dayText(at)}.`),
  ];
}

function distributionSentences(chart: DistributionChart): string[] {
  const percent = percentFormat(1);
  const bins = chart.bins.map(
    (bin) => `${bin.label} ${formatNumber(bin.reference, percent)} then, ${formatNumber(bin.current, percent)} now`,
  );
  const sizes = `${chart.referenceName} (${plural(chart.referenceRows, "row")}) and ${chart.currentName} (${plural(chart.currentRows, "row")})`;
  return [`Shares of ${chart.axisLabel}, ${sizes}: ${bins.join("; ")}.`];
}

function stackSentences({ parts, columns }: StackChart): string[] {
  const known = columns.filter(({ counts }) => counts !== null);
  const last = known.at(-1);
  const span = `${plural(known.length, "window")} of ${formatCount(columns.length)} with numbers.`;
  if (last === undefined) return [span];
  const total = last.counts!.reduce((sum, count) => sum + count, 0);
  const shares = parts.map(
    ({ name }, at) => `${name} ${formatNumber(total === 0 ? null : last.counts![at]! / total, percentFormat(1))}`,
  );
  return [span, `The newest, ${dayText(last.start)}: ${shares.join(", ")}.`];
}

function waterfallSentences({ steps, totalLabel, format }: WaterfallChart): string[] {
  const total = steps.reduce((sum, step) => sum + step.value, 0);
  const parts = steps.map(({ label, value }) => `${label} ${formatNumber(value, format)}`);
  return [`${totalLabel} ${formatNumber(total, format)}, made up of: ${parts.join(", ")}.`];
}
