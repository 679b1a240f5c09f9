import { readTime, type SchemaContract } from "#tabular";
import type { LabelFact } from "./label-event.js";

/** Why a row of a label file is refused. */
export type LabelProblem =
  | "no prediction and no entity"
  | "unreadable label"
  | "unreadable time"
  | "known before it happened";

/** A row of a label file that is refused. */
export interface RefusedLabel {
  readonly column: string;
  readonly reason: LabelProblem;
}

/** A row of a label file as texts. */
export interface LabelRow {
  readonly predictionId: string | null;
  readonly entity: string | null;
  readonly label: string | null;
  readonly occurredAt: string | null;
  readonly knownAt: string | null;
}

const oneWords: ReadonlySet<string> = new Set(["1", "1.0", "true"]);
const zeroWords: ReadonlySet<string> = new Set(["0", "0.0", "false"]);

const isAbsent = (text: string | null): text is null => text === null || text.trim() === "";

/** Undefined when the text is no label. The empty text is null: the label is taken back. */
function labelOf(text: string | null, contract: SchemaContract): 0 | 1 | null | undefined {
  if (isAbsent(text)) return null;
  const { column, positive } = contract.label;
  if (text === positive) return 1;
  const { domain } = contract.columns[column] ?? {};
  if (domain?.includes(text) === true) return 0;
  const word = text.trim().toLowerCase();
  if (oneWords.has(word)) return 1;
  return zeroWords.has(word) ? 0 : undefined;
}

interface Times {
  readonly occurredAt: number | null;
  readonly knownAt: number;
}

/** Undefined when the text is no time; null when there is none. */
function timeOf(text: string | null): number | null | undefined {
  if (isAbsent(text)) return null;
  return readTime(text, "YYYY-MM-DD") ?? undefined;
}

function timesOf(row: LabelRow, defaultKnownAt: number): Times | RefusedLabel {
  const occurredAt = timeOf(row.occurredAt);
  if (occurredAt === undefined) return { column: "occurred_at", reason: "unreadable time" };
  const known = timeOf(row.knownAt);
  if (known === undefined) return { column: "known_at", reason: "unreadable time" };
  const knownAt = known ?? defaultKnownAt;
  if (occurredAt !== null && occurredAt > knownAt) return { column: "known_at", reason: "known before it happened" };
  return { occurredAt, knownAt };
}

/**
 * Reads a row of a label file.
 * @param defaults `knownAt` for rows that do not say since when they are known, epoch ms
 * @returns the fact, or what refuses the row
 */
export function readLabel(
  row: LabelRow,
  contract: SchemaContract,
  defaults: { readonly knownAt: number; readonly source: string },
): LabelFact | RefusedLabel {
  if (isAbsent(row.predictionId) && isAbsent(row.entity)) {
    return { column: "prediction_id", reason: "no prediction and no entity" };
  }
  const label = labelOf(row.label, contract);
  if (label === undefined) return { column: "label", reason: "unreadable label" };
  const times = timesOf(row, defaults.knownAt);
  if ("reason" in times) return times;
  return {
    predictionId: isAbsent(row.predictionId) ? null : row.predictionId,
    entity: isAbsent(row.entity) ? null : row.entity,
    label,
    ...times,
    source: defaults.source,
  };
}
