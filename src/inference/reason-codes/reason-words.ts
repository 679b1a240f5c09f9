/** A feature's value as a person reads it. */
export type FeatureValue = number | string | null;

const minus = "\u2212";

function numberText(value: number): string {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 1000 ? 0 : 2;
  const text = Math.abs(value).toLocaleString("en-US", { maximumFractionDigits: digits });
  return value < 0 ? `${minus}${text}` : text;
}

/** A value in words; `missing` for null. */
export function featureValueText(value: FeatureValue): string {
  if (value === null) return "missing";
  return typeof value === "number" ? numberText(value) : value;
}

/**
 * A change of probability in percentage points with its sign, such as `+12.3 points`.
 * @param effect −1 to 1
 */
export function pointsText(effect: number): string {
  const text = Math.abs(100 * effect).toFixed(1);
  const sign = Number(text) === 0 ? "±" : effect < 0 ? minus : "+";
  return `${sign}${text} points`;
}

/** What a feature does to a probability, in words. */
export function reasonSentence(reason: {
  readonly feature: string;
  readonly value: FeatureValue;
  readonly typical: FeatureValue;
  readonly effect: number;
}): string {
  const { feature, value, typical, effect } = reason;
  const compared = value === typical ? "as is typical" : `typical: ${featureValueText(typical)}`;
  return `${feature} is ${featureValueText(value)} (${compared}): ${pointsText(effect)}`;
}
