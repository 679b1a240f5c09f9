import { z } from "zod";
import type { ConsistencyRule } from "./population/consistency.js";
import { weekdays } from "./scenario/weekday.js";

/** Offers that a score decides on, and what they do. */
export interface CampaignOptions {
  /** Share of each day's customers, those of the highest scores, who are meant to get an offer. */
  readonly top: number;
  /** Share of the leaving among those with an offer who stay. */
  readonly successRate: number;
  /** Share of those meant to get an offer who get none, by chance, so that its effect can be seen. */
  readonly holdout: number;
}

/** The world that `driftloop simulate` draws. */
export interface WorldOptions {
  /** New customers a day; default 100. */
  readonly rowsPerDay: number;
  /** Columns that follow from others: `column` is a factor of each customer's own times the product. */
  readonly consistency: readonly ConsistencyRule[];
  /** Chance that a value of a drawn row is taken from a similar row; default 0.5. */
  readonly exchangeShare: number;
  /** When inside the horizon the outcome happens: above 1 late, below 1 early, 1 (default) at any time alike. */
  readonly eventShape: number;
  /** Days from an outcome until it is told; default 0. */
  readonly reportingDays: number;
  /** Factor of the number of customers by day of the week. */
  readonly weekdayVolume: Readonly<Partial<Record<(typeof weekdays)[number], number>>>;
  /** Null: nothing is done about the scores. */
  readonly campaign: CampaignOptions | null;
}

const share = z.number().min(0).max(1);

const consistencyRule: z.ZodType<ConsistencyRule> = z.strictObject({
  column: z.string().min(1).describe("the column that follows"),
  product: z.array(z.string().min(1)).min(1).describe("the columns whose product it follows"),
});

const campaignOptions: z.ZodType<CampaignOptions> = z.strictObject({
  top: share.default(0.2).describe("share of each day's customers, by score, who are meant to get an offer"),
  successRate: share.default(0.3).describe("share of the leaving among those with an offer who stay"),
  holdout: share.default(0.1).describe("share of those meant to get an offer who get none, by chance"),
});

/** Schema of the section `simulation`. */
export const worldOptions: z.ZodType<WorldOptions> = z.strictObject({
  rowsPerDay: z.int().min(1).max(1_000_000).default(100).describe("new customers a day"),
  consistency: z.array(consistencyRule).default([]).describe("columns that follow from others"),
  exchangeShare: share.default(0.5).describe("chance that a value of a drawn row is taken from a similar row"),
  eventShape: z
    .number()
    .positive()
    .default(1)
    .describe("when inside the horizon outcomes happen: above 1 late, below 1 early, 1 at any time alike"),
  reportingDays: z.number().min(0).default(0).describe("days from an outcome until it is told"),
  weekdayVolume: z
    .partialRecord(z.enum(weekdays), z.number().min(0))
    .default({})
    .describe("factor of the number of customers by day of the week"),
  campaign: campaignOptions.nullable().default(null).describe("offers to customers of high score, and what they do"),
});
