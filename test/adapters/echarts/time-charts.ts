import type { ChartLevel, ChartModel, HeatCell, TimelineStage, TimeChartModel } from "#reporting";

const day = 86_400_000;
const origin = Date.UTC(2026, 0, 5);

/** Daily windows from 5 January 2026 on. */
export function daily(count: number): { readonly start: number; readonly end: number }[] {
  return Array.from({ length: count }, (_, at) => ({ start: origin + at * day, end: origin + (at + 1) * day }));
}

const levelOf = (row: number, at: number, count: number): ChartLevel => {
  if (row === 5 && at > count / 2) return "failed";
  if (at === 11) return "missing";
  if (row < 3 && at > count * 0.7) return (["act", "warn", "info"] as const)[row]!;
  return (row * 7 + at * 3) % 23 === 0 ? "info" : "calm";
};

const features = ["tenure", "Contract", "MonthlyCharges", "TotalCharges", "InternetService", "PaymentMethod"];

/** A heat map of rows by daily windows with every level. */
export function heatMap(rowCount: number, windowCount: number): Extract<ChartModel, { kind: "heatmap" }> {
  const windows = daily(windowCount);
  const rows = Array.from({ length: rowCount }, (_, row) => ({
    name: features[row] ?? `column_${row}`,
    cells: windows.map((_window, at): HeatCell => {
      const level = levelOf(row, at, windowCount);
      const value = level === "missing" || level === "failed" ? null : 0.01 * ((row + at) % 9);
      return { level, value, note: value === null ? "no number" : `psi ${value}, n 100` };
    }),
  }));
  const format = { kind: "decimal", digits: 3 } as const;
  return { kind: "heatmap", id: "drift-map", title: "Drift", rowTitle: "Feature", format, windows, rows };
}

const stageOf = (at: number, count: number): TimelineStage => {
  if (at < count * 0.5) return "mature";
  return at < count * 0.8 ? "partial" : "estimated";
};

/** A timeline of F1 whose newer windows have fewer labels; every 13th has no number. */
export function timeline(count: number): Extract<ChartModel, { kind: "timeline" }> {
  const points = daily(count).map((window, at) => {
    const stage = stageOf(at, count);
    const value = at % 13 === 6 ? null : 0.6 + 0.03 * Math.sin(at / 4) - (at > count / 2 ? 0.04 : 0);
    const half = stage === "estimated" ? 0.07 : 0.05;
    const coverage = { mature: 1, partial: 0.5, estimated: 0 }[stage];
    const interval = value === null ? {} : { interval: [value - half, value + half] as const };
    return { ...window, stage, value, ...interval, coverage, sampleSize: 100, reason: "fewer than 10 positives" };
  });
  const span = { start: points[0]?.start ?? 0, end: points.at(-1)?.end ?? 1 };
  return {
    kind: "timeline",
    id: "performance",
    title: "F1 over time",
    yAxis: { label: "F1", format: { kind: "decimal", digits: 2 } },
    points,
    levels: [
      { name: "Training 0.61", tone: "plain", steps: [{ ...span, value: 0.61 }] },
      { name: "Alert from 0.58 down", tone: "bad", steps: [{ ...span, value: 0.58 }] },
    ],
    marks: [{ name: "Version 2 becomes champion", at: origin + Math.floor(count * 0.6) * day }],
  };
}

/** One chart of each kind that is drawn as a picture, small. */
export const timeCharts: readonly TimeChartModel[] = [
  heatMap(6, 20),
  timeline(30),
  {
    kind: "lanes",
    id: "triggers",
    title: "Triggers",
    from: origin,
    until: origin + 30 * day,
    lanes: [
      {
        name: "Feature drift",
        events: [
          { at: origin + 3 * day, look: "quiet", note: "nothing found" },
          { at: origin + 12 * day, look: "held", note: "drift without loss" },
          { at: origin + 20 * day, look: "fired", note: "drift with loss" },
          { at: origin + 20 * day, until: origin + 27 * day, look: "cooldown", note: "cooldown" },
        ],
      },
      { name: "Age", events: [{ at: origin + 25 * day, look: "promotion", note: "version 2" }] },
    ],
    marks: [{ name: "Version 2 becomes champion", at: origin + 25 * day }],
  },
  {
    kind: "distribution",
    id: "distribution-contract",
    title: "Contract",
    referenceName: "Training",
    currentName: "28 Jan 2026",
    axisLabel: "Contract",
    referenceRows: 5634,
    currentRows: 100,
    bins: [
      { label: "Month-to-month", reference: 0.55, current: 0.81, role: "value" },
      { label: "Two year", reference: 0.24, current: 0.1, role: "value" },
      { label: "One year", reference: 0.21, current: 0.06, role: "value" },
      { label: "missing", reference: 0, current: 0.02, role: "missing" },
      { label: "never seen before", reference: 0, current: 0.01, role: "unseen" },
    ],
  },
  {
    kind: "stack",
    id: "confusion-over-time",
    title: "Right and wrong over time",
    parts: [
      { name: "found", tone: "good", isStrong: true },
      { name: "left in peace", tone: "good", isStrong: false },
      { name: "false alarms", tone: "bad", isStrong: false },
      { name: "missed", tone: "bad", isStrong: true },
    ],
    columns: daily(20).map((window, at) => ({
      ...window,
      counts: at > 14 ? null : [14 + (at % 3), 60, 15, 11],
      note: at > 14 ? "no labels yet" : "14 found, 60 left in peace",
    })),
  },
  {
    kind: "waterfall",
    id: "attribution",
    title: "What moved the score",
    axisLabel: "Shift of the mean margin",
    format: { kind: "decimal", digits: 3 },
    steps: [
      { label: "Contract", value: 0.31 },
      { label: "tenure", value: 0.22 },
      { label: "MonthlyCharges", value: -0.08 },
      { label: "17 others", value: 0.015 },
    ],
    totalLabel: "All together",
  },
];
