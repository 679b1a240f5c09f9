import { type ChartLevel, type HeatMapChart, levelNames, windowText } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { type Key, keyElements, keyHeight } from "../key.js";
import { ellipsis, textWidth } from "../text.js";
import { type Box, boxPath, crossPath, discPath, inkText, pathParts, type Picture, textPart } from "./picture.js";
import { timeLabels, timeScale } from "./scale.js";

const levels = ["calm", "info", "warn", "act", "missing", "failed"] as const satisfies readonly ChartLevel[];
const below = 24;

interface PlacedCell extends Box {
  readonly level: ChartLevel;
  readonly note: string;
}

/**
 * Cells shaded by level; besides the shade, which gets darker, a dash or a disc tells the upper two levels and a cross what was
 * not judged. When not all windows fit, the newest are drawn.
 * @param chart what to draw
 * @param canvas size and colours
 */
export function heatMapPicture(chart: HeatMapChart, canvas: Canvas): Picture {
  const used = levels.filter(
    (level) =>
      !["missing", "failed"].includes(level) ||
      chart.rows.some(({ cells }) => cells.some((cell) => cell.level === level)),
  );
  const keys = used.map((level): Key => {
    const swatch = { x: 1, y: -7, width: 14, height: 14 };
    return {
      name: levelNames[level],
      color: "",
      symbol: { kind: "picture", parts: cellParts([{ ...swatch, level, note: "" }], canvas) },
    };
  });
  const top = keyHeight(keys, canvas.width);
  const { cells, left, right, from, until, hidden } = placed(chart, top, canvas);
  const scale = timeScale({ from, until }, { left, right });
  const rowHeight = (canvas.height - top - below) / Math.max(1, chart.rows.length);
  const names = chart.rows.map((row, at) =>
    textPart(ellipsis(row.name, left - 8), left - 8, top + (at + 0.5) * rowHeight, inkText(canvas, { align: "right" })),
  );
  const rest =
    hidden === 0
      ? []
      : [textPart(`newest of ${chart.windows.length}`, 0, canvas.height - 9, { fill: canvas.palette.muted })];
  return {
    parts: [
      ...keyElements(keys, canvas),
      ...cellParts(cells, canvas),
      ...names,
      ...timeLabels(scale, canvas.height - 9, canvas),
      ...rest,
    ],
    targets: cells,
  };
}

interface Placement {
  readonly cells: readonly PlacedCell[];
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly until: number;
  /** Windows that had no room. */
  readonly hidden: number;
}

function placed({ rows, windows }: HeatMapChart, top: number, canvas: Canvas): Placement {
  const widest = Math.max(0, ...rows.map(({ name }) => textWidth(name)));
  const left = Math.min(Math.max(widest + 12, 40), canvas.width * 0.36);
  const space = canvas.width - left - 2;
  const smallest = canvas.width < 400 ? 7 : 4;
  const shown = windows.slice(-Math.max(1, Math.floor(space / smallest)));
  const hidden = windows.length - shown.length;
  const width = Math.min(30, space / Math.max(1, shown.length));
  const height = (canvas.height - top - below) / Math.max(1, rows.length);
  const cells = rows.flatMap((row, at) =>
    shown.map((window, column): PlacedCell => {
      const cell = row.cells[hidden + column];
      const box = { x: left + column * width, y: top + at * height, width: width - 1, height: height - 1 };
      const note = `${row.name}, ${windowText(window)}: ${cell?.note ?? levelNames.missing}`;
      return { ...box, level: cell?.level ?? "missing", note };
    }),
  );
  const from = shown[0]?.start ?? 0;
  return { cells, left, right: left + width * shown.length, from, until: shown.at(-1)?.end ?? from + 1, hidden };
}

function cellParts(cells: readonly PlacedCell[], canvas: Canvas): readonly OptionPart[] {
  const { palette } = canvas;
  const of = (level: ChartLevel): readonly PlacedCell[] => cells.filter((cell) => cell.level === level);
  const roomy = cells.filter((cell) => cell.width >= 6);
  const middle = ({ x, y, width, height }: Box): readonly [number, number] => [x + width / 2, y + height / 2];
  const empty = { stroke: palette.line, lineWidth: 1 };
  const inset = (box: Box): string =>
    boxPath({ x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 });
  return [
    ...(["calm", "info", "warn", "act"] as const).flatMap((level) =>
      pathParts(of(level).map(boxPath), { fill: palette[level] }),
    ),
    ...pathParts([...of("missing"), ...of("failed")].map(inset), empty),
    ...pathParts(
      of("failed").map((cell) => crossPath(...middle(cell), Math.min(3.5, cell.width / 3))),
      { stroke: palette.ink, lineWidth: 1.4 },
    ),
    ...pathParts(
      roomy
        .filter(({ level }) => level === "act")
        .map((cell) => discPath(...middle(cell), Math.min(3, cell.width / 3.2))),
      { fill: palette.surface },
    ),
    ...pathParts(
      roomy
        .filter(({ level }) => level === "warn")
        .map((cell) =>
          boxPath({ x: middle(cell)[0] - cell.width / 4, y: middle(cell)[1] - 1, width: cell.width / 2, height: 2 }),
        ),
      { fill: palette.surface },
    ),
  ];
}
