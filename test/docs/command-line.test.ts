import { buildProgram } from "#src/cli/main.js";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { markdownFiles } from "../../scripts/docs/markdown.js";
import { codeWords, differences, sectionOf, tableRows, textOf, root } from "./read-docs.js";

const page = textOf("docs/reference/command-line.md");
const program = buildProgram();

interface Verb {
  readonly name: string;
  readonly command: Command;
}

function verbsOf(command: Command, path: string): readonly Verb[] {
  return command.commands.flatMap((child) => {
    const name = `${path} ${child.name()}`;
    return child.commands.length > 0 ? [{ name, command: child }, ...verbsOf(child, name)] : [{ name, command: child }];
  });
}

const verbs = verbsOf(program, "driftloop");
const longFlag = (flags: string): string => /--[a-z-]+/.exec(flags)![0];
const flagsOf = (command: Command): readonly string[] => command.options.map(({ flags }) => flags);

describe("the reference of the command line", () => {
  test("names every verb, and none that is not there", () => {
    const headings = [...page.matchAll(/^#{2,3} (driftloop .+)$/gm)].map(([, name]) => name!);

    expect(
      differences(
        headings,
        verbs.map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  test.each(verbs)("lists the arguments and flags of $name as the program knows them", ({ name, command }) => {
    const section = sectionOf(page, name).split(/^#{2,3} /m)[0]!;
    const documented = tableRows(section).map(([cell]) => codeWords(cell!)[0]!);
    const args = command.registeredArguments.map((argument) => {
      const text = `${argument.name()}${argument.variadic ? "..." : ""}`;
      return argument.required ? `<${text}>` : `[${text}]`;
    });

    expect(differences(documented, [...args, ...flagsOf(command)])).toEqual([]);
  });

  test("lists the flags that every verb has", () => {
    const documented = tableRows(sectionOf(page, "Flags of every verb")).map(([cell]) => codeWords(cell!)[0]!);

    expect(differences(documented, [...flagsOf(program), "-h, --help"])).toEqual([]);
  });
});

interface Example {
  readonly file: string;
  readonly line: string;
}

function commandLines(file: string): readonly Example[] {
  const blocks = [...textOf(file).matchAll(/^```(?:sh|text)?\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
  return blocks.flatMap((block) =>
    block.split("\n").flatMap((text) => {
      const line = /^\s*(?:\$ )?(?:\.\/bin\/driftloop\.js|driftloop) ([a-z].*)$/.exec(text)?.[1];
      return line === undefined ? [] : [{ file, line }];
    }),
  );
}

function problemOf({ file, line }: Example): readonly string[] {
  const words = line.split(/\s{2,}|\s#\s/)[0]!.split(/\s+/);
  let command: Command = program;
  for (const word of words) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (words[0] === "help") return [];
  if (command === program) return [`${file}: driftloop ${line}: no such verb`];
  const known = new Set([...flagsOf(command), ...flagsOf(program), "--help"].map(longFlag));
  return words
    .filter((word) => word.startsWith("--") && !known.has(word.split("=")[0]!))
    .map((word) => `${file}: driftloop ${line}: no flag ${word}`);
}

describe("command lines in Markdown", () => {
  const examples = markdownFiles(root).flatMap(commandLines);

  test("use verbs and flags that exist", () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(examples.flatMap(problemOf)).toEqual([]);
  });

  test("use npm scripts that exist", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const used = markdownFiles(root).flatMap((file) =>
      [...textOf(file).matchAll(/\bnpm (?:run ([a-z][a-z:]*)|(test)\b)/g)].map(([, script, test]) => (script ?? test)!),
    );

    expect(used.length).toBeGreaterThan(4);
    expect(used.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});
