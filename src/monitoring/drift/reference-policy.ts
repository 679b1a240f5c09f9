import type { ColumnDrift, DriftVerdict } from "./drift-verdict.js";

const psiBound = 0.25;
const scoreLevel = 0.05;

/**
 * The fixed cut-offs many monitors use, for comparison: PSI above .25 on any feature, or a Kolmogorov–Smirnov p below .05 on the
 * score. On a hundred rows a day they raise about twenty false episodes a year.
 */
export function referenceRules(columns: readonly ColumnDrift[]): Pick<DriftVerdict, "rules" | "culprits"> {
  const drifted = columns.filter(
    (column) => column.role === "feature" && column.status === "compared" && (column.scores.psi?.value ?? 0) > psiBound,
  );
  const moved = columns.filter(
    (column) => column.role === "score" && column.status === "compared" && (column.scores.ks?.pValue ?? 1) < scoreLevel,
  );
  const rules: DriftVerdict["rules"][number][] = [];
  if (drifted.length > 0) rules.push("psi");
  if (moved.length > 0) rules.push("score-ks");
  return { rules, culprits: [...drifted, ...moved].map(({ column }) => column) };
}
