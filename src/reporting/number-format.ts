/** How a number is written: thousands as `1,234`, shares as `26.5 %`, amounts as `$41,230`. */
export type NumberFormat =
  | { readonly kind: "count" }
  /** `always` writes a plus sign as well. */
  | { readonly kind: "decimal"; readonly digits: number; readonly sign?: "always" }
  | { readonly kind: "percent"; readonly digits: number }
  | { readonly kind: "money"; readonly currency: string; readonly compact?: boolean };

/** A value with what is needed to write it honestly. */
export interface Quantity {
  /** `null` when it could not be computed. */
  readonly value: number | null;
  readonly format: NumberFormat;
  /** Lower and upper end, in the unit of `value`. */
  readonly interval?: Interval;
}

/** Lower and upper end of an interval, in the unit of the value it belongs to. */
export type Interval = readonly [low: number, high: number];

/** What stands in the place of a number that does not exist. */
const missingNumber = "n/a";

const space = "\u00a0";
const minus = "\u2212";

/** Keeps a minus sign and the currency sign behind it on one line. */
const joiner = "\u2060";

/** Whole numbers with thousands separators. */
export const countFormat: NumberFormat = { kind: "count" };

/**
 * Numbers with a fixed count of decimals.
 * @param digits decimals, 0 to 20
 * @param sign `always` writes a plus sign as well
 */
export function decimalFormat(digits: number, sign?: "always"): NumberFormat {
  return sign === undefined ? { kind: "decimal", digits } : { kind: "decimal", digits, sign };
}

/**
 * Shares (0 to 1) as percentages.
 * @param digits decimals of the percentage, 0 to 20
 */
export function percentFormat(digits: number): NumberFormat {
  return { kind: "percent", digits };
}

/**
 * Amounts without decimals.
 * @param currency ISO 4217 code, such as `USD`; any other word is written behind the amount
 */
export function moneyFormat(currency: string): NumberFormat {
  return { kind: "money", currency };
}

/**
 * A number as text, in English notation with a real minus sign.
 * @param value any number; null and non-finite ones become `n/a`
 * @param format how to write it
 */
export function formatNumber(value: number | null, format: NumberFormat): string {
  if (value === null || !Number.isFinite(value)) return missingNumber;
  const text = magnitude(Math.abs(value), format);
  if (!/[1-9]/.test(text)) return text;
  if (value >= 0) return format.kind === "decimal" && format.sign === "always" ? `+${text}` : text;
  return format.kind === "money" ? `${minus}${joiner}${text}` : `${minus}${text}`;
}

/**
 * A whole number as text, `1,409`.
 * @param value any number; it is rounded
 */
export function formatCount(value: number): string {
  return formatNumber(value, countFormat);
}

/**
 * A value and its interval, `0.846 [0.824, 0.868]`.
 * @param quantity the value, its format and, if there is one, its interval
 */
export function formatQuantity(quantity: Quantity): string {
  const value = formatNumber(quantity.value, quantity.format);
  return quantity.interval === undefined ? value : `${value} ${formatInterval(quantity.interval, quantity.format)}`;
}

/**
 * An interval in square brackets, `[0.824, 0.868]`.
 * @param interval lower and upper end
 * @param format how to write both ends
 */
export function formatInterval(interval: Interval, format: NumberFormat): string {
  return `[${formatNumber(interval[0], format)}, ${formatNumber(interval[1], format)}]`;
}

type Writers = {
  readonly [Kind in NumberFormat["kind"]]: (value: number, format: Extract<NumberFormat, { kind: Kind }>) => string;
};

const writers: Writers = {
  count: (value) => fixed(value, 0),
  decimal: (value, format) => fixed(value, format.digits),
  percent: (value, format) => `${fixed(value * 100, format.digits)}${space}%`,
  money: (value, format) => money(value, format.currency, format.compact ?? false),
};

function magnitude(value: number, format: NumberFormat): string {
  const write = writers[format.kind] as (value: number, format: NumberFormat) => string;
  return write(value, format);
}

function money(value: number, currency: string, compact: boolean): string {
  const options: Intl.NumberFormatOptions = compact
    ? { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }
    : { maximumFractionDigits: 0 };
  if (!/^[A-Z]{3}$/.test(currency)) return `${notation(options).format(value)}${space}${currency}`;
  return notation({ ...options, style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(value);
}

function fixed(value: number, digits: number): string {
  return notation({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

const notations = new Map<string, Intl.NumberFormat>();

function notation(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = notations.get(key);
  if (known !== undefined) return known;
  const created = new Intl.NumberFormat("en-US", options);
  notations.set(key, created);
  return created;
}
