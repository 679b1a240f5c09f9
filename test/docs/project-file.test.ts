import { parseProjectConfig, projectFileSchema } from "#config";
import { searchSpaces } from "#training";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { codeWords, differences, sectionOf, tableRows, textOf } from "./read-docs.js";

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | false;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly default?: string | number | boolean | null | object;
}

interface Key {
  readonly path: string;
  readonly node: SchemaNode;
}

const page = textOf("docs/reference/project-file.md");
const schema = z.toJSONSchema(projectFileSchema, { io: "input", unrepresentable: "any" }) as SchemaNode;

function keysOf(node: SchemaNode, path: string): readonly Key[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const childPath = path === "" ? name : `${path}.${name}`;
    return [{ path: childPath, node: child }, ...keysOf(child, childPath)];
  });
  const any = typeof node.additionalProperties === "object" ? keysOf(node.additionalProperties, `${path}.*`) : [];
  const items = typeof node.items === "object" ? keysOf(node.items, `${path}[]`) : [];
  const others = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((option) => keysOf(option, path));
  return [...named, ...any, ...items, ...others];
}

const rows = [
  "Top level",
  "data",
  "data.columns",
  "features",
  "split",
  "training",
  "validation",
  "promotion",
  "business",
  "inference",
  "monitoring",
  "retraining",
  "schedules",
  "simulation",
  "notifications",
  "retention",
  "notifications",
].flatMap((heading) => tableRows(sectionOf(page, heading)));

describe("the reference of the project file", () => {
  test("names every key of the schema, and none that is not there", () => {
    const documented = rows.map(([cell]) => codeWords(cell!)[0]!);

    expect(
      differences(
        documented,
        keysOf(schema, "").map(({ path }) => path),
      ),
    ).toEqual([]);
  });

  test("gives the schema's default for every key that has a plain one", () => {
    const documented = new Map(rows.map(([key, value]) => [codeWords(key!)[0]!, codeWords(value!)[0] ?? value!]));
    const wrong = keysOf(schema, "").flatMap(({ path, node }) => {
      const value = node.default === null ? "none" : node.default;
      if (value === undefined || typeof value === "object") return [];
      const real = String(value);
      return documented.get(path) === real ? [] : [`${path}: ${real}, not ${documented.get(path)}`];
    });

    expect(wrong).toEqual([]);
  });

  test("shows a complete file that the program accepts", () => {
    const yaml = /^```yaml\n([\s\S]*?)^```/m.exec(page)![1]!;

    expect(parseProjectConfig(yaml, "driftloop.yaml").name).toBe("loans");
  });

  test("lists the ranges of both search spaces as they are searched", () => {
    const range = (space: keyof typeof searchSpaces, name: string): string => {
      const { low, high, log } = searchSpaces[space][name]!;
      return `${low} … ${high}${log === true ? ", log" : ""}`;
    };
    const documented = tableRows(sectionOf(page, "Search spaces")).map((cells) => cells.join(" | "));
    const real = Object.keys(searchSpaces.default).map(
      (name) => `\`${name}\` | ${range("default", name)} | ${range("reference", name)}`,
    );

    expect(differences(documented, real)).toEqual([]);
  });
});
