import { z } from "zod";
import { type CheckDefinition, type Bound } from "./gate.js";
import { type GateId, gateTable, pairedGates, referenceGates } from "./gates/gate-table.js";

/** A number (the one open end of the check's own bound) or both ends, lower first. */
export type BoundOption = number | readonly [number, number];

/** A gate with another bound, or one that only informs. */
export interface GateOption {
  readonly id: GateId;
  /** For a gate with one check its bound; else bounds by check. In the unit of the check. */
  readonly bound?: BoundOption | Readonly<Record<string, BoundOption>> | undefined;
  /** Whether the gate decides; default true. */
  readonly required?: boolean | undefined;
  /** Whether a floor may be passed by comparison with a champion that misses it as well; default true. */
  readonly byComparison?: boolean | undefined;
}

/** A set of gates, a gate, or a gate with settings of its own. */
export type GateChoice = GateSetName | GateId | GateOption;

/** Names of the sets. */
export type GateSetName = "default" | "reference";

/** The gates a version has to pass. */
export interface ValidationOptions {
  /**
   * `default` (the reference's seven and eight that tell good models from bad ones, all required), `reference` (the seven
   * only), or a list of sets and gates, later entries overriding earlier ones; the seven are always shown.
   */
  readonly gates: GateSetName | readonly GateChoice[];
}

/** How a challenger becomes champion. */
export interface PromotionOptions {
  /** `auto`: by the decision table; `manual`: a person approves; `reference`: F1 not more than .02 lower, for comparison only. */
  readonly policy: "auto" | "manual" | "reference";
}

const gateIds = Object.keys(gateTable) as GateId[];
const bound = z.union([z.number(), z.tuple([z.number(), z.number()])]);

const gateOption = z
  .strictObject({
    id: z.enum(gateIds).describe("which gate"),
    bound: z
      .union([bound, z.record(z.string(), bound)])
      .optional()
      .describe("bound, or bounds by check, in the unit of the check"),
    required: z.boolean().optional().describe("whether the gate decides; default true"),
    byComparison: z
      .boolean()
      .optional()
      .describe("whether a floor that the champion misses too may be passed by a model proven better; default true"),
  })
  .superRefine((option, context) => {
    const problem = boundProblem(option);
    if (problem !== null) context.addIssue({ code: "custom", path: ["bound"], message: problem });
  });

/** Schema of {@link ValidationOptions}. */
export const validationOptions: z.ZodType<ValidationOptions> = z.strictObject({
  gates: z
    .union([
      z.enum(["default", "reference"]),
      z.array(z.union([z.enum(["default", "reference", ...gateIds]), gateOption])).min(1),
    ])
    .default("default")
    .describe("default, reference, or a list of sets and gates"),
});

/** Schema of {@link PromotionOptions}. */
export const promotionOptions: z.ZodType<PromotionOptions> = z.strictObject({
  policy: z.enum(["auto", "manual", "reference"]).default("auto").describe("how a challenger becomes champion"),
});

/** A gate with the bounds in force. */
export interface SelectedGate {
  readonly id: GateId;
  readonly required: boolean;
  readonly bounds: Readonly<Record<string, Bound>>;
  /** Whether failed checks of a floor are compared with the champion's; default true. */
  readonly byComparison?: boolean;
}

const isPair = (option: unknown): option is readonly [number, number] => Array.isArray(option);

function checksNamed({ id, bound }: GateOption): readonly (readonly [string, BoundOption])[] {
  if (bound === undefined) return [];
  if (typeof bound !== "number" && !isPair(bound)) return Object.entries(bound);
  return [[gateTable[id].checks[0]!.id, bound]];
}

function boundProblem(option: GateOption): string | null {
  const { checks } = gateTable[option.id];
  const names = checks.map(({ id }) => id).join(", ");
  if ((typeof option.bound === "number" || isPair(option.bound)) && checks.length > 1) {
    return `gate "${option.id}" has several checks; name the one to set: ${names}`;
  }
  for (const [name, value] of checksNamed(option)) {
    const check = checks.find(({ id }) => id === name);
    if (check === undefined) return `gate "${option.id}" has no check "${name}"; it has ${names}`;
    const problem = valueProblem(check, value);
    if (problem !== null) return problem;
  }
  return null;
}

function valueProblem({ id, bound }: CheckDefinition, value: BoundOption): string | null {
  if (isPair(value)) return value[0] <= value[1] ? null : `check "${id}": the lower end must come first`;
  const isTwoSided = bound.low !== null && bound.high !== null;
  return isTwoSided ? `check "${id}" is bounded on both sides; give [lower, upper]` : null;
}

function boundOf(value: BoundOption, usual: Bound): Bound {
  if (isPair(value)) return { low: value[0], high: value[1] };
  return usual.low === null ? { low: null, high: value } : { low: value, high: null };
}

function selected(option: GateOption): SelectedGate {
  const named = new Map(checksNamed(option));
  const bounds = gateTable[option.id].checks.map(({ id, bound }) => {
    const value = named.get(id);
    return [id, value === undefined ? bound : boundOf(value, bound)] as const;
  });
  const { id, required = true, byComparison = true } = option;
  return { id, required, byComparison, bounds: Object.fromEntries(bounds) };
}

function gatesOf(choice: GateChoice): readonly GateOption[] {
  if (typeof choice !== "string") return [choice];
  if (choice === "default") return gateIds.map((id) => ({ id }));
  if (choice === "reference") return idsOf(referenceGates).map((id) => ({ id }));
  return [{ id: choice }];
}

const idsOf = (gates: object): GateId[] => Object.keys(gates) as GateId[];

/**
 * The gates to evaluate, in the order they are shown: the seven of the reference first.
 * @param options `gates` as in the project file
 * @returns the seven of the reference are always there; those that were not chosen are not required
 */
export function selectGates({ gates }: ValidationOptions): readonly SelectedGate[] {
  const chosen = new Map<GateId, GateOption>();
  for (const id of idsOf(referenceGates)) chosen.set(id, { id, required: false });
  for (const choice of typeof gates === "string" ? [gates] : gates) {
    for (const option of gatesOf(choice)) chosen.set(option.id, option);
  }
  const order = [...idsOf(referenceGates), ...idsOf(pairedGates)];
  return order.flatMap((id) => {
    const option = chosen.get(id);
    return option === undefined ? [] : [selected(option)];
  });
}
