import { describe, expect, test } from "vitest";
import { codeWords, differences, sources, tableRows, textOf } from "./read-docs.js";

/** Codes that are put together when they are thrown: the text in the source → the codes it can make. */
const computed: Readonly<Record<string, readonly string[]>> = {
  'ingestion/${role.replaceAll(" ", "-")}-missing': [
    "ingestion/label-missing",
    "ingestion/key-missing",
    "ingestion/event-time-missing",
  ],
  "sqlite/${reason}": ["sqlite/busy", "sqlite/disk-full", "sqlite/failed", "sqlite/unreadable"],
};

const throwing = /\b(?:invalidInput|notFound|conflict|notReady|externalFailure)\(\s*/;
const documented = tableRows(textOf("docs/reference/errors.md")).flatMap(([cell]) => codeWords(cell!));
const areas = new Set(documented.map((code) => code.split("/")[0]!));

/** Codes thrown by name anywhere, and text literals of a known area, which reach a throw as a value. */
function codesIn(code: string): readonly string[] {
  const thrown = [...code.matchAll(new RegExp(`${throwing.source}"([a-z]+/[a-z-]+)"`, "g"))].map(([, name]) => name!);
  const literals = [...code.matchAll(/(?<!import\(|from |createRandom\()"([a-z]+\/[a-z][a-z-]+)"/g)]
    .map(([, name]) => name!)
    .filter((name) => areas.has(name.split("/")[0]!));
  return [...thrown, ...literals];
}

describe("the reference of errors", () => {
  test("names every code that can be thrown, and none that cannot", () => {
    const real = [...sources().flatMap(({ code }) => codesIn(code)), ...Object.values(computed).flat()];

    expect(real.length).toBeGreaterThan(100);
    expect(differences(documented, real)).toEqual([]);
  });

  test("knows every code that is put together when it is thrown", () => {
    const templates = sources().flatMap(({ code }) =>
      [...code.matchAll(new RegExp(`${throwing.source}\`([a-z]+/[^\`]*)\``, "g"))].map(([, text]) => text!),
    );

    expect(differences(Object.keys(computed), templates)).toEqual([]);
  });

  test("lists no code twice", () => {
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });
});
