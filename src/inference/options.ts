import { z } from "zod";

/** Lowest probability of each risk band; below `medium` is Low. */
export interface RiskBands {
  /** Default 0.7. */
  readonly high: number;
  /** Default 0.4. */
  readonly medium: number;
}

/** What a contact costs and brings. */
export interface BusinessTerms {
  /** Value of a kept customer in currency units; default 2,000. */
  readonly customerValue: number;
  /** Cost of contacting one customer in currency units; default 50. */
  readonly contactCost: number;
  /** Share of contacted leaving customers who stay, 0 to 1; default 0.3. */
  readonly successRate: number;
  /** Default USD. */
  readonly currency: string;
}

/** How predictions are told. */
export interface InferenceOptions {
  /** Customers on the high-risk list; default 25. */
  readonly highRiskListSize: number;
  readonly riskBands: RiskBands;
  /** Whether predictions of a batch job join the inference log, which monitoring reads; default true. */
  readonly log: boolean;
}

const riskBandOptions = z
  .strictObject({
    high: z.number().gt(0).lt(1).default(0.7).describe("lowest probability of the band High, 0 to 1"),
    medium: z.number().gt(0).lt(1).default(0.4).describe("lowest probability of the band Medium, 0 to 1"),
  })
  .refine((bands) => bands.medium < bands.high, "medium must be below high");

/** Schema of {@link BusinessTerms}. */
export const businessOptions: z.ZodType<BusinessTerms> = z.strictObject({
  customerValue: z.number().positive().default(2000).describe("value of a kept customer, in currency units"),
  contactCost: z.number().positive().default(50).describe("cost of contacting one customer, in currency units"),
  successRate: z.number().gt(0).max(1).default(0.3).describe("share of contacted leaving customers who stay, 0 to 1"),
  currency: z.string().min(1).default("USD").describe("name of the currency"),
});

/** Schema of {@link InferenceOptions}. */
export const inferenceOptions: z.ZodType<InferenceOptions> = z.strictObject({
  highRiskListSize: z.int().min(1).max(10_000).default(25).describe("customers on the high-risk list"),
  riskBands: riskBandOptions.prefault({}).describe("lowest probability of each risk band"),
  log: z.boolean().default(true).describe("whether batch predictions join the inference log, which monitoring reads"),
});
