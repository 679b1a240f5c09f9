// Checks what is written for people: doc comments at every front door, links in Markdown, words that do not belong here.
import { fileURLToPath } from "node:url";
import { docstringFindings } from "./docs/docstrings.js";
import { findingText } from "./docs/finding.js";
import { brokenLinks, markdownFiles } from "./docs/markdown.js";
import { forbiddenWords } from "./docs/wording.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const findings = [
  ...docstringFindings(root),
  ...markdownFiles(root).flatMap((file) => brokenLinks(file, root)),
  ...forbiddenWords(root),
];
for (const finding of findings) process.stdout.write(`${findingText(finding)}\n`);
process.stdout.write(`docs: ${findings.length === 0 ? "sound" : `${findings.length} to correct`}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
