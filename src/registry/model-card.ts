import type { Instant } from "#kernel";

/** A measured number on a model card. */
export interface CardNumber {
  readonly name: string;
  readonly value: number;
  /** Ends of the interval; null when it has none. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly sampleSize: number;
}

/** How the model does on one slice. */
export interface CardSlice {
  /** Such as `Contract = One year`. */
  readonly slice: string;
  readonly sampleSize: number;
  /** Share of positives, 0 to 1. */
  readonly baseRate: number;
  readonly auc: Omit<CardNumber, "name" | "sampleSize">;
}

/** How one gate ended. */
export interface CardGate {
  readonly title: string;
  readonly verdict: "passed" | "failed" | "error";
  readonly required: boolean;
  readonly sentence: string;
}

/** Everything a model card tells; an empty list leaves its section out. */
export interface ModelCardInput {
  readonly name: string;
  /** Null before registration. */
  readonly version: number | null;
  readonly createdAt: Instant;
  /** What the model predicts, in a sentence. */
  readonly purpose: string;
  readonly intendedUse: readonly string[];
  readonly limits: readonly string[];
  /** Facts of the data: name → value. */
  readonly data: Readonly<Record<string, string | number>>;
  /** Facts of the model: algorithm, rounds, threshold and how it was chosen. */
  readonly model: Readonly<Record<string, string | number>>;
  /** What the metrics were measured on, in a sentence. */
  readonly measuredOn: string;
  /** Confidence of all intervals, such as 0.95. */
  readonly level: number;
  readonly metrics: readonly CardNumber[];
  readonly slices: readonly CardSlice[];
  readonly gates: readonly CardGate[];
  /** Where the model came from: table versions, digests, run, library. */
  readonly lineage: Readonly<Record<string, string | number>>;
}

function cell(value: string | number): string {
  return String(value)
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ");
}

function tableLine(cells: readonly (string | number)[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [tableLine(header), tableLine(header.map(() => "---")), ...rows.map(tableLine)].join("\n");
}

function numberText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4).replace("-", "−") : "n/a";
}

function intervalText(interval: CardNumber["interval"]): string {
  return interval === null ? "n/a" : `${numberText(interval[0])} to ${numberText(interval[1])}`;
}

function facts(record: Readonly<Record<string, string | number>>): string {
  const rows = Object.entries(record);
  return rows.length === 0 ? "" : table(["", ""], rows);
}

function section(title: string, ...parts: readonly string[]): readonly string[] {
  const body = parts.filter((part) => part !== "");
  return body.length === 0 ? [] : [`## ${title}`, ...body];
}

const list = (items: readonly string[]): string => items.map((item) => `- ${cell(item)}`).join("\n");

function metricsTable({ metrics, level }: ModelCardInput): string {
  if (metrics.length === 0) return "";
  return table(
    ["Metric", "Value", `${Math.round(100 * level)} % interval`, "Rows"],
    metrics.map(({ name, value, interval, sampleSize }) => [
      name,
      numberText(value),
      intervalText(interval),
      sampleSize,
    ]),
  );
}

function slicesTable({ slices }: ModelCardInput): string {
  if (slices.length === 0) return "";
  return table(
    ["Slice", "Rows", "Base rate", "AUC", "Interval"],
    slices.map(({ slice, sampleSize, baseRate, auc }) => [
      slice,
      sampleSize,
      `${(100 * baseRate).toFixed(1)} %`,
      numberText(auc.value),
      intervalText(auc.interval),
    ]),
  );
}

function gatesTable({ gates }: ModelCardInput): string {
  if (gates.length === 0) return "";
  return table(
    ["Gate", "Verdict", "What was found"],
    gates.map(({ title, verdict, required, sentence }) => [
      title,
      required ? verdict : `${verdict}, optional`,
      sentence,
    ]),
  );
}

/**
 * The model card of a version: what it is for, what it was made from, how good it is and where it is not, as Markdown.
 * @param input what the card tells; an empty list or record leaves its section out
 * @source Mitchell et al., Model Cards for Model Reporting (2019)
 */
export function modelCard(input: ModelCardInput): string {
  const title = input.version === null ? input.name : `${input.name}, version ${input.version}`;
  return [
    `# ${cell(title)}`,
    cell(input.purpose),
    `Made on ${input.createdAt}.`,
    ...section("Intended use", list(input.intendedUse)),
    ...section("Limits", list(input.limits)),
    ...section("Model", facts(input.model)),
    ...section("Data", facts(input.data)),
    ...section("Quality", input.metrics.length === 0 ? "" : cell(input.measuredOn), metricsTable(input)),
    ...section("Slices", slicesTable(input)),
    ...section("Gates", gatesTable(input)),
    ...section("Lineage", facts(input.lineage)),
  ]
    .join("\n\n")
    .concat("\n");
}
