import type { Random } from "#kernel";
import { strengthOn } from "../scenario/ramp.js";
import type { LabelChange } from "../scenario/scenario.js";

/** An outcome as it becomes known. Times are epoch milliseconds. */
export interface TruthEvent {
  readonly entity: string;
  readonly label: 0 | 1;
  /** When it happened; null where nothing happened. */
  readonly occurredAt: number | null;
  readonly knownAt: number;
}

const dayMs = 86_400_000;

/** How a world tells outcomes. */
export interface Telling {
  readonly changes: readonly LabelChange[];
  /** Beginning of day 1 of the scenario. */
  readonly firstDayMs: number;
  readonly random: Random;
}

const dayOf = (telling: Telling, epochMs: number): number => Math.floor((epochMs - telling.firstDayMs) / dayMs) + 1;

function inForce(change: LabelChange, telling: Telling, epochMs: number): number {
  return strengthOn(change.ramp, dayOf(telling, epochMs), epochMs);
}

function delayed(event: TruthEvent, telling: Telling): TruthEvent {
  let { knownAt } = event;
  for (const change of telling.changes) {
    if (change.kind === "delay") knownAt += change.days * dayMs * inForce(change, telling, knownAt);
  }
  return { ...event, knownAt };
}

/** Held back until the outage ends; null when it never does. */
function afterOutages(event: TruthEvent, telling: Telling): TruthEvent | null {
  for (const change of telling.changes) {
    if (change.kind !== "outage" || inForce(change, telling, event.knownAt) === 0) continue;
    if (change.ramp.until === null) return null;
    return { ...event, knownAt: telling.firstDayMs + change.ramp.until * dayMs };
  }
  return event;
}

function toldTwice(event: TruthEvent, change: LabelChange, telling: Telling): readonly TruthEvent[] {
  const draw = telling.random.uniform();
  const strength = inForce(change, telling, event.knownAt);
  if (change.kind === "duplicate" && draw < change.share * strength) {
    return [event, { ...event, knownAt: event.knownAt + dayMs }];
  }
  if (change.kind === "unknown" && draw < change.share * strength) {
    return [event, { ...event, entity: `stranger-${event.entity}` }];
  }
  if (change.kind === "correct" && draw < change.share * strength) {
    const label = event.label === 1 ? 0 : 1;
    const wrong: TruthEvent = { ...event, label, occurredAt: label === 1 ? event.knownAt : null };
    return [wrong, { ...event, knownAt: event.knownAt + change.after * dayMs }];
  }
  return [event];
}

/**
 * What is told of an outcome, and when: late, twice, wrongly at first, of strangers, or not at all.
 * @param event the outcome as it would become known in a world where telling works
 */
export function tellOutcome(event: TruthEvent, telling: Telling): readonly TruthEvent[] {
  const extras = telling.changes.filter(({ kind }) => kind !== "outage" && kind !== "delay");
  const told = extras.reduce<readonly TruthEvent[]>(
    (events, change) => [...toldTwice(events[0]!, change, telling), ...events.slice(1)],
    [delayed(event, telling)],
  );
  return told.flatMap((each) => afterOutages(each, telling) ?? []);
}
