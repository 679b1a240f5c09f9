import { invalidInput } from "#kernel";
import { z } from "zod";
import type { PrunerOptions } from "./pruners/pruners.js";
import type { SamplerOptions } from "./samplers/samplers.js";
import type { Schedule } from "./schedule.js";

const count = z.int().min(0).exactOptional();
const positive = z.int().min(1).exactOptional();
const flag = z.boolean().exactOptional();
const reduction = z.int().min(2).exactOptional();
const percentileFields = { startupTrials: count, warmupSteps: count, intervalSteps: positive, minTrials: positive };

const tpe = z.strictObject({
  kind: z.literal("tpe"),
  startupTrials: count,
  candidates: positive,
  multivariate: flag,
  group: flag,
  constantLiar: flag,
  considerEndpoints: flag,
  magicClip: flag,
  priorWeight: z.number().positive().exactOptional(),
});

/** Settings of every sampler; the fields are described at {@link SamplerOptions}. */
export const samplerSchema: z.ZodType<SamplerOptions> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("random") }),
  z.strictObject({ kind: z.literal("grid"), points: positive }),
  tpe,
]);

/** Settings of every pruner; the fields are described at {@link PrunerOptions}. */
export const prunerSchema: z.ZodType<PrunerOptions> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("median"), ...percentileFields }),
  z.strictObject({ kind: z.literal("percentile"), percentile: z.number().gt(0).lt(100), ...percentileFields }),
  z.strictObject({
    kind: z.literal("successive-halving"),
    minResource: positive,
    reduction,
    earlyStoppingRate: count,
  }),
  z.strictObject({ kind: z.literal("hyperband"), minResource: positive, maxResource: positive, reduction }),
  z.strictObject({
    kind: z.literal("wilcoxon"),
    pThreshold: z.number().gt(0).lt(1).exactOptional(),
    startupSteps: count,
  }),
  z.strictObject({
    kind: z.literal("race"),
    risk: z.number().gt(0).lt(0.5).exactOptional(),
    percentile: z.number().gt(0).max(100).exactOptional(),
    startupTrials: z.int().min(2).exactOptional(),
  }),
]);

/** Settings of a {@link Schedule}. */
export const scheduleSchema: z.ZodType<Schedule> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ordered"), window: z.int().min(1) }),
  z.strictObject({ kind: z.literal("eager") }),
]);

/**
 * Reads one option of a study.
 * @throws InvalidInput `tuning/invalid-option` that names the field
 */
export function parseTuningOption<Option>(name: string, schema: z.ZodType<Option>, value: unknown): Option {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = [name, ...issue.path].join(".");
  throw invalidInput("tuning/invalid-option", `${field}: ${issue.message}`, { field });
}
