import { formatCount } from "#kernel";

export { formatCount };

/** A share as a percentage with one decimal: `26.5 %`. */
export function formatShare(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** A metric with three decimals. */
export function formatMetric(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "–";
}

/** Money without decimals and with its currency: `167,100 USD`. */
export function formatMoney(value: number, currency: string): string {
  return `${formatCount(value)} ${currency}`;
}
