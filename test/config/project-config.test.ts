import { parseProjectConfig, type ProjectConfig, projectFileSchema } from "#config";
import { DriftloopError } from "#kernel";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const minimal = `name: shop
data:
  source: shop.csv
  entity: id
  label: { column: y, positive: "1" }
  columns:
    id: { type: text }
    x: { type: number }
    city: { type: category }
    y: { type: category }
features: [x, city]
`;
const exampleFile = new URL("../../examples/telco-churn/driftloop.yaml", import.meta.url);

const parse = (text: string): ProjectConfig => parseProjectConfig(text, "driftloop.yaml");

/** The error of a file; its message begins every line with `driftloop.yaml:line:column`. */
function errorOf(text: string): DriftloopError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DriftloopError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("parseProjectConfig", () => {
  test("fills in every default", () => {
    const config = parse(minimal);

    expect(config).toMatchObject({
      name: "shop",
      engine: "duckdb",
      split: { testShare: 0.2, seed: 42 },
      training: {
        trials: 50,
        space: "default",
        folds: 5,
        maxRounds: 300,
        calibration: "auto",
        positiveWeight: 1,
        monotone: {},
        threshold: { policy: "f1-with-precision-floor", floor: 0.6 },
      },
      business: { customerValue: 2000, contactCost: 50, successRate: 0.3, currency: "USD" },
      inference: { highRiskListSize: 25, riskBands: { high: 0.7, medium: 0.4 } },
      contract: { entity: ["id"], eventTime: null, label: { column: "y", positive: "1" } },
    });
    expect(config.definitions.map(({ name, kind }) => [name, kind])).toEqual([
      ["x", "number"],
      ["city", "category"],
    ]);
  });

  test("keeps what the file says, also inside a section that is written in part", () => {
    const config = parse(
      `${minimal}training: { trials: 3, threshold: { policy: fixed, value: 0.35 } }\nsplit: { seed: 7 }\n`,
    );

    expect(config.training).toMatchObject({ trials: 3, folds: 5, threshold: { policy: "fixed", value: 0.35 } });
    expect(config.split).toEqual({ testShare: 0.2, seed: 7 });
  });

  test("reads the example project", () => {
    expect(parse(readFileSync(exampleFile, "utf8"))).toMatchObject({ name: "telco_churn", engine: "duckdb" });
  });

  test.each([
    ["a byte order mark", `\uFEFF${minimal}`],
    ["line ends of Windows", minimal.replaceAll("\n", "\r\n")],
    ["JSON", JSON.stringify(jsonOfMinimal())],
  ])("gives the same digest for the same settings with %s", (_, text) => {
    expect(parse(text).digest).toBe(parse(minimal).digest);
  });

  test("gives another digest for another setting, and the same for a default that is written out", () => {
    expect(parse(`${minimal}split: { seed: 43 }\n`).digest).not.toBe(parse(minimal).digest);
    expect(parse(`${minimal}split: { seed: 42 } # as by default\n`).digest).toBe(parse(minimal).digest);
  });

  test("is frozen all the way down", () => {
    const config = parse(minimal) as unknown as {
      training: { monotone: Record<string, string> };
      definitions: unknown[];
    };

    expect(() => {
      config.training.monotone["x"] = "increasing";
    }).toThrow(TypeError);
    expect(() => config.definitions.push({})).toThrow(TypeError);
  });

  test("takes columns and features that are named like inherited properties", () => {
    const config = parse(minimal.replace("    x:", "    constructor:").replace("[x, city]", "[constructor, city]"));

    expect(config.definitions[0]).toMatchObject({ name: "constructor", kind: "number" });
  });

  test("follows a few aliases", () => {
    const text = minimal.replace("x: { type: number }", "x: &number { type: number }\n    z: *number");

    expect(parse(text).contract.columns["z"]).toEqual({ type: "number" });
  });
});

function jsonOfMinimal(): object {
  return {
    name: "shop",
    data: {
      source: "shop.csv",
      entity: "id",
      label: { column: "y", positive: "1" },
      columns: { id: { type: "text" }, x: { type: "number" }, city: { type: "category" }, y: { type: "category" } },
    },
    features: ["x", "city"],
  };
}

describe("a wrong project file", () => {
  test.each([
    ["an unknown key", "promotoin: {}", '12:1: unknown key "promotoin". Did you mean "promotion"?'],
    [
      "an unknown key in a section",
      "training: { trails: 3 }",
      '12:13: unknown key "training.trails". Did you mean "trials"?',
    ],
    [
      "a key that is like none",
      "split: { zzzzzzzz: 3 }",
      '12:10: unknown key "split.zzzzzzzz". Known keys: testShare, seed.',
    ],
    ["an inherited name", "constructor: 1", '12:1: unknown key "constructor". Known keys: name,'],
    [
      "a key of another choice",
      "training: { threshold: { policy: cost, value: 1 } }",
      '12:40: unknown key "training.threshold.value".',
    ],
    [
      "a missing key",
      "training: { threshold: { policy: fixed } }",
      "12:13: training.threshold.value: is missing; expected number",
    ],
    ["a text for a number", "split: { testShare: '0.2' }", "12:10: split.testShare: Invalid input: expected number"],
    ["a number out of range", "split: { testShare: 1 }", "12:10: split.testShare: Too big"],
    ["a number that is none", "business: { contactCost: .nan }", "12:13: business.contactCost: Invalid input"],
    ["infinity", "business: { contactCost: .inf }", "12:13: business.contactCost: Invalid input"],
    ["a section without content", "training:", "12:1: training: Invalid input: expected object, received null"],
    [
      "bands that cross",
      "inference: { riskBands: { high: 0.3 } }",
      "12:14: inference.riskBands: medium must be below high",
    ],
  ])("with %s is refused with file, line and column", (_, added, message) => {
    expect(errorOf(`${minimal}${added}\n`)).toMatchObject({
      kind: "InvalidInput",
      code: "config/invalid",
      message: expect.stringContaining(`driftloop.yaml:${message}`),
    });
  });

  test("without a positive class is refused", () => {
    expect(errorOf(minimal.replace(', positive: "1"', "")).message).toMatch(/:5:3: data\.label\.positive: /);
  });

  test("has all its problems told at once, one per line", () => {
    const { message, details } = errorOf(`${minimal}training: { trails: 3, fold: 2, seed: a }\nsplti: {}\n`);

    const lines = message.split("\n");
    expect(lines.toSorted()).toEqual([
      expect.stringMatching(/^driftloop\.yaml:12:13: .*"training\.trails"/),
      expect.stringMatching(/^driftloop\.yaml:12:24: .*"training\.fold"/),
      expect.stringMatching(/^driftloop\.yaml:12:33: training\.seed: /),
      expect.stringMatching(/^driftloop\.yaml:13:1: .*Did you mean "split"\?/),
    ]);
    expect(details["problems"]).toEqual(lines);
  });

  test.each([
    ["nothing", ""],
    ["a list", "- a"],
    ["a word", "hello"],
  ])("that is %s is told to be no mapping", (_, text) => {
    expect(errorOf(text)).toMatchObject({
      code: "config/invalid",
      message: expect.stringMatching(/^driftloop\.yaml:1:1: the file: Invalid input: expected object/),
    });
  });

  test.each([
    ["a key twice", `${minimal}name: again\n`, /:12:1: .*unique/],
    ["a bracket that is not closed", "data: [\n", /:2:1: /],
    ["tabs", "name: a\n\tdata: b\n", /:2:1: .*[Tt]ab/],
    ["two documents", `${minimal}---\nname: b\n`, /:12:1: /],
    ["a tag that nobody knows", `${minimal}business: !!js/function { a: 1 }\n`, /:12:11: /],
    ["an alias of nothing", `${minimal}business: *terms\n`, /:12:11: .*nothing is named &terms/],
    ["an alias of itself", "name: &a [*a]\n", /driftloop\.yaml/],
    ["a key named __proto__", `${minimal}__proto__: { engine: x }\n`, /:12:1: .*"__proto__" cannot be a key/],
    ["a column named __proto__", minimal.replace("    x:", "    __proto__: { type: number }\n    x:"), /:8:5: /],
    [
      "a feature named __proto__ with a direction",
      `${minimal}training: { monotone: { __proto__: increasing } }\n`,
      /:12:25: /,
    ],
    ["a list for a key", `${minimal}? [a]\n: 1\n`, /:12:3: .*a list or a mapping cannot be a key/],
    ["no key", `${minimal}? \n: 1\n`, /cannot be a key/],
  ])("with %s is refused with its place", (_, text, pattern) => {
    const error = errorOf(text);

    expect(error.kind).toBe("InvalidInput");
    expect(error.message).toMatch(pattern);
  });

  test("of aliases of aliases is refused at once", () => {
    const levels = [..."bcdefghij"].map((name, index) => {
      const before = "abcdefghi"[index]!;
      return `${name}: &${name} [${new Array(9).fill(`*${before}`).join(", ")}]`;
    });

    expect(errorOf(["a: &a [x]", ...levels].join("\n"))).toMatchObject({
      code: "config/unreadable",
      message: expect.stringMatching(/driftloop\.yaml:4:\d+: .*more than 20 aliases/),
    });
  });

  test.each([
    ["a label", "column: y", "column: yy", '5:12: "yy" is not among data.columns. Did you mean "y"?'],
    ["an entity", "entity: id", "entity: [id, x2]", '4:3: "x2" is not among data.columns.'],
    ["an event time", "entity: id", "entity: id\n  eventTime: at", '5:3: "at" is not among data.columns.'],
    [
      "a time of arrival",
      "entity: id",
      "entity: id\n  availableAt: toString",
      '5:3: "toString" is not among data.columns.',
    ],
  ])("with %s that is no column is refused", (_, from, to, message) => {
    expect(errorOf(minimal.replace(from, to))).toMatchObject({
      code: "config/unknown-column",
      message: expect.stringContaining(`driftloop.yaml:${message}`),
    });
  });

  test.each([
    ["is no column", "[x, citi]", "features/unknown-column", '11:15: feature "citi"'],
    ["is the label", "[x, y]", "features/uses-label", '11:15: feature "y"'],
    ["cannot be parsed", '[{ name: a, expression: "x +" }]', "expression/syntax", "11:12: "],
    ["comes twice", "[x, x]", "features/duplicate", '11:1: feature "x"'],
  ])("with a feature that %s is refused with the feature's place", (_, features, code, message) => {
    expect(errorOf(minimal.replace("[x, city]", features))).toMatchObject({
      kind: "InvalidInput",
      code,
      message: expect.stringContaining(`driftloop.yaml:${message}`),
    });
  });

  test.each([
    ["a feature that is not there", "nope", "training/unknown-feature"],
    ["an inherited name", "toString", "training/unknown-feature"],
    ["a category", "city", "training/monotone-category"],
  ])("with a direction for %s is refused before any training", (_, feature, code) => {
    expect(errorOf(`${minimal}training: { monotone: { ${feature}: increasing } }\n`)).toMatchObject({
      code,
      message: expect.stringContaining("driftloop.yaml:12:13: "),
    });
  });

  test("ends in a DriftloopError of kind InvalidInput, whatever its text is", () => {
    const piece = fc.constantFrom(
      "a",
      "name",
      ": ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "&a ",
      "*a",
      "!!x",
      "\n",
      "  ",
      '"',
      "'",
      "|",
      "? ",
      "#",
      "<<",
      "\t",
      "\0",
      "__proto__",
      "0x1",
      "~",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        expect(errorOf(pieces.join("")).kind).toBe("InvalidInput");
      }),
      { numRuns: 400 },
    );
  });

  test("of valid shape with values of other types is refused and never crashes", () => {
    const sections = [
      "data",
      "features",
      "split",
      "training",
      "validation",
      "promotion",
      "business",
      "inference",
    ] as const;
    const value = fc
      .jsonValue({ maxDepth: 2 })
      .filter((json) => json === null || typeof json !== "object" || Array.isArray(json));
    fc.assert(
      fc.property(fc.constantFrom(...sections), value, (section, json) => {
        const isFeatures = section === "features" && Array.isArray(json);
        const text = JSON.stringify({ ...jsonOfMinimal(), [section]: isFeatures ? [[json]] : json });
        expect(errorOf(text).code).toBe("config/invalid");
      }),
    );
  });
});

interface SchemaNode {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | false;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

function undescribed(node: SchemaNode, path: string): readonly string[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    ...(child.description === undefined && child.const === undefined ? [`${path}${name}`] : []),
    ...undescribed(child, `${path}${name}.`),
  ]);
  const inner = [node.additionalProperties, node.items].filter((child) => typeof child === "object");
  const choices = [...inner, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [...named, ...choices.flatMap((child) => undescribed(child, path))];
}

test("every key of the project file has a sentence about it", () => {
  expect(
    undescribed(z.toJSONSchema(projectFileSchema, { io: "input", unrepresentable: "any" }) as SchemaNode, ""),
  ).toEqual([]);
});
