import { formatNumber, type NumberFormat, type WaterfallChart } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { ellipsis, textWidth } from "../text.js";
import { type Box, boxPath, inkText, linePart, mutedText, pathParts, type Picture, textPart } from "./picture.js";

/**
 * Steps that begin where the one before ended, and their sum.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function waterfallPicture(chart: WaterfallChart, canvas: Canvas): Picture {
  const { palette } = canvas;
  const top = 22;
  const rows = rowsOf(chart);
  const height = (canvas.height - top - 4) / rows.length;
  const labelWidth = Math.min(
    12 + Math.max(...rows.map(({ label, isTotal }) => textWidth(label) * (isTotal ? boldness : 1))),
    canvas.width * 0.38,
  );
  const numbers = 12 + Math.max(...rows.map(({ value }) => textWidth(signed(value, chart.format))));
  const low = Math.min(0, ...rows.map(({ from, to }) => Math.min(from, to)));
  const high = Math.max(0, ...rows.map(({ from, to }) => Math.max(from, to)));
  const x = (value: number): number =>
    labelWidth + ((canvas.width - labelWidth - numbers) * (value - low)) / Math.max(1e-12, high - low);
  const bars = rows.map(({ from, to, value, isTotal }, at) => {
    const width = Math.max(1, Math.abs(x(to) - x(from)));
    const box: Box = { x: x(Math.min(from, to)), y: top + at * height + 4, width, height: height - 8 };
    return { box, value, isTotal };
  });
  const pick = (test: (bar: (typeof bars)[number]) => boolean): string[] =>
    bars.filter(test).map(({ box }) => boxPath(box));
  const parts: OptionPart[] = [
    textPart(chart.axisLabel, 0, 8, mutedText(canvas)),
    linePart([x(0), top], [x(0), canvas.height - 4], { stroke: palette.muted }),
    ...pathParts(
      pick(({ isTotal }) => isTotal),
      { fill: palette.mark },
    ),
    ...pathParts(
      pick(({ isTotal, value }) => !isTotal && value >= 0),
      { fill: palette.second },
    ),
    ...pathParts(
      pick(({ isTotal, value }) => !isTotal && value < 0),
      { fill: palette.first },
    ),
    ...rows.flatMap((row, at) => {
      const y = top + (at + 0.5) * height;
      const weight = { fontWeight: row.isTotal ? 600 : 400 };
      const label = ellipsis(row.label, labelWidth - 8);
      return [
        textPart(label, labelWidth - 8, y, inkText(canvas, { align: "right", ...weight })),
        numberPart(signed(row.value, chart.format), { box: bars[at]!.box, zero: x(0), first: labelWidth }, (align) =>
          inkText(canvas, { ...weight, align }),
        ),
      ];
    }),
  ];
  return { parts, targets: [] };
}

/** A number behind its bar, or before it where it would stand on the line of zero and there is room. */
function numberPart(
  text: string,
  { box, zero, first }: { readonly box: Box; readonly zero: number; readonly first: number },
  styleOf: (align: "left" | "right") => OptionPart,
): OptionPart {
  const y = box.y + box.height / 2;
  const [behind, width] = [box.x + box.width + 6, textWidth(text)];
  const isOnLine = behind < zero + 2 && behind + width > zero - 2;
  if (isOnLine && box.x - 6 - width > first) return textPart(text, box.x - 6, y, styleOf("right"));
  return textPart(text, behind, y, styleOf("left"));
}

/** How much wider the total's bold letters are. */
const boldness = 1.12;

interface Row {
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly isTotal: boolean;
}

function rowsOf({ steps, totalLabel }: WaterfallChart): readonly Row[] {
  let sum = 0;
  const rows = steps.map(({ label, value }): Row => {
    const from = sum;
    sum += value;
    return { label, value, from, to: sum, isTotal: false };
  });
  return [...rows, { label: totalLabel, value: sum, from: 0, to: sum, isTotal: true }];
}

function signed(value: number, format: NumberFormat): string {
  const text = formatNumber(value, format);
  return value > 0 ? `+${text}` : text;
}
