import {
  type ChartAxis,
  formatCount,
  formatNumber,
  formatQuantity,
  percentFormat,
  type TimelineChart,
  type TimelinePoint,
  type TimelineStage,
  windowText,
} from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { badgeParts, type Key, keyElements, keyHeight, letterOf } from "../key.js";
import { textWidth } from "../text.js";
import {
  type Box,
  boxPath,
  discPath,
  type HoverTarget,
  linePart,
  mutedText,
  pathParts,
  type Picture,
  pointsPath,
  textPart,
} from "./picture.js";
import { niceTicks, timeLabels, type TimeScale, timeScale } from "./scale.js";

const stages = ["estimated", "partial", "mature"] as const satisfies readonly TimelineStage[];
const dashes = { estimated: [2, 3], partial: [6, 3], mature: [] } as const;
const bandOpacity = { estimated: 0.12, partial: 0.2, mature: 0.3 } as const;
const strip = 18;

const stageNames: Readonly<Record<TimelineStage, string>> = {
  estimated: "Estimated, no labels yet",
  partial: "Some labels",
  mature: "All labels",
};

interface Plot {
  readonly time: TimeScale;
  readonly box: Box;
  y(value: number): number;
}

interface Placed extends TimelinePoint {
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/**
 * One line through estimated, partial and mature windows, told apart by dash and dot, with intervals, levels, named moments, and
 * a strip of how many labels are known below.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function timelinePicture(chart: TimelineChart, canvas: Canvas): Picture {
  const keys = keysOf(chart, canvas);
  const top = keyHeight(keys, canvas.width);
  const ticks = niceTicks(...rangeOf(chart));
  const left = 10 + Math.max(...ticks.map((tick) => textWidth(formatNumber(tick, chart.yAxis.format))));
  const box = { x: left, y: top + 24, width: canvas.width - left - 8, height: canvas.height - top - 24 - strip - 54 };
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const span = { from: chart.points[0]?.start ?? 0, until: chart.points.at(-1)?.end ?? 1 };
  const plot: Plot = {
    box,
    time: timeScale(span, { left: box.x, right: box.x + box.width }),
    y: (value) => box.y + box.height * (1 - (value - low) / (high - low)),
  };
  const known = chart.points.flatMap((point): readonly Placed[] =>
    point.value === null || !Number.isFinite(point.value)
      ? []
      : [{ ...point, value: point.value, x: plot.time.x((point.start + point.end) / 2), y: plot.y(point.value) }],
  );
  const title = textPart(chart.yAxis.label, 0, top + 8, mutedText(canvas));
  const parts = [
    ...keyElements(keys, canvas),
    title,
    ...gridParts(ticks, chart.yAxis, plot, canvas),
    ...levelParts(chart, plot, canvas),
    ...bandParts(known, plot, canvas),
    ...lineParts(known, canvas),
    ...markParts(chart, plot, canvas),
    ...stripParts(chart, plot, canvas),
  ];
  return { parts, targets: targetsOf(chart, plot) };
}

function keysOf(chart: TimelineChart, canvas: Canvas): readonly Key[] {
  const used = stages.toReversed().filter((stage) => chart.points.some((point) => point.stage === stage));
  const line = canvas.palette.first;
  return [
    ...used.map((stage): Key => {
      const stroke = linePart([0, 0], [20, 0], { stroke: line, lineWidth: 2, lineDash: dashes[stage] });
      return {
        name: stageNames[stage],
        color: line,
        symbol: { kind: "picture", parts: [stroke, ...dotParts([{ stage, x: 10, y: 0 }], canvas)] },
      };
    }),
    ...chart.levels.map((level): Key => ({ name: level.name, ...levelLook(level.tone, canvas) })),
    ...chart.marks.map(
      ({ name }, at): Key => ({ name, color: canvas.palette.mark, symbol: { kind: "letter", letter: letterOf(at) } }),
    ),
  ];
}

function levelLook(tone: "plain" | "bad", canvas: Canvas): Pick<Key, "color" | "symbol"> {
  return tone === "bad"
    ? { color: canvas.palette.bad, symbol: { kind: "line", dash: [8, 3, 2, 3] } }
    : { color: canvas.palette.muted, symbol: { kind: "line", dash: [] } };
}

function rangeOf({ points, levels, yAxis }: TimelineChart): readonly [number, number] {
  const values = [
    ...points.flatMap(({ value, interval }) => [value, ...(interval ?? [])]),
    ...levels.flatMap(({ steps }) => steps.map(({ value }) => value)),
  ].filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (values.length === 0) return [yAxis.min ?? 0, yAxis.max ?? 1];
  return [yAxis.min ?? Math.min(...values), yAxis.max ?? Math.max(...values)];
}

function gridParts(ticks: readonly number[], axis: ChartAxis, { box, y }: Plot, canvas: Canvas): OptionPart[] {
  return ticks.flatMap((tick) => [
    linePart([box.x, y(tick)], [box.x + box.width, y(tick)], { stroke: canvas.palette.line }),
    textPart(formatNumber(tick, axis.format), box.x - 6, y(tick), mutedText(canvas, { align: "right" })),
  ]);
}

function levelParts({ levels }: TimelineChart, { time, y }: Plot, canvas: Canvas): OptionPart[] {
  return levels.flatMap(({ steps, tone }) => {
    const { color, symbol } = levelLook(tone, canvas);
    const lineDash = symbol.kind === "line" ? symbol.dash : [];
    return steps
      .filter(({ start, end }) => end > time.from && start < time.until)
      .map(({ start, end, value }) => {
        const [left, right] = [Math.max(start, time.from), Math.min(end, time.until)];
        const look = { stroke: color, lineWidth: 1.5, lineDash };
        return linePart([time.x(left), y(value)], [time.x(right), y(value)], look);
      });
  });
}

const pairsOf = (known: readonly Placed[]): (readonly [Placed, Placed])[] =>
  known.slice(1).flatMap((right, at) => (known[at]!.end === right.start ? [[known[at]!, right] as const] : []));

function bandParts(known: readonly Placed[], { y }: Plot, canvas: Canvas): readonly OptionPart[] {
  const fill = canvas.palette.first;
  const edge = ({ interval, x }: Placed, end: 0 | 1): readonly [number, number] => [x, y(interval![end])];
  const bands = stages.flatMap((stage) => {
    const quads = pairsOf(known).filter(
      ([left, right]) => right.stage === stage && left.interval !== undefined && right.interval !== undefined,
    );
    const outlines = quads.map(([left, right]) =>
      pointsPath([edge(left, 0), edge(right, 0), edge(right, 1), edge(left, 1)], true),
    );
    return pathParts(outlines, { fill, fillOpacity: bandOpacity[stage] });
  });
  const bars = known
    .filter((point) => point.interval !== undefined && pairsOf(known).every((pair) => !pair.includes(point)))
    .map((point) => pointsPath([edge(point, 0), edge(point, 1)]));
  return [...bands, ...pathParts(bars, { stroke: fill, lineWidth: 1.5 })];
}

function lineParts(known: readonly Placed[], canvas: Canvas): readonly OptionPart[] {
  const strokes = stages.flatMap((stage) => {
    const outlines = pairsOf(known)
      .filter(([, right]) => right.stage === stage)
      .map(([left, right]) =>
        pointsPath([
          [left.x, left.y],
          [right.x, right.y],
        ]),
      );
    return pathParts(outlines, { stroke: canvas.palette.first, lineWidth: 2, lineDash: dashes[stage] });
  });
  return [...strokes, ...dotParts(known, canvas)];
}

function dotParts(
  points: readonly { readonly stage: TimelineStage; readonly x: number; readonly y: number }[],
  { palette }: Canvas,
): readonly OptionPart[] {
  const radius = points.length > 45 ? 2.4 : 3.4;
  const looks = {
    estimated: { fill: palette.surface, stroke: palette.first, lineWidth: 1 },
    partial: { fill: palette.surface, stroke: palette.first, lineWidth: 2 },
    mature: { fill: palette.first },
  };
  return stages.flatMap((stage) => {
    const discs = points.filter((point) => point.stage === stage).map(({ x, y }) => discPath(x, y, radius));
    return pathParts(discs, looks[stage]);
  });
}

function markParts({ marks }: TimelineChart, { time, box }: Plot, canvas: Canvas): OptionPart[] {
  return marks.flatMap(({ at }, index) => {
    const x = Math.min(Math.max(time.x(at), box.x), box.x + box.width);
    const stroke = linePart([x, box.y], [x, box.y + box.height], { stroke: canvas.palette.mark, lineWidth: 1.2 });
    return [stroke, ...badgeParts(letterOf(index), { x, y: box.y - 4 }, canvas)];
  });
}

function stripParts({ points }: TimelineChart, { time, box }: Plot, canvas: Canvas): readonly OptionPart[] {
  const { palette } = canvas;
  const base = canvas.height - 26;
  const bars = points.map((point): Box => {
    const height = strip * (point.coverage ?? 0);
    return { x: time.x(point.start), y: base - height, width: time.x(point.end) - time.x(point.start) - 0.5, height };
  });
  const frame = { x: box.x, y: base - strip, width: box.width, height: strip };
  return [
    ...pathParts([boxPath(frame)], { fill: palette.calm, fillOpacity: 0.6 }),
    ...pathParts(bars.filter(({ height }) => height > 0).map(boxPath), { fill: palette.third, fillOpacity: 0.8 }),
    textPart("Labels known, 0 to 100 %", box.x, base - strip - 9, mutedText(canvas)),
    ...timeLabels(time, canvas.height - 9, canvas),
  ];
}

function targetsOf({ points, yAxis }: TimelineChart, { time, box }: Plot): readonly HoverTarget[] {
  return points.map((point) => {
    const quantity = {
      value: point.value,
      format: yAxis.format,
      ...(point.interval === undefined ? {} : { interval: point.interval }),
    };
    const coverage = `labels ${formatNumber(point.coverage, percentFormat(0))}`;
    const why = point.value === null ? (point.reason ?? "no number") : formatQuantity(quantity);
    const running = point.isRunning === true ? " so far" : "";
    const note = `${windowText(point)}: ${why}, ${point.stage}, n ${formatCount(point.sampleSize)}${running}, ${coverage}`;
    return {
      x: time.x(point.start),
      y: box.y,
      width: time.x(point.end) - time.x(point.start),
      height: box.height,
      note,
    };
  });
}
