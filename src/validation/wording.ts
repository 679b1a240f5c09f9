import { formatCount } from "#kernel";
import type { Bound, CheckOutcome, GateOutcome, GateUnit, Verdict } from "./gate.js";

const minus = "\u2212";
const space = "\u00a0";

const writers: Readonly<Record<GateUnit, (value: number) => string>> = {
  share: (value) => `${(100 * value).toFixed(1)}${space}%`,
  score: (value) => value.toFixed(Math.abs(value) < 0.1 && value !== 0 ? 4 : 3),
  ms: (value) => `${value.toFixed(value < 10 ? 2 : 1)}${space}ms`,
  currency: formatCount,
  count: formatCount,
};

/**
 * A number of a gate with its unit, such as `56.4 %` or `3.20 ms`; `n/a` when there is none.
 * @param value null or not finite when it could not be worked out
 * @param unit of the check
 */
export function valueText(value: number | null, unit: GateUnit): string {
  if (value === null || !Number.isFinite(value)) return "n/a";
  const text = writers[unit](Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `${minus}${text}` : text;
}

/**
 * A bound in words, such as `at least 0.700`.
 * @param bound both ends included
 * @param unit of the check
 */
export function boundText({ low, high }: Bound, unit: GateUnit): string {
  if (low !== null && high !== null) return `between ${valueText(low, unit)} and ${valueText(high, unit)}`;
  if (low !== null) return `at least ${valueText(low, unit)}`;
  return high === null ? "any" : `at most ${valueText(high, unit)}`;
}

/** Whether a check passed although its number is beyond the bound: few rows cannot tell it from one that is not. */
function isWithinChance({ value, bound: { low, high }, verdict }: CheckOutcome): boolean {
  return verdict === "passed" && value !== null && ((low !== null && value < low) || (high !== null && value > high));
}

function excuse(check: CheckOutcome): string {
  if (check.excuse !== undefined) return `, ${check.excuse}`;
  if (check.champion !== undefined) {
    return `, which the champion misses too (${valueText(check.champion, check.unit)} on the same ${valueText(check.sampleSize, "count")} rows)`;
  }
  return isWithinChance(check) ? ", which is off by no more than chance on so few rows" : "";
}

function checkText(check: CheckOutcome): string {
  const value = `${check.title} ${valueText(check.value, check.unit)}`;
  const words = check.note === null ? value : `${value} (${check.note})`;
  return `${words}, ${boundText(check.bound, check.unit)} wanted${excuse(check)}`;
}

const isByComparison = ({ champion, excuse: words }: CheckOutcome): boolean =>
  champion !== undefined || words !== undefined;

function lead(checks: readonly CheckOutcome[], verdict: Verdict): string {
  if (verdict === "passed") {
    if (checks.some(isByComparison)) {
      return "Passed beside the champion, whose log loss is proven higher";
    }
    return checks.some(isWithinChance) ? "Not out of bounds by more than chance" : "Within bounds";
  }
  if (verdict === "failed") return "Out of bounds";
  return checks.every(({ value }) => value === null) ? "Could not be worked out" : "Not to be believed; find out why";
}

/** What the checks of a gate came to, for a person: the checks that decided the verdict, each with its bound. */
export function gateSentence(checks: readonly CheckOutcome[], verdict: Verdict): string {
  const deciding = checks.filter((check) => check.verdict === verdict);
  return `${lead(deciding, verdict)}: ${deciding.map(checkText).join("; ")}.`;
}

/** Which of the gates passed only beside the champion. */
function comparedText(gates: readonly GateOutcome[]): string {
  const titles = gates.filter(({ checks }) => checks.some(isByComparison)).map(({ title }) => title);
  return titles.length === 0 ? "" : `, beside a champion proven worse: ${titles.join(", ")}`;
}

/** What all gates came to, for a person. */
export function reportSentence(gates: readonly GateOutcome[], verdict: Verdict): string {
  const required = gates.filter((gate) => gate.required);
  const titles = (wanted: Verdict): string =>
    required
      .filter((gate) => gate.verdict === wanted)
      .map(({ title }) => title)
      .join(", ");
  if (verdict === "passed") return `All ${required.length} required gates passed${comparedText(required)}.`;
  const failed = titles("failed");
  const broken = titles("error");
  return [
    ...(failed === "" ? [] : [`Failed: ${failed}.`]),
    ...(broken === "" ? [] : [`Ended in error, which blocks like a failure: ${broken}.`]),
    ...(required.length === 0 ? ["No gate is required, so none could pass."] : []),
  ].join(" ");
}
