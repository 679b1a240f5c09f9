import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildProgram } from "#src/cli/main.js";
import { exitCodeOf } from "#src/cli/exit-code.js";
import { conflict, externalFailure, invalidInput, notFound, notReady } from "#kernel";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";

function commandsOf(command: Command, path = ""): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((child) => {
    const name = `${path} ${child.name()}`.trim();
    return [[name, child] as const, ...commandsOf(child, name)];
  });
}

const all = commandsOf(buildProgram());

describe("the program", () => {
  test.each(all)("says of %s what it does, in the list and on its page", (name, command) => {
    expect(command.description()).toMatch(/\w{3,}/);
    if (!name.includes(" ")) {
      expect(command.summary()).toMatch(/\w{3,}/);
      expect(command.summary().length).toBeLessThan(60);
      expect(command.summary()).not.toMatch(/\.$/);
    }
  });

  test.each(all)("says of every argument and option of %s what it means", (name, command) => {
    for (const argument of command.registeredArguments)
      expect(argument.description, `${name} ${argument.name()}`).toMatch(/\w{3,}/);
    for (const option of command.options) expect(option.description, `${name} ${option.flags}`).toMatch(/\w{3,}/);
  });

  test.each([["the program", buildProgram()] as const, ...all])("fits the help of %s on 80 columns", (_, command) => {
    command.configureOutput({ getOutHelpWidth: () => 80 });
    let page = "";
    command.configureOutput({ writeOut: (text) => (page += text) }).outputHelp();

    expect(page.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
    expect(page).toContain("Usage: ");
  });

  test("does the work of every command that has no commands of its own", () => {
    for (const [name, command] of all) {
      const handler = (command as unknown as { readonly _actionHandler: unknown })._actionHandler;
      if (command.commands.length === 0) expect(handler, name).toBeTypeOf("function");
    }
  });
});

describe("a program for one verb", () => {
  const verbs = all.filter(([name]) => !name.includes(" "));

  test.each(verbs)("has %s alone, as the whole one has it", (name, command) => {
    const only = buildProgram(name).commands;
    expect(only.map((one) => one.name())).toEqual([name]);
    expect(commandsOf(only[0]!).map(([path]) => path)).toEqual(commandsOf(command).map(([path]) => path));
  });

  test("has all of them for a word that is none", () => {
    for (const word of ["drfit", "help", "--json", "constructor"]) {
      expect(buildProgram(word).commands).toHaveLength(verbs.length);
    }
  });
});

describe("start-up", () => {
  const folder = fileURLToPath(new URL("../../src/cli/", import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

  test.each(files)("of %s loads nothing of the stages: what a verb needs is loaded when it runs", (name) => {
    const source = readFileSync(`${folder}${name}`, "utf8");
    const imports = [...source.matchAll(/^(?:import|export) (?!type)\{([^}]*)\} from "#(\w+)/gm)];
    const eager = imports
      .filter(([, names, from]) => from !== "kernel" && names!.split(",").some((one) => !/^\s*(?:type .*)?$/.test(one)))
      .map(([, , from]) => from);

    expect(eager).toEqual([]);
  });
});

describe("exitCodeOf", () => {
  test.each([
    ["what the caller gave is wrong", invalidInput("a/b", ""), 2],
    ["what the caller named is not there", notFound("a/b", ""), 2],
    ["something has to come first", notReady("a/b", ""), 2],
    ["somebody else was first", conflict("a/b", ""), 1],
    ["something outside failed", externalFailure("a/b", ""), 3],
    ["nobody knows", new TypeError("x is not a function"), 3],
    ["no error was thrown", "text", 3],
  ] as const)("is right when %s", (_, thrown, code) => {
    expect(exitCodeOf(thrown)).toBe(code);
  });
});
