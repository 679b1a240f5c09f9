import { z } from "zod";
import { weekdays } from "./weekday.js";
import type {
  Condition,
  CustomerChange,
  FeedChange,
  LabelChange,
  OutcomeChange,
  Predicate,
  Ramp,
  Scenario,
  ValueChange,
} from "./scenario.js";

const day = z.int().min(1);
const share = z.number().gt(0).max(1);
const column = z.string().min(1);
const spelling = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const bounds = z
  .strictObject({
    atLeast: z.number().exactOptional().describe("lowest number, inclusive"),
    below: z.number().exactOptional().describe("highest number, exclusive"),
  })
  .transform(({ atLeast, below }): Condition => ({ kind: "between", atLeast: atLeast ?? null, below: below ?? null }));

const condition = z.union([
  spelling.transform((level): Condition => ({ kind: "levels", levels: [level] })),
  z
    .array(spelling)
    .min(1)
    .transform((levels): Condition => ({ kind: "levels", levels })),
  bounds,
]);

const rampKeys = {
  from: day.default(1).describe("first day of the scenario on which it is in force"),
  until: day.exactOptional().describe("last day; left out: for ever"),
  over: day.exactOptional().describe("days until it is complete, growing from nothing"),
  shape: z
    .enum(["step", "linear", "creep", "wave"])
    .exactOptional()
    .describe("step; linear (with over); creep: once more every day; wave (with period): on and off"),
  period: z.int().min(2).exactOptional().describe("days of one wave, the first half of which it is on"),
  once: z.number().min(0).lt(1).default(0).describe("share of the ramp up to which nothing happens yet"),
  weekdays: z.array(z.enum(weekdays)).min(1).exactOptional().describe("only on these days of the week, in UTC"),
};

const timedKeys = {
  ...rampKeys,
  where: z.record(z.string(), condition).default({}).describe("conditions by column that all must hold"),
};

const valueKeys = {
  scale: column.exactOptional().describe("column whose numbers are multiplied"),
  add: column.exactOptional().describe("column to whose numbers something is added"),
  set: column.exactOptional().describe("column that is set to a value"),
  by: z.number().exactOptional().describe("factor or summand"),
  to: spelling.exactOptional().describe("the value that is set, or the new name"),
  probability: share.default(1).describe("share of rows it happens to"),
};

type RampInput = z.output<z.ZodObject<typeof rampKeys>>;

function rampOf(input: RampInput): Ramp {
  const implied = input.period !== undefined ? "wave" : input.over !== undefined ? "linear" : "step";
  return {
    from: input.from,
    until: input.until ?? null,
    over: input.over ?? null,
    shape: input.shape ?? implied,
    period: input.period ?? 2,
    once: input.once,
    weekdays: input.weekdays ?? null,
  };
}

interface Verbs {
  /** Verb → keys it needs beside itself. */
  readonly [verb: string]: readonly string[];
}

/** Complains unless exactly one verb is there, with what it needs. */
function oneVerb(verbs: Verbs) {
  return (input: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    const found = Object.keys(verbs).filter((verb) => input[verb] !== undefined);
    if (found.length !== 1) {
      const message = `has ${found.length === 0 ? "no change" : `${found.length} changes (${found.join(", ")})`}; write one of ${Object.keys(verbs).join(", ")}`;
      context.addIssue({ code: "custom", message });
      return;
    }
    for (const needed of verbs[found[0]!]!) {
      if (input[needed] === undefined) context.addIssue({ code: "custom", message: `${found[0]} needs "${needed}"` });
    }
  };
}

const valueVerbs: Verbs = { scale: ["by"], add: ["by"], set: ["to"] };

type ValueInput = z.output<z.ZodObject<typeof valueKeys & typeof timedKeys>>;

function valueChangeOf(input: ValueInput): ValueChange {
  const timed = { ramp: rampOf(input), where: input.where as Predicate };
  const by = input.by ?? 1;
  if (input.scale !== undefined) return { ...timed, kind: "scale", column: input.scale, by };
  if (input.add !== undefined) return { ...timed, kind: "add", column: input.add, by };
  return { ...timed, kind: "set", column: input.set!, to: input.to ?? "", probability: input.probability };
}

const customerChange = z
  .strictObject({
    ...valueKeys,
    ...timedKeys,
    weight: z.number().min(0).exactOptional().describe("how many times as often such customers come"),
  })
  .superRefine(oneVerb({ ...valueVerbs, weight: [] }))
  .transform(
    (input): CustomerChange =>
      input.weight === undefined
        ? valueChangeOf(input)
        : { kind: "weight", by: input.weight, ramp: rampOf(input), where: input.where },
  );

const outcomeChange = z
  .strictObject({ ...timedKeys, odds: z.number().positive().describe("factor of the odds of the positive outcome") })
  .transform(
    (input): OutcomeChange => ({
      kind: "odds",
      by: input.odds,
      ramp: rampOf(input),
      where: input.where,
    }),
  );

const feedChange = z
  .strictObject({
    ...valueKeys,
    ...timedKeys,
    blank: column.exactOptional().describe("column whose values are lost"),
    rename: column.exactOptional().describe("column that arrives under another name"),
    drop: column.exactOptional().describe("column that no longer arrives"),
    volume: z.number().min(0).exactOptional().describe("factor of the number of rows"),
    stale: z.literal(true).exactOptional().describe("the rows of the last good day arrive again"),
  })
  .superRefine(oneVerb({ ...valueVerbs, blank: [], rename: ["to"], drop: [], volume: [], stale: [] }))
  .transform((input): FeedChange => {
    const timed = { ramp: rampOf(input), where: input.where as Predicate };
    const { blank, rename, drop, volume } = input;
    if (blank !== undefined) return { ...timed, kind: "blank", column: blank, probability: input.probability };
    if (rename !== undefined) return { ...timed, kind: "rename", column: rename, to: input.to! };
    if (drop !== undefined) return { ...timed, kind: "drop", column: drop };
    if (volume !== undefined) return { ...timed, kind: "volume", by: volume };
    return input.stale === undefined ? valueChangeOf(input) : { ...timed, kind: "stale" };
  });

const labelChange = z
  .strictObject({
    ...rampKeys,
    outage: z.literal(true).exactOptional().describe("outcomes are held back until it is over"),
    delay: z.number().positive().exactOptional().describe("days by which outcomes come later"),
    correct: share.exactOptional().describe("share of outcomes first told wrongly"),
    after: z.number().positive().default(10).describe("days until a wrong outcome is corrected"),
    duplicate: share.exactOptional().describe("share of outcomes told twice"),
    unknown: share.exactOptional().describe("outcomes of strangers, as a share of all"),
  })
  .superRefine(oneVerb({ outage: [], delay: [], correct: [], duplicate: [], unknown: [] }))
  .transform((input): LabelChange => {
    const ramp = rampOf(input);
    if (input.delay !== undefined) return { ramp, kind: "delay", days: input.delay };
    if (input.correct !== undefined) return { ramp, kind: "correct", share: input.correct, after: input.after };
    if (input.duplicate !== undefined) return { ramp, kind: "duplicate", share: input.duplicate };
    return input.unknown === undefined ? { ramp, kind: "outage" } : { ramp, kind: "unknown", share: input.unknown };
  });

/** Schema of a scenario file. */
export const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  name: z.string().min(1).describe("name of the scenario"),
  says: z.string().min(1).describe("what happens, in one sentence"),
  calmDays: z.int().min(0).default(0).describe("days before it begins"),
  follows: z
    .boolean()
    .default(true)
    .describe("whether outcomes and derived columns follow the changed customers; false keeps the old ones"),
  customers: z.array(customerChange).default([]).describe("the customers change"),
  outcomes: z.array(outcomeChange).default([]).describe("the same customers decide differently"),
  feed: z.array(feedChange).default([]).describe("only what arrives changes"),
  labels: z.array(labelChange).default([]).describe("outcomes are told differently"),
});

/** A world in which nothing changes. */
export const calmScenario: Scenario = scenarioSchema.parse({ name: "none", says: "Nothing changes." });
