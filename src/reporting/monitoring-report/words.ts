import {
  decimalFormat,
  formatCount,
  formatNumber,
  type Interval,
  type NumberFormat,
  type Quantity,
} from "../number-format.js";
import type { ChipStatus, TableCell, Tone } from "../page-model.js";
import type { ReportSeverity } from "./input.js";

/** Names as an enumeration, `a, b and c`; more than a few are counted. */
export function enumerated(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  const parts = rest === 0 ? shown : [...shown, `${formatCount(rest)} more`];
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)!}`;
}

/** Words for people instead of `covariate-drift-with-loss`. */
export function spoken(name: string): string {
  return name.replaceAll("-", " ");
}

/** Title of a lane or row for `feature-drift`. */
export function titled(name: string): string {
  const words = spoken(name);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const severityLooks: Readonly<Record<ReportSeverity, readonly [ChipStatus, string]>> = {
  none: ["passed", "none"],
  info: ["info", "told"],
  warn: ["error", "moves predictions"],
  act: ["failed", "act"],
};

/** How much a finding matters, as a chip. */
export function severityCell(severity: ReportSeverity): TableCell {
  const [status, text] = severityLooks[severity];
  return { kind: "chip", status, text };
}

/** Mood of a severity. */
export const severityTones: Readonly<Record<ReportSeverity, Tone>> = {
  none: "good",
  info: "neutral",
  warn: "caution",
  act: "bad",
};

/** A value with its interval, if it has one. */
export function measured(value: number | null, format: NumberFormat, interval?: Interval | null): Quantity {
  return interval === undefined || interval === null ? { value, format } : { value, format, interval };
}

/** A chance as text; nothing is ever impossible. */
export function chanceText(value: number | null): string {
  return value !== null && value < 0.001 ? "< 0.001" : formatNumber(value, decimalFormat(3));
}
