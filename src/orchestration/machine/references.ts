import { invalidInput, type Json } from "#kernel";
import type { ConditionTask } from "../spec/job-spec.js";
import type { RunState } from "./state.js";

const reference = /\{\{\s*([^{}]*?)\s*\}\}/g;
const wholeReference = /^\{\{\s*([^{}]*?)\s*\}\}$/;

/** The paths of all references in a value, such as `tasks.y.values.z`. */
export function referencesIn(value: Json): readonly string[] {
  if (typeof value === "string") return [...value.matchAll(reference)].map(([, path]) => path!);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}

function taskValue(state: RunState, [key, what, ...rest]: readonly string[]): Json | undefined {
  const task = state.tasks.get(key ?? "");
  if (task === undefined) return undefined;
  if (what === "result_state") return task.status;
  if (what === "outcome") return typeof task.output === "boolean" ? String(task.output) : undefined;
  if (what === "values" || what === "output") return rest.reduce<Json | undefined>(memberOf, task.output ?? undefined);
  return undefined;
}

function jobValue(state: RunState, [what, ...rest]: readonly string[]): Json | undefined {
  const { run } = state;
  const facts: Readonly<Record<string, Json>> = {
    parameters: run.parameters,
    run_id: run.id,
    name: run.job,
    repair_count: run.repairs,
    start_time: run.startedAt,
    trigger: { type: run.trigger.kind, time: run.trigger.scheduledFor ?? run.createdAt, cause: run.trigger.cause },
  };
  return rest.reduce<Json | undefined>(memberOf, memberOf(facts, what ?? ""));
}

function lookUp(path: string, state: RunState, input: Json | null): Json {
  const [root, ...rest] = path.split(".");
  const found =
    root === "job"
      ? jobValue(state, rest)
      : root === "tasks"
        ? taskValue(state, rest)
        : root === "input"
          ? rest.reduce<Json | undefined>(memberOf, input ?? undefined)
          : undefined;
  if (found !== undefined) return found;
  throw invalidInput("orchestration/unknown-reference", `{{${path}}} has no value in this run`, { path });
}

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * A value with its references replaced. A text that is one reference becomes what it names, with its type; references inside
 * a longer text become text.
 * @param input entry of the for-each the task stands for
 * @throws InvalidInput `orchestration/unknown-reference`
 */
export function resolveReferences(value: Json, state: RunState, input: Json | null): Json {
  if (typeof value === "string") {
    const whole = wholeReference.exec(value);
    if (whole !== null) return lookUp(whole[1]!, state, input);
    return value.replace(reference, (_, path: string) => asText(lookUp(path, state, input)));
  }
  if (Array.isArray(value)) return value.map((entry: Json) => resolveReferences(entry, state, input));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolveReferences(member, state, input)]),
  );
}

const comparisons: Readonly<Record<ConditionTask["op"], (left: number, right: number) => boolean>> = {
  EQUAL_TO: (left, right) => left === right,
  NOT_EQUAL: (left, right) => left !== right,
  GREATER_THAN: (left, right) => left > right,
  GREATER_THAN_OR_EQUAL: (left, right) => left >= right,
  LESS_THAN: (left, right) => left < right,
  LESS_THAN_OR_EQUAL: (left, right) => left <= right,
};

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

/**
 * What a condition says. Numbers are compared as numbers when both sides are, else equality compares text.
 * @throws InvalidInput `orchestration/unknown-reference`, `orchestration/not-comparable`
 */
export function evaluateCondition(condition: ConditionTask, state: RunState, input: Json | null): boolean {
  const [left, right] = [condition.left, condition.right].map((side) => asText(resolveReferences(side, state, input)));
  if (isNumber(left!) && isNumber(right!)) return comparisons[condition.op](Number(left), Number(right));
  if (condition.op === "EQUAL_TO") return left === right;
  if (condition.op === "NOT_EQUAL") return left !== right;
  throw invalidInput(
    "orchestration/not-comparable",
    `${condition.op} compares numbers; the sides are "${left}" and "${right}"`,
    { left, right },
  );
}
