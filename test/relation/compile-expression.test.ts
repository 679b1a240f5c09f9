import { describe, expect, it } from "vitest";
import { compareText, compileExpression, parseExpression } from "#relation";
import type { Field, Row } from "#tabular";

const fields: readonly Field[] = [
  { name: "n", type: "number" },
  { name: "s", type: "text" },
  { name: "b", type: "boolean" },
  { name: "t", type: "timestamp" },
  { name: "constructor", type: "number" },
];

const valueOf = (text: string, row: Row): unknown => compileExpression(parseExpression(text, fields))(row);

describe("compileExpression", () => {
  it.each<[string, Row, unknown]>([
    ["n", { n: "12.5" }, 12.5],
    ["n", { n: "twelve" }, null],
    ["n", { n: true }, 1],
    ["n", {}, null],
    ["n", { n: Number.NaN }, null],
    ["s", { s: 12 }, "12"],
    ["s", { s: false }, "false"],
    ["b", { b: "Yes" }, true],
    ["b", { b: 0 }, false],
    ["b", { b: 2 }, null],
    ["t", { t: "2024-01-31T10:00:00Z" }, Date.UTC(2024, 0, 31, 10)],
    ["t", { t: 5 }, 5],
  ])("reads column %s of %j", (text, row, expected) => {
    expect(valueOf(text, row)).toBe(expected);
  });

  it("does not read what a row inherits", () => {
    expect(valueOf("constructor", {})).toBeNull();
  });

  it("refuses a function that the language does not have", () => {
    const call = { kind: "call", name: "eval", arguments: [], type: "number" } as const;
    expect(() => compileExpression(call)).toThrow(expect.objectContaining({ code: "expression/unknown-function" }));
  });
});

describe("compareText", () => {
  it("orders by code point, where UTF-16 units would order otherwise", () => {
    expect(compareText("\u{1F600}", "\uFFFD")).toBeGreaterThan(0);
    expect(["\uFFFD", "\u{1F600}"].toSorted()).toEqual(["\u{1F600}", "\uFFFD"]);
    expect(compareText("a", "ab")).toBeLessThan(0);
    expect(compareText("é", "é")).toBe(0);
  });
});
