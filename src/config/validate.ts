import { didYouMean, invalidInput } from "#kernel";
import { z } from "zod";
import type { PositionedYaml } from "./yaml-positions.js";

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(alternatives), ...(node.oneOf ?? []).flatMap(alternatives)];
}

function stepInto(node: SchemaNode, step: PropertyKey): readonly SchemaNode[] {
  return alternatives(node).flatMap((option) => {
    const named = option.properties?.[String(step)];
    if (named !== undefined) return [named];
    if (typeof option.additionalProperties === "object") return [option.additionalProperties];
    return option.items === undefined ? [] : [option.items];
  });
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly SchemaNode[] = [z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as SchemaNode];
  for (const step of path) nodes = nodes.flatMap((node) => stepInto(node, step));
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function deepestIssues(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const reached = issue.errors.map((errors) => errors.flatMap(deepestIssues));
  const longest = reached.toSorted((left, right) => depth(right) - depth(left))[0]!;
  return longest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)));

function unknownKey(key: string, path: readonly PropertyKey[], schema: z.ZodType, yaml: PositionedYaml): string {
  const known = keysAt(schema, path);
  const hint = didYouMean(key, known) || (known.length > 0 ? ` Known keys: ${known.join(", ")}.` : "");
  return `${yaml.positionOf([...path, key])}: unknown key "${[...path, key].join(".")}".${hint}`;
}

function sentences(issue: z.core.$ZodIssue, schema: z.ZodType, yaml: PositionedYaml): readonly string[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, schema, yaml));
  const message = issue.message.replace(/^Invalid input: (expected .+), received undefined$/, "is missing; $1");
  const subject = path.length === 0 ? "the file" : path.join(".");
  return [`${yaml.positionOf(path)}: ${subject}: ${message}`];
}

/**
 * A parsed file as the schema's type, with defaults.
 * @throws InvalidInput `config/invalid`: every problem with file, line and column, one per line
 */
export function validateYaml<Schema extends z.ZodType>(yaml: PositionedYaml, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(deepestIssues).flatMap((issue) => sentences(issue, schema, yaml));
  throw invalidInput("config/invalid", problems.join("\n"), { problems });
}
