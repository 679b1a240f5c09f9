import { chips, figures, prose, tableOf, words } from "../item-table.js";
import type { PageSection, TableBlock } from "../page-model.js";
import type { ReportGate, TrainingReportInput } from "./input.js";

/**
 * The gates with value, bound, verdict and reason.
 * @param input the report's input
 * @returns null without gates
 */
export function gatesSection(input: TrainingReportInput): PageSection | null {
  const { gates } = input;
  if (gates === undefined || gates.length === 0) return null;
  return { id: "gates", title: "Gates", blocks: [gateTable(gates)] };
}

function gateTable(gates: readonly ReportGate[]): TableBlock {
  const passed = gates.filter((gate) => gate.verdict === "passed").length;
  return tableOf(`${passed} of ${gates.length} gates passed`, gates, [
    words("Gate", ({ name }) => name),
    figures("Value", ({ value }) => value),
    figures("Bound", ({ bound }) => bound),
    chips("Verdict", ({ verdict, required }) => [verdict, required ? verdict : `${verdict}, optional`]),
    prose("Reason", ({ sentence }) => sentence),
  ]);
}
