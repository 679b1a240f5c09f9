import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Finding } from "./finding.js";

const folders = ["docs", "examples", ".github"];

/** Every Markdown file of the repository that people read, relative to its root. */
export function markdownFiles(root: string): readonly string[] {
  const inFolder = (folder: string): readonly string[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))
      : [];
  return [...readdirSync(root), ...folders.flatMap(inFolder)].filter((name) => name.endsWith(".md"));
}

/** The lines of a text with those inside fenced code blocked out, so that line numbers stay. */
export function proseLines(text: string): readonly string[] {
  let isCode = false;
  return text.split("\n").map((line) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    return isCode || isFence ? "" : line;
  });
}

/** The anchor a heading gets on GitHub: small letters, hyphens for blanks, without other punctuation. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function anchorsOf(text: string): ReadonlySet<string> {
  const headings = proseLines(text).flatMap((line) => /^#{1,6}\s+(.*)$/.exec(line)?.[1] ?? []);
  return new Set(headings.map(anchorOf));
}

/** Why a link of a file leads nowhere; null when it leads somewhere, or outside. */
function linkProblem(target: string, file: string, root: string): string | null {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return null;
  const [path = "", anchor] = decodeURI(target).split("#");
  const found = path === "" ? join(root, file) : join(root, dirname(file), path);
  if (relative(root, found).startsWith("..")) return `link "${target}" leaves the repository`;
  if (!existsSync(found)) return `link "${target}" leads to no file`;
  if (anchor === undefined || !found.endsWith(".md")) return null;
  return anchorsOf(readFileSync(found, "utf8")).has(anchor) ? null : `link "${target}" leads to no heading`;
}

const links = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;

/** Links and pictures of a Markdown file that lead to no file or heading. */
export function brokenLinks(file: string, root: string): readonly Finding[] {
  return proseLines(readFileSync(join(root, file), "utf8")).flatMap((line, index) =>
    [...line.matchAll(links)].flatMap(([, target]) => {
      const message = linkProblem(target ?? "", file, root);
      return message === null ? [] : [{ file, line: index + 1, message }];
    }),
  );
}
