import type { ColumnSpec } from "#tabular";
import type { InferredContract } from "./infer-contract.js";

/** What the project file says beside the contract. */
export interface ProjectFileHeading {
  /** The project's name. */
  readonly name: string;
  /** The data file, relative to the project. */
  readonly source: string;
  /** Names that features cannot have; a column of such a name becomes a feature of another one. Default none. */
  readonly reserved?: readonly string[];
}

const plainScalar = /^[A-Za-z_][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*$/;
const yamlWords: ReadonlySet<string> = new Set(["yes", "no", "true", "false", "null", "on", "off", "y", "n"]);

/** A text as a YAML scalar that reads back as the same text: plain where that is safe, else in double quotes. */
export function yamlText(text: string): string {
  if (plainScalar.test(text) && !yamlWords.has(text.toLowerCase())) return text;
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const yamlScalar = (value: string | number | boolean | null): string =>
  typeof value === "string" ? yamlText(value) : String(value);

const yamlList = (values: readonly (string | number | null)[]): string => `[${values.map(yamlScalar).join(", ")}]`;

function specText(spec: ColumnSpec): string {
  const parts = Object.entries(spec).map(([key, value]: [string, string | number | boolean | readonly string[]]) =>
    typeof value === "object" ? `${key}: ${yamlList(value)}` : `${key}: ${yamlScalar(value)}`,
  );
  return `{ ${parts.join(", ")} }`;
}

function commented(line: string, comment: string): string {
  const text = comment.replaceAll(/[\s\p{Cc}\u2028\u2029\ufeff]+/gu, " ").trim();
  return text === "" ? line : `${line.padEnd(60)}  # ${text}`;
}

function columnLines({ contract, notes, excluded }: InferredContract): readonly string[] {
  return Object.entries(contract.columns).map(([name, spec]) => {
    const left = excluded[name];
    const comment = [notes[name] ?? "", left === undefined ? "" : `not a feature: ${left}`];
    const guessed = comment.filter((part) => part !== "").join("; ");
    return commented(`    ${yamlText(name)}: ${specText(spec)}`, guessed === "" ? "guessed from the file" : guessed);
  });
}

function entityLine({ entity }: InferredContract["contract"]): string {
  const value = entity.length === 1 ? yamlText(entity[0]!) : yamlList(entity);
  const comment =
    entity.length === 0 ? "no column names the rows: every row is an entity of its own" : "names what is scored";
  return commented(`  entity: ${value}`, comment);
}

function dataLines(inferred: InferredContract, source: string): readonly string[] {
  const { contract, remarks } = inferred;
  const { column, positive } = contract.label;
  const label = `  label: { column: ${yamlText(column)}, positive: ${yamlText(positive)}, horizon: 90d }`;
  return [
    "data:",
    commented(`  source: ${yamlText(source)}`, "CSV, Parquet, or a folder that fills up"),
    ...remarks.map((remark) => commented("  #", remark).replace(/^ {2}#\s+#/, "  #")),
    entityLine(contract),
    ...(contract.eventTime === null
      ? []
      : [commented(`  eventTime: ${yamlText(contract.eventTime)}`, "when the facts of a row became true")]),
    commented(label, `${inferred.notes[column] ?? ""}; horizon is a guess: how long until the outcome is known`),
    "  # The contract, checked on every arrival. Rows that break it go to quarantine with a reason.",
    "  columns:",
    ...columnLines(inferred),
  ];
}

function featureText(column: string, reserved: readonly string[]): string {
  return reserved.includes(column) ? `{ name: ${column}_value, expression: ${yamlText(column)} }` : yamlText(column);
}

function featureLines({ featureColumns, excluded }: InferredContract, reserved: readonly string[]): readonly string[] {
  const left = Object.keys(excluded);
  return [
    "# What the model sees: columns, or { name: …, expression: … } such as",
    '#   { name: perMonth, expression: "total / greatest(months, 1)" }',
    ...(left.length === 0 ? [] : [commented("#", `Left out: ${left.join(", ")} (see above)`).replace(/^#\s+#/, "#")]),
    ...(featureColumns.length === 0
      ? ["features: []"]
      : ["features:", ...featureColumns.map((name) => `  - ${featureText(name, reserved)}`)]),
  ];
}

const fewFeatures = 10;

/** With few features each carries much, so any model loses by gaps; the gate on gaps then informs instead of deciding. */
function validationLine({ featureColumns }: InferredContract): string {
  if (featureColumns.length >= fewFeatures) return commented("validation: { gates: default }", "or reference");
  return commented(
    "validation: { gates: [default, { id: null-robustness, required: false }] }",
    "few features: gaps cost any model much, so that gate only informs",
  );
}

const scheduleLines: readonly string[] = [
  "# What `driftloop serve` starts by itself: minute, hour, day, month, weekday, in UTC. Monitoring starts a retraining when one pays.",
  "schedules:",
  commented('  training: "0 0 * * SUN"', "every week; the gates decide whether the new model takes over"),
  commented('  inference: "0 6 * * *"', "every morning: every entity is scored by the champion"),
  commented('  monitoring: "0 */6 * * *"', "every six hours: drift, data quality, performance, alerts"),
];

const policyLines = (inferred: InferredContract): readonly string[] => [
  commented(
    "training: { trials: 50, space: default, threshold: { policy: f1-with-precision-floor, floor: 0.60 } }",
    "",
  ),
  validationLine(inferred),
  commented("promotion: { policy: auto }", "auto | manual"),
  commented(
    "business: { customerValue: 2000, contactCost: 50, successRate: 0.30, currency: USD }",
    "guesses: put your own numbers here",
  ),
];

/**
 * The text of `driftloop.yaml` for a file whose contract was guessed, with a comment on every guess.
 * @param heading the project's name and data file
 */
export function renderProjectFile(inferred: InferredContract, heading: ProjectFileHeading): string {
  const lines = [
    "# Written by `driftloop init` from a look at the data. Everything guessed has a comment; correct what is wrong.",
    `name: ${yamlText(heading.name)}`,
    ...dataLines(inferred, heading.source),
    ...featureLines(inferred, heading.reserved ?? []),
    ...policyLines(inferred),
    ...scheduleLines,
  ];
  return `${lines.join("\n")}\n`;
}
