import type { LineChart } from "../chart-model.js";
import { decimalFormat, formatNumber, countFormat } from "../number-format.js";
import { type Block, type PageSection, type TableBlock, textCell } from "../page-model.js";
import type { ReportGate, ReportSearch, TrainingReportInput } from "./input.js";

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

/**
 * The hyper-parameter search: every trial, the best so far, and what won.
 * @param input the report's input
 * @returns null without a search
 */
export function searchSection(input: TrainingReportInput): PageSection | null {
  const { search } = input;
  if (search === undefined || search.trials.length === 0) return null;
  const params = Object.entries(search.bestParams);
  const blocks: Block[] = [
    { kind: "figure", chart: searchChart(search), width: "full", caption: searchCaption(search) },
  ];
  if (params.length > 0) {
    const items = params.map(([term, value]) => ({ term, text: paramText(value), code: true }));
    blocks.push({ kind: "paragraph", text: "Parameters of the best trial:" }, { kind: "definitions", items });
  }
  return { id: "search", title: "Search", blocks };
}

function paramText(value: string | number): string {
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

type Trial = ReportSearch["trials"][number] & { readonly value: number };

function measured(search: ReportSearch): Trial[] {
  return search.trials.filter((trial): trial is Trial => trial.value !== null && Number.isFinite(trial.value));
}

function searchChart(search: ReportSearch): LineChart {
  const trials = measured(search);
  const complete = trials.filter((trial) => !trial.pruned);
  const pruned = trials.filter((trial) => trial.pruned);
  return {
    kind: "line",
    id: "search-history",
    title: `${search.objective} by trial`,
    xAxis: { label: "Trial", format: countFormat },
    yAxis: { label: `${search.objective} (smaller is better)`, format: decimalFormat(3) },
    series: [
      { name: "Best so far", shape: "step", points: bestSoFar(complete) },
      { name: "Trial", shape: "dots", points: complete.map(place) },
      ...(pruned.length === 0 ? [] : [{ name: "Pruned", shape: "dots", points: pruned.map(place) } as const]),
    ],
    marks: [],
  };
}

function place(trial: Trial): readonly [number, number] {
  return [trial.number, trial.value];
}

function bestSoFar(trials: readonly Trial[]): (readonly [number, number])[] {
  let best = Number.POSITIVE_INFINITY;
  return trials.map((trial) => {
    best = Math.min(best, trial.value);
    return [trial.number, best] as const;
  });
}

function searchCaption(search: ReportSearch): string {
  const complete = measured(search).filter((trial) => !trial.pruned);
  if (complete.length === 0) return "No trial was completed.";
  const best = complete.reduce((left, right) => (right.value < left.value ? right : left));
  const late = complete.at(-1)!.number - best.number;
  const after = late === 0 ? "" : `, and the ${late} trials after it did not improve on it`;
  return `Trial ${best.number} is the best with ${formatNumber(best.value, decimalFormat(4))}${after}.`;
}
