import { isSameTrouble } from "./join-signal.js";
import type { Incident } from "./incident.js";

/** How far back an incident looks for earlier ones about the same trouble, in days. */
const recurrenceDays = 30;
const dayMs = 86_400_000;

/**
 * The incidents about the same trouble that were over when this one opened, and had opened in the 30 days before; oldest first.
 * They stay apart: what was sound between them stays out of quarantine.
 * @param incidents any, in any order
 */
export function earlierIncidents(incident: Incident, incidents: readonly Incident[]): readonly Incident[] {
  const since = incident.openedAt - recurrenceDays * dayMs;
  return incidents
    .filter(
      (other) =>
        other.id !== incident.id &&
        other.openedAt >= since &&
        other.closedAt !== null &&
        other.closedAt <= incident.openedAt &&
        isSameTrouble(other, incident),
    )
    .toSorted((left, right) => left.openedAt - right.openedAt);
}

function ordinal(count: number): string {
  const lastTwo = count % 100;
  const ending = lastTwo >= 11 && lastTwo <= 13 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${ending}`;
}

/** How often it happened, such as `for the 3rd time in 30 days`; null when it is the first time. */
export function recurrenceTitle(earlier: readonly Incident[]): string | null {
  return earlier.length === 0 ? null : `for the ${ordinal(earlier.length + 1)} time in ${recurrenceDays} days`;
}

/** A sentence about the incidents before, which names the last one; null when there is none. */
export function recurrenceSentence(earlier: readonly Incident[]): string | null {
  const last = earlier.at(-1);
  if (last === undefined) return null;
  const day = new Date(last.openedAt).toISOString().slice(0, 10);
  return `This happens ${recurrenceTitle(earlier)!}; the last time was told on ${day} (${last.id}).`;
}
