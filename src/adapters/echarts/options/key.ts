import type { Canvas, OptionPart } from "./canvas.js";
import { ellipsis, fontFamily, textSize, textWidth } from "./text.js";

/** How an entry of the key is drawn: by shape as well as by colour. */
type KeySymbol =
  | { readonly kind: "line"; readonly dash: readonly number[] }
  | { readonly kind: "area"; readonly dash: readonly number[] }
  | { readonly kind: "dot"; readonly filled: boolean }
  | { readonly kind: "letter"; readonly letter: string }
  /** Anything 18 pixels wide around the middle of the line. */
  | { readonly kind: "picture"; readonly parts: readonly OptionPart[] };

/** One entry of the key above a plot. */
export interface Key {
  readonly name: string;
  readonly symbol: KeySymbol;
  readonly color: string;
}

const rowHeight = 20;
const symbolWidth = 24;
const gap = 18;

interface PlacedKey {
  readonly key: Key;
  readonly text: string;
  readonly x: number;
  readonly row: number;
}

/**
 * Height of a key, in pixels.
 * @param keys its entries
 * @param width of the drawing, in pixels
 */
export function keyHeight(keys: readonly Key[], width: number): number {
  const last = placed(keys, width).at(-1);
  return last === undefined ? 0 : (last.row + 1) * rowHeight + 8;
}

/**
 * The key, set in as many rows as it needs.
 * @param keys its entries
 * @param canvas size and colours
 */
export function keyElements(keys: readonly Key[], canvas: Canvas): OptionPart[] {
  return placed(keys, canvas.width).map((entry) => ({
    type: "group",
    silent: true,
    x: entry.x,
    y: entry.row * rowHeight + rowHeight / 2,
    children: [...symbolParts(entry.key, canvas), nameText(entry.text, canvas)],
  }));
}

function placed(keys: readonly Key[], width: number): PlacedKey[] {
  let x = 0;
  let row = 0;
  return keys.map((key) => {
    const text = ellipsis(key.name, width - symbolWidth);
    const needed = symbolWidth + textWidth(text);
    if (x > 0 && x + needed > width) {
      x = 0;
      row += 1;
    }
    const entry = { key, text, x, row };
    x += needed + gap;
    return entry;
  });
}

function nameText(text: string, canvas: Canvas): OptionPart {
  const style = { text, fill: canvas.palette.ink, fontSize: textSize, fontFamily, verticalAlign: "middle" };
  return { type: "text", silent: true, x: symbolWidth, style };
}

type SymbolDrawers = {
  readonly [Kind in KeySymbol["kind"]]: (
    symbol: Extract<KeySymbol, { kind: Kind }>,
    color: string,
    canvas: Canvas,
  ) => OptionPart[];
};

const symbolDrawers: SymbolDrawers = {
  line: (symbol, color) => [lineSymbol(color, symbol.dash)],
  area: (symbol, color) => [areaSymbol(color, symbol.dash)],
  dot: (symbol, color, canvas) => [dotSymbol(color, symbol.filled ? color : canvas.palette.surface)],
  picture: (symbol) => [...symbol.parts],
  letter: (symbol, _color, canvas) => badgeParts(symbol.letter, { x: 9, y: 0 }, canvas),
};

function symbolParts({ symbol, color }: Key, canvas: Canvas): OptionPart[] {
  const draw = symbolDrawers[symbol.kind] as (symbol: KeySymbol, color: string, canvas: Canvas) => OptionPart[];
  return draw(symbol, color, canvas);
}

function lineSymbol(color: string, dash: readonly number[]): OptionPart {
  const style = { stroke: color, lineWidth: 2, lineDash: dash };
  return { type: "line", silent: true, shape: { x1: 0, y1: 0, x2: 18, y2: 0 }, style };
}

function areaSymbol(color: string, dash: readonly number[]): OptionPart {
  const style = { fill: color, fillOpacity: 0.22, stroke: color, lineWidth: 1.5, lineDash: dash };
  return { type: "rect", silent: true, shape: { x: 1, y: -6, width: 16, height: 12 }, style };
}

function dotSymbol(color: string, fill: string): OptionPart {
  const style = { fill, stroke: color, lineWidth: 1.5 };
  return { type: "circle", silent: true, shape: { cx: 9, cy: 0, r: 4 }, style };
}

/**
 * A letter on a disc: the same in the plot and in the key.
 * @param letter one letter
 * @param center in pixels
 * @param canvas colours
 */
export function badgeParts(
  letter: string,
  center: { readonly x: number; readonly y: number },
  canvas: Canvas,
): OptionPart[] {
  const text = { text: letter, fill: canvas.palette.surface, fontSize: 11, fontWeight: 600, fontFamily };
  return [
    { type: "circle", silent: true, shape: { cx: center.x, cy: center.y, r: 8 }, style: { fill: canvas.palette.mark } },
    { type: "text", silent: true, ...center, style: { ...text, align: "center", verticalAlign: "middle" } },
  ];
}

/**
 * The letter of a mark: A, B, C, …
 * @param index from 0
 */
export function letterOf(index: number): string {
  return String.fromCodePoint("A".codePointAt(0)! + (index % 26));
}
