import { describe, expect, test } from "vitest";
import { codeWords, differences, sectionOf, tableRows, textOf } from "./read-docs.js";

interface ImportRules {
  readonly importTable: Readonly<Record<string, readonly string[]>>;
  readonly adapterTable: Readonly<Record<string, readonly string[]>>;
}

const rulesFile = new URL("../../.dependency-cruiser.mjs", import.meta.url).href;
const rules = (await import(rulesFile)) as ImportRules;
const page = textOf("ARCHITECTURE.md");

const vocabulary = ["statistics", "metrics", "tabular", "relation"];
const stages = [
  "ingestion",
  "features",
  "training",
  "tuning",
  "tracking",
  "registry",
  "validation",
  "inference",
  "monitoring",
  "retraining",
];
const motion = ["orchestration", "notifications", "simulation"];
const families: Readonly<Record<string, readonly string[]>> = { vocabulary, stages, motion };

/** The folders that a cell names; a family's word stands for its folders, `–` for none. */
function foldersOf(cell: string): readonly string[] {
  const words = cell.split(/[\s,]+/).filter((word) => word !== "" && word !== "–");
  return words.flatMap((word) => families[word] ?? [word.replaceAll("`", "")]);
}

const rowText = (folder: string, allowed: readonly string[]): string =>
  `${folder}: ${[...new Set(allowed)].sort().join(", ")}`;

describe("ARCHITECTURE.md", () => {
  test("prints the import table of the boundary check, row by row", () => {
    const documented = tableRows(sectionOf(page, "Folders")).map(([name, , allowed]) =>
      rowText(codeWords(name!)[0]!, foldersOf(allowed!)),
    );
    const folders = Object.entries(rules.importTable).map(([name, allowed]) => rowText(name, allowed));
    const adapters = Object.entries(rules.adapterTable).map(([name, allowed]) =>
      rowText(`adapters/${name}`, [...vocabulary, ...allowed]),
    );

    expect(differences(documented, [...folders, ...adapters])).toEqual([]);
  });

  test("fits one screen", () => {
    expect(page.split("\n").length).toBeLessThanOrEqual(90);
  });
});
