import type { SpellingCount } from "./ports.js";

const pairs: readonly (readonly [string, string])[] = [
  ["yes", "no"],
  ["y", "n"],
  ["true", "false"],
  ["t", "f"],
  ["1", "0"],
  ["1.0", "0.0"],
  ["1", "-1"],
  ["1", "2"],
  ["positive", "negative"],
  ["pos", "neg"],
  ["churned", "active"],
  ["churned", "stayed"],
  ["churn", "stay"],
  ["churned", "retained"],
  ["lost", "kept"],
  ["left", "stayed"],
  ["default", "paid"],
  ["bad", "good"],
  ["fraud", "legit"],
  ["fail", "pass"],
  ["failed", "passed"],
  ["cancelled", "active"],
  ["attrited customer", "existing customer"],
];
const positiveWord =
  /churn|fraud|default|attrit|cancel|lost|left|leave|exit|clos|terminat|inactive|yes|true|positive|bad|fail/i;
const negation = /^(not?|non)[\s_-]|^un|^in(?!active)/i;

/** Which of two classes is meant by "it happened". */
export interface PositiveGuess {
  readonly positive: string;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

function soundsPositive(value: string): boolean {
  return positiveWord.test(value) && !negation.test(value);
}

/**
 * Guesses the positive class from its spelling, or takes the rarer one.
 * @param classes the two classes with their counts
 */
export function guessPositive(classes: readonly SpellingCount[]): PositiveGuess {
  const words = classes.map(({ value }) => value.trim().toLowerCase());
  const pair = pairs.find(([positive, negative]) => words.includes(positive) && words.includes(negative));
  if (pair !== undefined) {
    return { positive: classes[words.indexOf(pair[0])]!.value, reason: "taken as positive by its spelling" };
  }
  const sounding = classes.filter(({ value }) => soundsPositive(value));
  if (sounding.length === 1) return { positive: sounding[0]!.value, reason: "taken as positive by its spelling" };
  const rarer = classes.reduce((best, next) => (next.count < best.count ? next : best));
  return { positive: rarer.value, reason: "taken as positive because it is the rarer class; check this" };
}
