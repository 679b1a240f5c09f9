import { closestTo, invalidInput, plural } from "#kernel";
import type { ColumnSpec, SchemaContract } from "#tabular";
import { guessSpec, isUnique } from "./guess-spec.js";
import { guessPositive } from "./label-spelling.js";
import { leakSuspicion } from "./leak-suspicion.js";
import type { FileProfile } from "./profile-file.js";
import type { ColumnProfile } from "./ports.js";

/** What the user says about a file; the rest is guessed. */
export interface ContractHints {
  /** The label's column. */
  readonly label: string;
  /** The spelling of the positive class; guessed when left out. */
  readonly positive?: string;
  /** Key columns; guessed when left out, none when empty. */
  readonly key?: readonly string[];
  /** Column of the event time; none when left out. */
  readonly eventTime?: string;
}

/** A contract that was read out of a file. */
export interface InferredContract {
  readonly contract: SchemaContract;
  /** What was guessed, by column: one sentence each, for the comments of the project file. */
  readonly notes: Readonly<Record<string, string>>;
  /** What was guessed about the whole. */
  readonly remarks: readonly string[];
  /** Columns that make sense as features, in the file's order. */
  readonly featureColumns: readonly string[];
  /** Columns that are left out of the features, with the reason. */
  readonly excluded: Readonly<Record<string, string>>;
}

function columnNamed(profile: FileProfile, name: string, role: string): ColumnProfile {
  const found = profile.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const near = closestTo(name, profile.shape.columns);
  const meant = near === undefined ? "." : `; did you mean "${near}"?`;
  const shown = profile.shape.columns.slice(0, 30).map((column) => `"${column}"`);
  const more = profile.shape.columns.length > 30 ? ", …" : "";
  const hint =
    profile.shape.columns.length > 1
      ? ""
      : ". Values must be divided by comma, semicolon, tab or pipe to be told apart";
  throw invalidInput(
    `ingestion/${role.replaceAll(" ", "-")}-missing`,
    `the file ${profile.shape.name} has no ${role} column "${name}"${meant} Its columns: ${shown.join(", ")}${more}${hint}`,
    { column: name, columns: profile.shape.columns },
  );
}

/** @throws InvalidInput `ingestion/label-empty`, `ingestion/label-constant`, `ingestion/label-not-binary` */
function labelClasses(label: ColumnProfile): readonly { readonly value: string; readonly count: number }[] {
  const classes = label.topLevels;
  if (label.valueCount === 0) {
    throw invalidInput("ingestion/label-empty", `the label column "${label.name}" has no value in any row`, {
      column: label.name,
    });
  }
  if (label.distinctCount === 1) {
    throw invalidInput(
      "ingestion/label-constant",
      `the label column "${label.name}" is "${classes[0]!.value}" in every row; a model needs rows of two classes`,
      { column: label.name },
    );
  }
  if (label.distinctCount > 2) {
    const shown = classes.slice(0, 10).map(({ value, count }) => `"${value}" (${count})`);
    throw invalidInput(
      "ingestion/label-not-binary",
      `the label column "${label.name}" has ${label.distinctCount} classes: ${shown.join(", ")}${label.distinctCount > 10 ? ", …" : ""}. ` +
        "Driftloop predicts one of two classes; make a column that says yes or no",
      { column: label.name, classes: classes.map(({ value }) => value) },
    );
  }
  return classes;
}

function labelSpec(label: ColumnProfile, hints: ContractHints): { spec: ColumnSpec; positive: string; note: string } {
  const classes = labelClasses(label);
  const values = classes.map(({ value }) => value);
  if (hints.positive !== undefined && !values.includes(hints.positive)) {
    throw invalidInput(
      "ingestion/positive-class-missing",
      `the label column "${label.name}" is never "${hints.positive}"; its values are ${values.map((value) => `"${value}"`).join(" and ")}`,
      { column: label.name, classes: values },
    );
  }
  const guess = guessPositive(classes);
  const positive = hints.positive ?? guess.positive;
  const share = classes.find(({ value }) => value === positive)!.count / label.valueCount;
  const how = hints.positive === undefined ? `, ${guess.reason}` : "";
  const missing = label.missing.map(({ value }) => value).filter((value) => value !== "");
  const domain = values.toSorted();
  return {
    spec: { type: "category", domain, ...(missing.length > 0 ? { missing } : {}) },
    positive,
    note: `the label: "${positive}" in ${(share * 100).toFixed(1)} % of rows${how}`,
  };
}

const keyName = /(^|[^a-z])(id|key|uuid|guid|nr|number|code)$|id$|^id/i;

/** The column that names each row: unique, never missing, and called or placed like a key. */
function guessKey(profile: FileProfile, label: string): string | undefined {
  const unique = profile.columns.filter(
    (column) => column.name !== label && isUnique(column) && column.numberCount === column.integerCount,
  );
  const named = unique.find((column) => keyName.test(column.name));
  if (named !== undefined) return named.name;
  const [first] = profile.columns;
  return unique.find((column) => column === first)?.name;
}

interface Guessed {
  readonly spec: ColumnSpec;
  readonly note: string;
  /** Why the column is no feature; null when it is one. */
  readonly exclusion: string | null;
}

function emptiness(column: ColumnProfile): string | null {
  if (column.valueCount === 0) return "it has no value in any row";
  const isConstant = column.distinctCount === 1 && column.valueCount === column.rowCount;
  return isConstant ? "it is the same in every row" : null;
}

function unfitness(column: ColumnProfile, spec: ColumnSpec): string | null {
  const isName = spec.type === "text" || column.isIncreasing;
  if (isUnique(column) && isName) return "it looks like an id: every row has its own";
  if (spec.type === "text") return `it is free text or an id: ${column.distinctCount} different values`;
  if (spec.type !== "date" && spec.type !== "timestamp") return null;
  return "dates are features only through an expression, such as days_between";
}

function guessColumn(column: ColumnProfile, label: ColumnProfile): Guessed {
  const { spec, note } = guessSpec(column);
  const exclusion = emptiness(column) ?? leakSuspicion(column, label.name) ?? unfitness(column, spec);
  return { spec, note, exclusion };
}

function repeatedKey(profile: FileProfile, hints: ContractHints): readonly string[] {
  if (hints.key?.length !== 1 || hints.eventTime !== undefined) return [];
  const { name, distinctCount, rowCount } = columnNamed(profile, hints.key[0]!, "key");
  if (distinctCount === rowCount) return [];
  return [
    `entity: "${name}" has ${distinctCount} different values in ${plural(rowCount, "row")}; of rows that share one, the first is kept and the others go to quarantine. When they tell of different times, name the time with --event-time`,
  ];
}

function remarksOf(profile: FileProfile, key: readonly string[], hints: ContractHints): readonly string[] {
  const { shape } = profile;
  const remarks: string[] = [];
  if (hints.key === undefined) {
    remarks.push(
      key.length > 0
        ? `entity: "${key[0]}" has a value of its own in every row`
        : "entity: no column names the rows, so every row counts as an entity of its own",
    );
  }
  remarks.push(...repeatedKey(profile, hints));
  if (!shape.hasHeader) remarks.push("the file has no header line; its columns are called column1, column2, …");
  if (shape.unreadableCount > 0)
    remarks.push(`${shape.unreadableCount} records cannot be read and will go to quarantine`);
  return remarks;
}

function keySpec(column: ColumnProfile): ColumnSpec {
  const missing = column.missing.map(({ value }) => value).filter((value) => value !== "");
  return { type: "text", required: true, ...(missing.length > 0 ? { missing } : {}) };
}

function timeSpec(column: ColumnProfile): ColumnSpec {
  const { spec } = guessSpec(column);
  if (spec.type === "date" || spec.type === "timestamp") return { ...spec, required: true };
  const best = Object.entries(column.dateCounts).toSorted(([, left], [, right]) => right - left)[0];
  if (best === undefined || best[1] < column.valueCount * 0.9) {
    throw invalidInput(
      "ingestion/event-time-unreadable",
      `the event time column "${column.name}" holds no dates that can be read, for example "${column.topLevels[0]?.value ?? ""}"`,
      { column: column.name },
    );
  }
  return { type: "timestamp", format: best[0] as NonNullable<ColumnSpec["format"]>, required: true };
}

interface Draft {
  readonly columns: Record<string, ColumnSpec>;
  readonly notes: Record<string, string>;
  readonly featureColumns: string[];
  readonly excluded: Record<string, string>;
}

function addColumn(draft: Draft, column: ColumnProfile, guessed: Guessed): void {
  draft.columns[column.name] = guessed.spec;
  if (guessed.note !== "") draft.notes[column.name] = guessed.note;
  if (guessed.exclusion === null) draft.featureColumns.push(column.name);
  else draft.excluded[column.name] = guessed.exclusion;
}

/**
 * Reads a contract out of a profile: types, spellings of missing, ranges, levels, key, and which columns make features.
 * @throws InvalidInput when a named column is missing, or the label is empty, constant or has more than two classes
 */
export function inferContract(profile: FileProfile, hints: ContractHints): InferredContract {
  const label = columnNamed(profile, hints.label, "label");
  const { spec, positive, note } = labelSpec(label, hints);
  const key = hints.key ?? [guessKey(profile, hints.label)].filter((name) => name !== undefined);
  for (const name of key) columnNamed(profile, name, "key");
  if (hints.eventTime !== undefined) columnNamed(profile, hints.eventTime, "event time");
  const draft: Draft = { columns: {}, notes: {}, featureColumns: [], excluded: {} };
  for (const column of profile.columns) {
    if (column === label) {
      draft.columns[column.name] = spec;
      draft.notes[column.name] = note;
    } else if (key.includes(column.name)) draft.columns[column.name] = keySpec(column);
    else if (column.name === hints.eventTime) draft.columns[column.name] = timeSpec(column);
    else addColumn(draft, column, guessColumn(column, label));
  }
  const contract: SchemaContract = {
    entity: key,
    eventTime: hints.eventTime ?? null,
    label: { column: label.name, positive },
    columns: draft.columns,
  };
  const { notes, featureColumns, excluded } = draft;
  return { contract, notes, remarks: remarksOf(profile, key, hints), featureColumns, excluded };
}
