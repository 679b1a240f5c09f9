import type { RiskBands } from "./options.js";

/** A word for how probable the positive label is. */
export type RiskBand = "High" | "Medium" | "Low";

/** The bands in order of falling risk. */
export const riskBandNames: readonly RiskBand[] = ["High", "Medium", "Low"];

/** The band of a probability. */
export function riskBandOf(probability: number, bands: RiskBands): RiskBand {
  if (probability >= bands.high) return "High";
  return probability >= bands.medium ? "Medium" : "Low";
}
