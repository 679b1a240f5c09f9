import { formatNumber, percentFormat, type StackChart, windowText } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { type Key, keyElements, keyHeight } from "../key.js";
import {
  type Box,
  boxPath,
  type HoverTarget,
  linePart,
  mutedText,
  pathParts,
  type Picture,
  textPart,
} from "./picture.js";
import { timeLabels, timeScale } from "./scale.js";

/**
 * Shares of a whole, one column per window; a window without numbers stays empty.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function stackPicture(chart: StackChart, canvas: Canvas): Picture {
  const { palette } = canvas;
  const lookOf = (at: number): OptionPart => {
    const { tone, isStrong } = chart.parts[at]!;
    return { fill: palette[tone], fillOpacity: isStrong ? 0.95 : 0.35 };
  };
  const keys = chart.parts.map(({ name }, at): Key => {
    const swatch = pathParts([boxPath({ x: 1, y: -6, width: 16, height: 12 })], lookOf(at));
    return { name, color: "", symbol: { kind: "picture", parts: swatch } };
  });
  const top = keyHeight(keys, canvas.width) + 6;
  const box: Box = { x: 46, y: top, width: canvas.width - 54, height: canvas.height - top - 26 };
  const from = chart.columns[0]?.start ?? 0;
  const time = timeScale(
    { from, until: chart.columns.at(-1)?.end ?? from + 1 },
    { left: box.x, right: box.x + box.width },
  );
  const columns = chart.columns.map((column) => ({
    ...column,
    x: time.x(column.start),
    width: time.x(column.end) - time.x(column.start),
  }));
  const parts = [
    ...keyElements(keys, canvas),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
      const y = box.y + box.height * (1 - share);
      return [
        linePart([box.x, y], [box.x + box.width, y], { stroke: palette.line }),
        textPart(formatNumber(share, percentFormat(0)), box.x - 6, y, mutedText(canvas, { align: "right" })),
      ];
    }),
    ...chart.parts.flatMap((_part, at) => pathParts(sharePaths(columns, at, box), lookOf(at))),
    ...timeLabels(time, canvas.height - 9, canvas),
  ];
  return { parts, targets: columns.map((column) => targetOf(column, box)) };
}

interface Column {
  readonly start: number;
  readonly end: number;
  readonly counts: readonly number[] | null;
  readonly note: string;
  readonly x: number;
  readonly width: number;
}

function targetOf({ x, width, note, start, end }: Column, box: Box): HoverTarget {
  return { x, y: box.y, width, height: box.height, note: `${windowText({ start, end })}: ${note}` };
}

/** Outlines of one part's share in every column. */
function sharePaths(columns: readonly Column[], part: number, box: Box): readonly string[] {
  return columns.flatMap(({ counts, x, width }) => {
    const total = counts?.reduce((sum, count) => sum + count, 0) ?? 0;
    if (counts === null || total === 0 || counts[part] === 0) return [];
    const below = counts.slice(0, part).reduce((sum, count) => sum + count, 0) / total;
    const share = counts[part]! / total;
    const y = box.y + box.height * (1 - below - share);
    return [boxPath({ x, y, width: Math.max(0.5, width - 0.8), height: box.height * share })];
  });
}
