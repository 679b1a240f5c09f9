import { gateTable, referenceGates } from "#src/validation/gates/gate-table.js";
import { describe, expect, test } from "vitest";
import { differences, sectionOf, tableRows, textOf } from "./read-docs.js";

const page = textOf("docs/reference/gates.md");

function boundText({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  const text = (value: number): string => String(value).replace("-", "−");
  if (low !== null && high !== null) return `${text(low)} … ${text(high)}`;
  return low === null ? `≤ ${text(high!)}` : `≥ ${text(low)}`;
}

function checksOf(gates: typeof gateTable | typeof referenceGates): readonly string[] {
  return Object.values(gates).flatMap(({ id, checks }) =>
    checks.map((check) => `\`${id}\` | \`${check.id}\` | ${boundText(check.bound)} | ${check.unit}`),
  );
}

describe("the reference of gates", () => {
  test("lists every check of every gate with its usual bound and unit", () => {
    const documented = ["The reference's seven", "The eight that are added"].flatMap((heading) =>
      tableRows(sectionOf(page, heading)).map((cells) => cells.slice(0, 4).join(" | ")),
    );

    expect(differences(documented, checksOf(gateTable))).toEqual([]);
  });

  test("tells the reference's seven from those that are added", () => {
    const documented = tableRows(sectionOf(page, "The reference's seven")).map((cells) =>
      cells.slice(0, 4).join(" | "),
    );

    expect(differences(documented, checksOf(referenceGates))).toEqual([]);
  });
});
