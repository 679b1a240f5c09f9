import { parseDuration } from "#kernel";
import { z } from "zod";

/** When and how the model is trained again. */
export interface RetrainingOptions {
  /** `default`: each trigger made trustworthy; `reference`: the six taken literally, for comparison only. */
  readonly policy: "default" | "reference";
  /** An evaluation run is due this long after the last training, such as `30d`. */
  readonly fallback: string;
  /** Matured rows since the last fit that a full fit needs; default 700. */
  readonly minimumRows: number;
  /** Positive ones among them; default 150. */
  readonly minimumPositives: number;
  /** Matured rows from which on the champion may be recalibrated; default 200. */
  readonly recalibrationRows: number;
  /** Quiet time after a promotion, or a sixth of the label horizon if that is longer; doubled after each rejected challenger. */
  readonly cooldown: string;
  /** Longest quiet time; default 90d. */
  readonly longestCooldown: string;
  /** Most evaluation runs that start by themselves in 30 days; default 2. */
  readonly evaluationsPer30Days: number;
  /** Most promotions without a person in 30 days; default 1. */
  readonly promotionsPer30Days: number;
  /** An incident's signals are quiet below this share of their bound; default 0.1. */
  readonly clearBelow: number;
  /** Quiet windows that close an incident; default 3. */
  readonly clearWindows: number;
  /** Ages at which a row counts half, tried beside equal weight. */
  readonly halfLives: readonly string[];
  /** Points in time from which recipes forecast the next cohort; default 3. */
  readonly origins: number;
}

const duration = z.string().refine((text) => {
  try {
    return parseDuration(text) > 0;
  } catch {
    return false;
  }
}, "write a duration such as 30d");

/** Schema of {@link RetrainingOptions}. */
export const retrainingOptions: z.ZodType<RetrainingOptions> = z.strictObject({
  policy: z.enum(["default", "reference"]).default("default").describe("which rules decide when to train again"),
  fallback: duration.default("30d").describe("time after the last training when an evaluation run is due anyway"),
  minimumRows: z.int().min(50).default(700).describe("matured rows since the last fit that a full fit needs"),
  minimumPositives: z.int().min(10).default(150).describe("positive rows among them"),
  recalibrationRows: z.int().min(50).default(200).describe("matured rows from which on recalibrating is allowed"),
  cooldown: duration.default("14d").describe("quiet time after a promotion; doubled after each rejected challenger"),
  longestCooldown: duration.default("90d").describe("longest quiet time"),
  evaluationsPer30Days: z.int().min(1).default(2).describe("most evaluation runs that start by themselves in 30 days"),
  promotionsPer30Days: z.int().min(0).default(1).describe("most promotions without a person in 30 days"),
  clearBelow: z.number().min(0).max(1).default(0.1).describe("share of its bound below which a signal is quiet"),
  clearWindows: z.int().min(1).default(3).describe("quiet windows that close an incident"),
  halfLives: z.array(duration).default(["180d", "90d", "30d"]).describe("ages at which a training row counts half"),
  origins: z.int().min(3).max(12).default(3).describe("points in time from which recipes forecast the next rows"),
});
