import { type PageSection, type TableBlock, textCell } from "../page-model.js";
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
  return {
    kind: "table",
    caption: `${passed} of ${gates.length} gates passed`,
    narrow: "stack",
    columns: [
      { label: "Gate", align: "text" },
      { label: "Value", align: "number" },
      { label: "Bound", align: "number" },
      { label: "Verdict", align: "text" },
      { label: "Reason", align: "text", prose: true },
    ],
    rows: gates.map((gate) => [
      textCell(gate.name),
      textCell(gate.value),
      textCell(gate.bound),
      { kind: "chip", status: gate.verdict, text: gate.required ? gate.verdict : `${gate.verdict}, optional` },
      textCell(gate.sentence),
    ]),
  };
}
