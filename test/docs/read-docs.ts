import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every TypeScript file under `src`, with its text without comments. */
export function sources(): readonly { readonly path: string; readonly code: string }[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({
      path,
      code: textOf(join("src", path))
        .replaceAll(/\/\*[\s\S]*?\*\//g, "")
        .replaceAll(/^\s*\/\/.*$/gm, ""),
    }));
}

/** The part of a Markdown text below a heading, up to the next heading of the same or a higher level. */
export function sectionOf(text: string, heading: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+\s+/, "") === heading && line.startsWith("#"));
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const level = /^#+/.exec(lines[start]!)![0].length;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+\s/.test(line) && /^#+/.exec(line)![0].length <= level);
  return (end < 0 ? rest : rest.slice(0, end)).join("\n");
}

/** The cells of every table row of a Markdown text, without head and rule. */
export function tableRows(text: string): readonly (readonly string[])[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const isRule = /^\|[\s:|-]+\|$/.test(line);
    const isHead = /^\|[\s:|-]+\|$/.test(lines[index + 1] ?? "");
    if (!line.startsWith("|") || isRule || isHead) return [];
    return [
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("\\|", "|")),
    ];
  });
}

/** What stands between backticks in a text. */
export function codeWords(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
}

/** What is in one list and not in the other, both ways; empty when they agree. */
export function differences(documented: Iterable<string>, real: Iterable<string>): readonly string[] {
  const [left, right] = [new Set(documented), new Set(real)];
  return [
    ...[...left].filter((name) => !right.has(name)).map((name) => `documented, but not there: ${name}`),
    ...[...right].filter((name) => !left.has(name)).map((name) => `there, but not documented: ${name}`),
  ];
}
