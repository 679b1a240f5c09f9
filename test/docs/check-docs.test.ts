import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { docstringFindings } from "../../scripts/docs/docstrings.js";
import { findingText } from "../../scripts/docs/finding.js";
import { anchorOf, brokenLinks } from "../../scripts/docs/markdown.js";
import { wordingProblems } from "../../scripts/docs/wording.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "driftloop-docs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("doc comments", () => {
  const found = (source: string): readonly string[] => {
    write(
      "tsconfig.json",
      '{ "compilerOptions": { "module": "nodenext", "target": "es2023", "lib": ["es5"], "types": [] } }',
    );
    write("package.json", '{ "type": "module" }');
    write("src/index.ts", 'export { thing } from "./thing.js";\n');
    write("src/thing.ts", source);
    return docstringFindings(folder).map(findingText);
  };

  test("are asked of every name that leaves a folder", () => {
    expect(found("export function thing(): void {}\n")).toEqual([
      "src/thing.ts:1: thing is exported without a doc comment",
    ]);
  });

  test("are not satisfied by tags alone", () => {
    expect(found("/** @param a what */\nexport function thing(a: number): number { return a; }\n")).toEqual([
      "src/thing.ts:2: thing is exported without a doc comment",
    ]);
  });

  test("may only describe parameters that exist", () => {
    const source =
      "/** A thing.\n * @param a one\n * @param b none */\nexport const thing = (a: number): number => a;\n";

    expect(found(source)).toEqual(["src/thing.ts:4: @param b is no parameter"]);
  });

  test("are checked on the members of an exported type too", () => {
    const source =
      "/** A thing. */\nexport interface thing {\n  /** Adds. @param x none */\n  add(a: number): void;\n}\n";

    expect(found(source)).toEqual(["src/thing.ts:4: @param x is no parameter"]);
  });

  test("may give any name to a parameter that is taken apart", () => {
    const source =
      "/** A thing.\n * @param pair both */\nexport function thing({ a }: { a: number }): number { return a; }\n";

    expect(found(source)).toEqual([]);
  });
});

describe("links", () => {
  test("are told when they lead to no file, no heading or out of the repository", () => {
    write("b.md", "# One heading: `code`\n");
    write(
      "a.md",
      "[ok](b.md) [ok](b.md#one-heading-code)\n[x](c.md)\n[x](b.md#two)\n[x](../z.md)\n```\n[code](no.md)\n```\n",
    );

    expect(brokenLinks("a.md", folder).map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 link "c.md" leads to no file',
      '3 link "b.md#two" leads to no heading',
      '4 link "../z.md" leaves the repository',
    ]);
  });

  test("may lead outside", () => {
    write("a.md", "[out](https://example.org/none)\n");

    expect(brokenLinks("a.md", folder)).toEqual([]);
  });

  test("use the anchors that GitHub makes of headings", () => {
    expect(anchorOf("Rules & `code`: one, two")).toBe("rules--code-one-two");
  });
});

describe("wording", () => {
  const place = (first: string): string => ["", first, "clone", "src"].join("/");

  test.each(["root", "home", "work"])("refuses a path below /%s of one machine", (first) => {
    expect(wordingProblems(`see ${place(first)}/index.ts`)).toHaveLength(1);
  });

  test.each(["~/work/project", "https://example.org/home/page", "lake/work/part.parquet", "either/or"])(
    "accepts %s",
    (text) => {
      expect(wordingProblems(text)).toEqual([]);
    },
  );
});
