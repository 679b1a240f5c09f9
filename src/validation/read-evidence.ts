import { invalidInput } from "#kernel";
import type { ModelOutput, ValidationEvidence } from "./evidence.js";

/** Two models on the same rows. */
type JudgedModels = Pick<ValidationEvidence, "labels" | "challenger" | "champion">;

/** The least evidence a gate may rest on is missing. */
export function requirePresent<Part>(part: Part | null, what: string): Part {
  if (part !== null) return part;
  throw invalidInput("validation/evidence-missing", `${what} is missing from the evidence`, { what });
}

function requireProbabilities(probabilities: Float64Array, what: string): Float64Array {
  const row = probabilities.findIndex((probability) => !(probability >= 0 && probability <= 1));
  if (row < 0) return probabilities;
  throw invalidInput(
    "validation/not-a-probability",
    `${what} gave ${probabilities[row]} in row ${row}, which is not a probability`,
    { row },
  );
}

/**
 * Labels of the judged rows.
 * @throws InvalidInput `validation/labels-unusable` unless they are 0 and 1, both present
 */
export function labelsOf({ labels }: Pick<JudgedModels, "labels">): Uint8Array {
  const positives = labels.reduce((count, label) => count + label, 0);
  if (labels.every((label) => label <= 1) && positives > 0 && positives < labels.length) return labels;
  throw invalidInput(
    "validation/labels-unusable",
    `the ${labels.length} judged rows must carry labels 0 and 1 and both must occur`,
  );
}

/** Probabilities, one per judged row. @throws InvalidInput `validation/rows-differ`, `validation/not-a-probability` */
export function judgedRows(
  evidence: Pick<JudgedModels, "labels">,
  probabilities: Float64Array,
  what: string,
): Float64Array {
  const { length } = labelsOf(evidence);
  if (probabilities.length === length) return requireProbabilities(probabilities, what);
  throw invalidInput(
    "validation/rows-differ",
    `${what} scored ${probabilities.length} rows but ${length} rows are judged; score the same rows`,
  );
}

function output(evidence: JudgedModels, model: ModelOutput, what: string): ModelOutput {
  judgedRows(evidence, model.probabilities, what);
  if (model.threshold > 0 && model.threshold < 1) return model;
  throw invalidInput("validation/threshold-unusable", `the threshold of ${what} is ${model.threshold}, not in (0, 1)`);
}

/** The challenger's checked output. */
export function challengerOf(evidence: JudgedModels): ModelOutput {
  return output(evidence, evidence.challenger, "the challenger");
}

/** The champion's checked output; null when there is no champion. */
export function championOf(evidence: JudgedModels): ModelOutput | null {
  return evidence.champion === null ? null : output(evidence, evidence.champion, "the champion");
}

/** Checked probabilities of the reference logistic regression. */
export function logisticOf(evidence: ValidationEvidence): Float64Array {
  const what = "the reference logistic regression";
  return judgedRows(evidence, requirePresent(evidence.logisticRegression, what), what);
}

/** Checked probabilities of rows that are not the judged ones. */
export function checkedProbabilities(probabilities: Float64Array, what: string): Float64Array {
  if (probabilities.length === 0) throw invalidInput("validation/evidence-missing", `${what} scored no rows`);
  return requireProbabilities(probabilities, what);
}

/** Why a comparison with the champion has nothing to compare. */
export const firstModel = "This is the first model: there is no champion to compare with.";
