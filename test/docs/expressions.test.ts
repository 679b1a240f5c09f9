import { functions, type FunctionDefinition } from "#relation";
import { describe, expect, test } from "vitest";
import { codeWords, differences, sectionOf, tableRows, textOf } from "./read-docs.js";

const page = textOf("docs/reference/expressions.md");

function callText(name: string, { parameters, optional = [], rest, result }: FunctionDefinition): string {
  const given = [...parameters, ...optional.map((kind) => `${kind}?`), ...(rest === undefined ? [] : [`${rest}…`])];
  return `${name}(${given.join(", ")}) → ${result}`;
}

describe("the reference of expressions", () => {
  test("lists every function with the kinds of its arguments and result", () => {
    const documented = tableRows(sectionOf(page, "Functions")).map(([cell]) => codeWords(cell!)[0]!);
    const real = Object.entries(functions).map(([name, definition]) => callText(name, definition));

    expect(differences(documented, real)).toEqual([]);
  });

  test("says about each function what the function table says", () => {
    const documented = tableRows(sectionOf(page, "Functions")).map((cells) => cells[1]!);

    expect(
      differences(
        documented,
        Object.values(functions).map(({ summary }) => summary),
      ),
    ).toEqual([]);
  });
});
