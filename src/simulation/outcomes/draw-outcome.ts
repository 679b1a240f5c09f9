import type { Random } from "#kernel";
import type { TruthEvent } from "./tell-outcomes.js";
import type { Treatment } from "./treatment.js";

/** What decides the outcome of a customer. */
export interface OutcomeTerms {
  readonly horizonMs: number;
  /** Chance that an event has happened by age a is (a / horizon)^shape. */
  readonly eventShape: number;
  readonly reportingMs: number;
  /** Share of the leaving among the treated who stay. */
  readonly successRate: number;
}

/**
 * What becomes of a customer and when it is known: "yes" when it happens, "no" only once the horizon has passed.
 * The draws are the same whatever the treatment, so that the effect of an offer is seen on the same customers.
 * @param probability of the positive outcome without an offer
 */
export function drawOutcome(
  subject: { readonly entity: string; readonly arrivedAt: number; readonly probability: number },
  treatment: Treatment["arm"],
  terms: OutcomeTerms,
  random: Random,
): TruthEvent {
  const [decision, persuasion, moment] = [random.uniform(), random.uniform(), random.uniform()];
  const isSaved = treatment === "treated" && persuasion < terms.successRate;
  const { entity, arrivedAt, probability } = subject;
  if (decision >= probability || isSaved) {
    return { entity, label: 0, occurredAt: null, knownAt: arrivedAt + terms.horizonMs + terms.reportingMs };
  }
  const age = Math.max(1, Math.floor(terms.horizonMs * moment ** (1 / terms.eventShape)));
  const occurredAt = Math.min(arrivedAt + age, arrivedAt + terms.horizonMs - 1);
  return { entity, label: 1, occurredAt, knownAt: occurredAt + terms.reportingMs };
}
