import { formatNumber, type MatrixCell, type MatrixChart, percentFormat } from "#reporting";
import { bareOption, type Canvas, type ChartOption, type OptionPart } from "./canvas.js";
import { ellipsis, fontFamily, textSize } from "./text.js";

const head = 48;
const gap = 4;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A table of shaded cells; each cell says its number. Cells that count also say their share of the row and what they count; others are
 * shaded by their number.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function matrixOption(chart: MatrixChart, canvas: Canvas): ChartOption {
  const boxes = chart.rows.map((_row, row) =>
    chart.columns.map((_column, column) => boxOf(chart, canvas, [row, column])),
  );
  const largest = Math.max(...chart.cells.flat().map(({ value }) => value));
  const cells = chart.cells.flatMap((row, at) => {
    const whole = isCount(chart) ? row.reduce((sum, cell) => sum + cell.value, 0) : largest;
    return row.flatMap((cell, column) =>
      cellParts({ cell, share: whole > 0 ? cell.value / whole : 0 }, boxes[at]![column]!, chart, canvas),
    );
  });
  return { ...bareOption(), graphic: [...headings(chart, boxes, canvas), ...cells] };
}

const isCount = ({ format }: MatrixChart): boolean => format.kind === "count";

function leftOf(canvas: Canvas): number {
  return Math.min(96, canvas.width * 0.24);
}

function boxOf(chart: MatrixChart, canvas: Canvas, [row, column]: readonly [number, number]): Box {
  const left = leftOf(canvas);
  const width = (canvas.width - left) / chart.columns.length;
  const height = (canvas.height - head) / chart.rows.length;
  return { x: left + column * width, y: head + row * height, width: width - gap, height: height - gap };
}

function headings(chart: MatrixChart, boxes: readonly (readonly Box[])[], canvas: Canvas): OptionPart[] {
  const left = leftOf(canvas);
  const columns = chart.columns.map((name, at) => {
    const box = boxes[0]![at]!;
    return text(
      ellipsis(name, box.width),
      { x: box.x + box.width / 2, y: 34 },
      { fill: canvas.palette.ink, align: "center" },
    );
  });
  const rows = chart.rows.map((name, at) => {
    const box = boxes[at]![0]!;
    return text(
      ellipsis(name, left - 8),
      { x: left - 8, y: box.y + box.height / 2 + 8 },
      { fill: canvas.palette.ink, align: "right" },
    );
  });
  const rowTitles =
    chart.rows.length > 4
      ? []
      : chart.rows.map((_name, at) => {
          const box = boxes[at]![0]!;
          return text(
            ellipsis(chart.rowTitle, left - 8),
            { x: left - 8, y: box.y + box.height / 2 - 8 },
            { fill: canvas.palette.muted, align: "right" },
          );
        });
  const center = left + (canvas.width - left - gap) / 2;
  const columnTitle = text(chart.columnTitle, { x: center, y: 12 }, { fill: canvas.palette.muted, align: "center" });
  return [columnTitle, ...columns, ...rowTitles, ...rows];
}

function cellParts(
  { cell, share }: { readonly cell: MatrixCell; readonly share: number },
  box: Box,
  chart: MatrixChart,
  canvas: Canvas,
): OptionPart[] {
  const { good, bad, first, ink } = canvas.palette;
  const fill = { good, bad, plain: first }[cell.tone];
  const rect = {
    type: "rect",
    silent: true,
    shape: { ...box, r: 6 },
    style: { fill, fillOpacity: 0.08 + 0.3 * share },
  };
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const roomy = box.width >= 100 && box.height >= 84;
  const value = formatNumber(cell.value, chart.format);
  if (!roomy) return [rect, text(ellipsis(value, box.width), middle, { fill: ink, align: "center" })];
  const large = { fill: ink, align: "center", fontSize: 24, fontWeight: 600 };
  if (!isCount(chart)) return [rect, text(value, middle, large)];
  const lines = [
    text(value, { ...middle, y: middle.y - 22 }, large),
    text(
      ellipsis(cell.note, box.width - 8),
      { ...middle, y: middle.y + 4 },
      { fill: ink, align: "center", fontSize: 13 },
    ),
    text(
      `${formatNumber(share, percentFormat(1))} of row`,
      { ...middle, y: middle.y + 24 },
      { fill: ink, align: "center" },
    ),
  ];
  return [rect, ...lines];
}

function text(content: string, at: { readonly x: number; readonly y: number }, style: OptionPart): OptionPart {
  return {
    type: "text",
    silent: true,
    ...at,
    style: { text: content, fontSize: textSize, fontFamily, verticalAlign: "middle", ...style },
  };
}
