import { dayText, momentText, shortDayText } from "#reporting";
import type { Canvas, OptionPart } from "../canvas.js";
import { textWidth } from "../text.js";
import { linePart, mutedText, textPart } from "./picture.js";

const day = 86_400_000;
const steps = [day / 4, day, 2 * day, 7 * day, 14 * day, 28 * day, 56 * day, 91 * day, 182 * day, 364 * day];

/** Where a moment stands. */
export interface TimeScale {
  readonly from: number;
  readonly until: number;
  readonly left: number;
  readonly right: number;
  x(time: number): number;
}

/**
 * A scale from moments to pixels.
 * @param span epoch ms
 * @param place in pixels
 */
export function timeScale(
  span: { readonly from: number; readonly until: number },
  place: { readonly left: number; readonly right: number },
): TimeScale {
  const length = Math.max(1, span.until - span.from);
  return {
    ...span,
    ...place,
    x: (time) => place.left + ((time - span.from) / length) * (place.right - place.left),
  };
}

/** Days (hours when the span is short) under a plot, kept apart; the first one says the year. */
export function timeLabels(scale: TimeScale, y: number, canvas: Canvas): readonly OptionPart[] {
  const perMs = (scale.right - scale.left) / Math.max(1, scale.until - scale.from);
  const step = steps.find((candidate) => candidate * perMs >= 64) ?? steps.at(-1)!;
  const parts: OptionPart[] = [];
  let free = 0;
  for (let time = scale.from; time < scale.until; time += step) {
    const text = labelOf(time, step, time === scale.from);
    const x = scale.x(time);
    const fits = x >= free && x + textWidth(text) <= canvas.width;
    if (fits) {
      free = x + textWidth(text) + 8;
      parts.push(
        textPart(text, x, y, mutedText(canvas)),
        linePart([x, y - 11], [x, y - 7], { stroke: canvas.palette.muted }),
      );
    }
  }
  return parts;
}

function labelOf(time: number, step: number, isFirst: boolean): string {
  if (isFirst) return dayText(time);
  return step < day ? momentText(time).slice(-5) : shortDayText(time);
}

/**
 * Round numbers that span a range, about five of them.
 * @param low the lowest number that must be inside
 * @param high the highest
 */
export function niceTicks(low: number, high: number): readonly number[] {
  const span = high > low ? high - low : Math.max(Math.abs(low) * 0.1, 1e-6);
  const rough = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * rough).find((candidate) => span / candidate <= 5)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
