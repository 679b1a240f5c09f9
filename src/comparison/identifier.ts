import type { ColumnDrift, ReferenceColumn } from "#monitoring";

/** With fewer levels, all different ones may be chance. */
const fewestLevels = 20;

/** Whether a text column names its rows: no level of the reference comes twice. */
export function isIdentifier({ binning, counts }: ReferenceColumn): boolean {
  if (binning.kind !== "category" || binning.levels.length < fewestLevels) return false;
  return binning.levels.every((_, place) => counts.bins[place] === 1);
}

/** The verdict on an identifier: its levels are new every time, which is no drift. */
export function identifierVerdict({ name, role, binning }: ReferenceColumn): ColumnDrift {
  const reason = "an identifier: every value is another one";
  return { column: name, role, kind: binning.kind, status: "failed", reason };
}
