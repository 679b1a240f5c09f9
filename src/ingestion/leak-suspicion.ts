import type { ColumnProfile } from "./ports.js";

// A single honest column hardly ever separates two classes this well.
const suspiciousAuc = 0.98;
const outcomeWord = /(reason|score|date|category|value|label|flag|status|type|probability|outcome)/i;
const eventWord = /(churn|cancel|attrition|terminat|exit|default|fraud)/i;

/** The words of a name: `ChurnReason`, `churn_reason` and `Churn Reason` have the same. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function isNamedLikeOutcome(column: string, label: string): boolean {
  const [stem = ""] = wordsOf(label);
  const words = wordsOf(column);
  const sharesStem = stem.length >= 4 && words.includes(stem);
  const namesEvent = words.some((word) => eventWord.test(word));
  return (sharesStem || namesEvent) && words.some((word) => outcomeWord.test(word));
}

/**
 * Why a column may know the label because it was written after the fact; null when nothing points to it.
 * @param label the label's column
 */
export function leakSuspicion(column: ColumnProfile, label: string): string | null {
  const { separation } = column;
  if (separation !== null && (separation.valueAuc ?? 0) > suspiciousAuc) {
    return `it alone tells the label (AUC ${separation.valueAuc!.toFixed(3)}), so it was probably written after the fact`;
  }
  if (separation !== null && separation.presenceAuc > suspiciousAuc) {
    return "whether it has a value tells the label, so it was probably written after the fact";
  }
  return isNamedLikeOutcome(column.name, label)
    ? "its name says that it is written once the outcome is known; add it if you know better"
    : null;
}
