import { messageOf, type Random } from "#kernel";
import type { Estimate } from "#metrics";
import { checksByComparison, isProvenBetterOnRows, type Judge } from "./by-comparison.js";
import type { ValidationEvidence } from "./evidence.js";
import type {
  Bound,
  CheckDefinition,
  CheckOutcome,
  Gate,
  GateFindings,
  GateOutcome,
  GateReport,
  Measurement,
  Verdict,
} from "./gate.js";
import { gateTable } from "./gates/gate-table.js";
import { type SelectedGate, selectGates, type ValidationOptions } from "./options.js";
import { gateSentence, reportSentence } from "./wording.js";

/** What the last digits of a subtraction of two shares may be off. */
const rounding = 1e-12;

/** The worst of some verdicts: error, then failed, then passed. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("error")) return "error";
  return verdicts.includes("failed") ? "failed" : "passed";
}

function finiteInterval(interval: Estimate | undefined): Estimate | null {
  if (interval === undefined || !Number.isFinite(interval.low) || !Number.isFinite(interval.high)) return null;
  return interval;
}

function isWithin(value: number, { low, high }: Bound): boolean {
  return (low === null || value >= low - rounding) && (high === null || value <= high + rounding);
}

function verdictOf(measurement: Measurement, bound: Bound): Verdict {
  if (!Number.isFinite(measurement.value)) return "error";
  if (isWithin(measurement.value, bound) || measurement.isBeyondChance === false) return "passed";
  return measurement.isSuspicion === true ? "error" : "failed";
}

function unknownOutcome({ id, title, unit }: CheckDefinition, bound: Bound): CheckOutcome {
  return { id, title, unit, value: null, interval: null, bound, verdict: "error", sampleSize: 0, note: null };
}

function checkOutcome(check: CheckDefinition, measurement: Measurement | undefined, usual: Bound): CheckOutcome {
  if (measurement === undefined) return unknownOutcome(check, usual);
  const { value, bound = usual, sampleSize, note = null } = measurement;
  return {
    id: check.id,
    title: check.title,
    unit: check.unit,
    value: Number.isFinite(value) ? value : null,
    interval: finiteInterval(measurement.interval),
    bound,
    verdict: verdictOf(measurement, bound),
    sampleSize,
    note,
  };
}

function errorOutcome(gate: Gate, selection: SelectedGate, thrown: unknown): GateOutcome {
  return {
    id: gate.id,
    title: gate.title,
    required: selection.required,
    verdict: "error",
    checks: gate.checks.map((check) => unknownOutcome(check, selection.bounds[check.id]!)),
    facts: [],
    sentence: `Could not be worked out: ${messageOf(thrown)}.`,
  };
}

function outcomeOf(gate: Gate, selection: SelectedGate, findings: GateFindings): GateOutcome {
  const { id, title } = gate;
  const { required } = selection;
  if ("notApplicable" in findings) {
    return { id, title, required, verdict: "passed", checks: [], facts: [], sentence: findings.notApplicable };
  }
  const checks = gate.checks.map((check) =>
    checkOutcome(check, findings.measured[check.id], selection.bounds[check.id]!),
  );
  const verdict = worstVerdict(checks.map((check) => check.verdict));
  const facts = (findings.facts ?? []).filter(({ value }) => Number.isFinite(value));
  return { id, title, required, verdict, checks, facts, sentence: gateSentence(checks, verdict) };
}

/**
 * Evaluates one gate. Whatever is thrown, not a number or missing ends in `error`, never in `passed`.
 * @param gate the gate
 * @param selection whether it is required, and a bound for each of its checks
 * @param evidence what it looks at
 * @param random for intervals that are drawn
 */
export function evaluateGate(
  gate: Gate,
  selection: SelectedGate,
  evidence: ValidationEvidence,
  random: Random,
): GateOutcome {
  try {
    return outcomeOf(gate, selection, gate.measure(evidence, random.fork(gate.id), selection.bounds));
  } catch (thrown) {
    return errorOutcome(gate, selection, thrown);
  }
}

/** The verdict of a set: of its required gates the worst, and `error` when none is required. */
export function overallVerdict(gates: readonly GateOutcome[]): Verdict {
  const required = gates.filter((gate) => gate.required);
  return required.length === 0 ? "error" : worstVerdict(required.map((gate) => gate.verdict));
}

/** The gates after a look at the champion, where there is one and the challenger is proven better than it. */
function besideChampion(
  gates: readonly GateOutcome[],
  evidence: ValidationEvidence,
  selections: readonly SelectedGate[],
  random: Random,
): readonly GateOutcome[] {
  const selectionOf = (id: string): SelectedGate => selections.find((selection) => selection.id === id)!;
  const judge: Judge = (id, about, stream) => evaluateGate(gateTable[id], selectionOf(id), about, stream);
  const isAnyFailed = gates.some(({ verdict }) => verdict === "failed");
  if (!isAnyFailed || evidence.champion === null || !isProvenBetterOnRows(evidence)) return gates;
  return gates.map((gate) => {
    if (selectionOf(gate.id).byComparison === false) return gate;
    const checks = checksByComparison(gate, evidence, judge, random);
    if (checks === undefined) return gate;
    const verdict = worstVerdict(checks.map((check) => check.verdict));
    return { ...gate, checks, verdict, sentence: gateSentence(checks, verdict) };
  });
}

/**
 * Evaluates the gates a project chose. Gates do not see each other: one that ends in error leaves the others as they are. Quality
 * bounds that are missed are looked at again beside the champion when the challenger is proven better than it.
 * @param evidence scores of challenger, champion and reference model on the same rows, and what else gates look at
 * @param options which gates, with which bounds
 * @param random for the intervals that are drawn; equal streams give equal reports
 * @param isLiteral whether every bound is taken literally, also where the champion misses it; default false
 * @returns plain JSON
 */
export function evaluateGates(
  evidence: ValidationEvidence,
  options: ValidationOptions,
  random: Random,
  isLiteral = false,
): GateReport {
  const selections = selectGates(options);
  const alone = selections.map((selection) => evaluateGate(gateTable[selection.id], selection, evidence, random));
  const gates = isLiteral ? alone : besideChampion(alone, evidence, selections, random.fork("champion"));
  const verdict = overallVerdict(gates);
  return { verdict, sentence: reportSentence(gates, verdict), rows: evidence.labels.length, gates };
}
