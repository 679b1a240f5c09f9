import { type DistributionChart, formatCount, formatNumber, percentFormat } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { type Key, keyElements, keyHeight } from "../key.js";
import { ellipsis, textWidth } from "../text.js";
import {
  type Box,
  boxPath,
  type HoverTarget,
  inkText,
  linePart,
  mutedText,
  pathParts,
  type Picture,
  textPart,
} from "./picture.js";

/**
 * Two distributions bin by bin: what was is a hollow bar, what is a filled one inside it; rows without a value and values never
 * seen before stand below a line.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function distributionPicture(chart: DistributionChart, canvas: Canvas): Picture {
  const { palette } = canvas;
  const keys = keysOf(chart, canvas);
  const top = keyHeight(keys, canvas.width);
  const height = (canvas.height - top - 4) / Math.max(1, chart.bins.length);
  const left = Math.min(14 + Math.max(40, ...chart.bins.map(({ label }) => textWidth(label))), canvas.width * 0.4);
  const numbers = textWidth("100.0 → 100.0 %") + 8;
  const longest = Math.max(1e-9, ...chart.bins.flatMap((bin) => [bin.reference, bin.current]));
  const width = (share: number): number => ((canvas.width - left - numbers) * share) / longest;
  const bar = (share: number, at: number, inset: number): Box => ({
    x: left,
    y: top + at * height + inset,
    width: width(share),
    height: height - 2 * inset,
  });
  const separator = chart.bins.findIndex(({ role }) => role !== "value");
  const line = top + separator * height;
  const parts: OptionPart[] = [
    ...keyElements(keys, canvas),
    ...(separator < 1 ? [] : [linePart([0, line], [canvas.width, line], { stroke: palette.line, lineDash: [3, 3] })]),
    linePart([left, top], [left, top + height * chart.bins.length], { stroke: palette.muted }),
    ...pathParts(
      chart.bins.map((bin, at) => boxPath(bar(bin.reference, at, 3))),
      { fill: palette.muted, fillOpacity: 0.16, stroke: palette.muted, lineWidth: 1.2 },
    ),
    ...pathParts(
      chart.bins.map((bin, at) => boxPath(bar(bin.current, at, height * 0.3))),
      { fill: palette.second, fillOpacity: 0.9 },
    ),
    ...chart.bins.flatMap((bin, at) => {
      const y = top + (at + 0.5) * height;
      const look = bin.role === "value" ? inkText(canvas, { align: "right" }) : mutedText(canvas, { align: "right" });
      return [
        textPart(ellipsis(bin.label, left - 8), left - 8, y, look),
        textPart(shares(bin), left + width(Math.max(bin.reference, bin.current)) + 6, y, inkText(canvas)),
      ];
    }),
  ];
  const targets = chart.bins.map(
    (bin, at): HoverTarget => ({
      x: 0,
      y: top + at * height,
      width: canvas.width,
      height,
      note: `${bin.label}: ${shares(bin)}`,
    }),
  );
  return { parts, targets };
}

function shares({ reference, current }: { readonly reference: number; readonly current: number }): string {
  return `${formatNumber(reference, percentFormat(1)).slice(0, -2)} → ${formatNumber(current, percentFormat(1))}`;
}

function keysOf(chart: DistributionChart, { palette }: Canvas): readonly Key[] {
  const hollow = { fill: palette.muted, fillOpacity: 0.16, stroke: palette.muted, lineWidth: 1.2 };
  const then = pathParts([boxPath({ x: 1, y: -6, width: 16, height: 12 })], hollow);
  const now = pathParts([boxPath({ x: 1, y: -3, width: 16, height: 6 })], { fill: palette.second });
  return [
    {
      name: `${chart.referenceName}, n ${formatCount(chart.referenceRows)}`,
      color: "",
      symbol: { kind: "picture", parts: then },
    },
    {
      name: `${chart.currentName}, n ${formatCount(chart.currentRows)}`,
      color: "",
      symbol: { kind: "picture", parts: now },
    },
  ];
}
