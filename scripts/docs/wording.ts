import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Finding } from "./finding.js";

interface ForbiddenWord {
  readonly pattern: RegExp;
  readonly why: string;
}

const forbidden: readonly ForbiddenWord[] = [
  { pattern: /(?<![\w.~…}-])\/(?:work|root|tmp|home|Users)\/[\w.-]/, why: "a path of one machine" },
  {
    pattern: /https?:\/\/[\w.-]*(?:registry|pypi|artifactory|nexus)[\w.-]*/i,
    why: "the address of a package registry",
  },
];

const folders = ["src", "scripts", "test", "bench", "examples", "docs", "bin"];
const textual = new Set([".ts", ".mjs", ".js", ".md", ".yaml", ".json", ".sql", ".html", ".svg"]);

/** What a line must not say, and why. */
export function wordingProblems(line: string): readonly string[] {
  return forbidden.flatMap(({ pattern, why }) => {
    const found = pattern.exec(line);
    return found === null ? [] : [`"${found[0]}" is ${why}`];
  });
}

/** Text files of the repository that are written by people, relative to its root. */
function textFiles(root: string): readonly string[] {
  const inFolder = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((name) => !name.includes("node_modules") && !/[\\/](?:results|golden)[\\/]/.test(name));
  const atRoot = readdirSync(root).filter((name) => name !== "package-lock.json");
  return [...atRoot, ...folders.flatMap(inFolder)].filter((name) => textual.has(extname(name)));
}

/** Words that must not be in the repository, with their places. */
export function forbiddenWords(root: string): readonly Finding[] {
  return textFiles(root).flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => wordingProblems(line).map((message) => ({ file, line: index + 1, message }))),
  );
}
