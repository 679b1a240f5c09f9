import { z } from "zod";

/** How production is watched. */
export interface MonitoringOptions {
  /** Length of a window, from 5 minutes to a week; default 1d. */
  readonly granularity: "5min" | "30min" | "1h" | "1d" | "1w";
  /** How often, per model and year, drift may be reported although nothing changed; default 1. */
  readonly falseAlarmsPerYear: number;
  /** Features by whose values the rows are also looked at in parts; default none. */
  readonly slices: readonly string[];
  /** `default`: size-aware rules within the false-alarm budget; `reference`: PSI > .25 or score KS p < .05. */
  readonly policy: "default" | "reference";
  readonly thresholds: {
    /** Least PSI, beyond what chance brings, that counts as material; default 0.1. */
    readonly psi: number;
    /** Shift of the mean score that is a warning; default 0.03. */
    readonly meanScore: number;
    /** Share of decisions that changes that is a warning; default 0.03. */
    readonly decisions: number;
    /** Rise of a feature's null rate that is a fault, in shares; default 0.02. */
    readonly nullRate: number;
    /** Share of values outside the contract's range or domain that is a fault; default 0.05. */
    readonly invalidShare: number;
  };
}

const share = (): z.ZodNumber => z.number().gt(0).max(1);

/** Schema of {@link MonitoringOptions}. */
export const monitoringOptions: z.ZodType<MonitoringOptions> = z.strictObject({
  granularity: z.enum(["5min", "30min", "1h", "1d", "1w"]).default("1d").describe("length of a window"),
  falseAlarmsPerYear: z
    .number()
    .gt(0)
    .max(100)
    .default(1)
    .describe("how often, per model and year, drift may be reported although nothing changed"),
  slices: z
    .array(z.string().min(1))
    .max(10)
    .default([])
    .describe("features by whose values the rows are also looked at in parts"),
  policy: z
    .enum(["default", "reference"])
    .default("default")
    .describe("default: size-aware rules within the false-alarm budget; reference: PSI > .25 or score KS p < .05"),
  thresholds: z
    .strictObject({
      psi: z.number().gt(0).max(10).default(0.1).describe("least PSI, beyond what chance brings, that is material"),
      meanScore: share().default(0.03).describe("shift of the mean score that is a warning"),
      decisions: share().default(0.03).describe("change of the share of positive decisions that is a warning"),
      nullRate: share().default(0.02).describe("rise of a feature's null rate that is a fault, in shares"),
      invalidShare: share().default(0.05).describe("share of values outside range or domain that is a fault"),
    })
    .prefault({})
    .describe("from where on a difference matters"),
});
