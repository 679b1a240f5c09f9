import { createRandom, type Random } from "#kernel";
import type { Row, SchemaContract } from "#tabular";
import { changeCustomers, drawCustomers, type ScenarioDay } from "./draw-customers.js";
import { type Feed, feedOn } from "./feed.js";
import type { WorldOptions } from "./options.js";
import { drawOutcome, type OutcomeTerms } from "./outcomes/draw-outcome.js";
import { tellOutcome, type TruthEvent } from "./outcomes/tell-outcomes.js";
import type { Treatment } from "./outcomes/treatment.js";
import type { DrawnCustomer, Population } from "./population/population.js";
import { describeChange } from "./scenario/describe-change.js";
import { fulfils } from "./scenario/predicate.js";
import { strengthOn } from "./scenario/ramp.js";
import { weekdayOf } from "./scenario/weekday.js";
import type { Scenario } from "./scenario/scenario.js";
import { spellTime } from "./spell-time.js";
import type { ActiveChange, Arrival, WorldDay } from "./world-day.js";

/** True chance of the positive outcome of customers, whose rows are spelled as in a file. */
export type TrueProbability = (rows: readonly Row[]) => Float64Array;

/** What a world is made of. */
export interface WorldParts {
  readonly contract: SchemaContract;
  /** Columns that hold the moment of arrival: the event time and the like. */
  readonly timeColumns: readonly string[];
  readonly population: Population;
  readonly scenario: Scenario;
  readonly options: WorldOptions;
  readonly trueProbability: TrueProbability;
  /** How long after arrival "no" is certain, milliseconds. */
  readonly horizonMs: number;
  /** Beginning of day 1, epoch milliseconds at midnight UTC. */
  readonly startMs: number;
  readonly seed: number;
}

/** A production world. Every day can be drawn at any time, in any order, and is the same each time. */
export interface World {
  /** Who comes on a day. @param day counted from 1 */
  day(day: number): WorldDay;
  /**
   * What becomes of a day's customers, in the order in which it is told.
   * @param treatments one per arrival; left out, nobody gets an offer
   */
  outcomes(day: WorldDay, treatments?: readonly Treatment[]): readonly TruthEvent[];
  /** The changes that are in force on a day. */
  activeChanges(day: number): readonly ActiveChange[];
}

const dayMs = 86_400_000;

function scenarioDay(parts: WorldParts, day: number): ScenarioDay {
  return { day: day - parts.scenario.calmDays, startMs: parts.startMs + (day - 1) * dayMs };
}

const streamOf = (parts: WorldParts, day: number): Random => createRandom(`world/${parts.seed}/day/${day}`);

function oddsFactor(scenario: Scenario, at: ScenarioDay, { customer }: DrawnCustomer): number {
  return scenario.outcomes.reduce((factor, change) => {
    const strength = strengthOn(change.ramp, at.day, at.startMs);
    return strength > 0 && fulfils(customer, change.where) ? factor * change.by ** strength : factor;
  }, 1);
}

function probabilitiesOf(parts: WorldParts, at: ScenarioDay, customers: readonly DrawnCustomer[]): Float64Array {
  const base = parts.trueProbability(customers.map(({ customer }) => parts.population.spell(customer)));
  return base.map((probability, index) => {
    const factor = oddsFactor(parts.scenario, at, customers[index]!);
    return (probability * factor) / (1 - probability + probability * factor);
  });
}

/** Customers of a day with what they decide, before the feed. */
function customersOf(parts: WorldParts, at: ScenarioDay, count: number, random: Random) {
  const { population, scenario } = parts;
  const original = drawCustomers(population, scenario, at, { count, random: random.fork("customers") });
  const changed = changeCustomers(population, scenario, at, { customers: original, random: random.fork("changes") });
  return { changed, probabilities: probabilitiesOf(parts, at, scenario.follows ? changed : original) };
}

function deliveredRow(
  parts: WorldParts,
  feed: Feed,
  arrival: { readonly customer: DrawnCustomer; readonly entity: string; readonly arrivedAt: number },
): Readonly<Record<string, string | null>> {
  const { contract, population, timeColumns } = parts;
  const row: Record<string, string | null> = population.spell(feed.deliver(arrival.customer.customer));
  for (const [at, key] of contract.entity.entries()) row[key] = at === 0 ? arrival.entity : "1";
  for (const name of timeColumns) row[name] = spellTime(arrival.arrivedAt, contract.columns[name]?.format);
  const named = Object.keys(contract.columns).map((column) => [feed.nameOf(column), row[column] ?? null] as const);
  return Object.fromEntries(
    named.filter(
      (pair): pair is readonly [string, string | null] => pair[0] !== null && pair[0] !== parts.contract.label.column,
    ),
  );
}

const twoDigits = (value: number, width: number): string => String(value).padStart(width, "0");

/** The names of a day's customers: alike in every world of the same seed. */
function entityOf(parts: WorldParts, day: number, place: number): string {
  return `S${parts.seed}-${twoDigits(day, 4)}-${twoDigits(place + 1, 4)}`;
}

function freshDay(parts: WorldParts, day: number, feed: Feed): readonly Arrival[] {
  const at = scenarioDay(parts, day);
  const weekday = parts.options.weekdayVolume[weekdayOf(at.startMs)] ?? 1;
  const count = Math.round(parts.options.rowsPerDay * weekday * feed.volume);
  const { changed, probabilities } = customersOf(parts, at, count, streamOf(parts, day));
  return changed.map((customer, place): Arrival => {
    const entity = entityOf(parts, day, place);
    const arrivedAt = at.startMs + Math.floor(((place + 0.5) / count) * dayMs);
    const row = deliveredRow(parts, feed, { customer, entity, arrivedAt });
    return { entity, arrivedAt, row, probability: probabilities[place]!, isRepeat: false };
  });
}

/** The newest day up to `day` whose feed was not stale; 0 when there is none. */
function lastFreshDay(parts: WorldParts, day: number): number {
  let fresh = day;
  while (fresh > 0 && feedOf(parts, fresh).isStale) fresh -= 1;
  return fresh;
}

function feedOf(parts: WorldParts, day: number): Feed {
  const random = streamOf(parts, day).fork("feed");
  return feedOn(parts.scenario, scenarioDay(parts, day), parts.population, random);
}

function arrivalsOf(parts: WorldParts, day: number, feed: Feed): readonly Arrival[] {
  if (!feed.isStale) return freshDay(parts, day, feed);
  const fresh = lastFreshDay(parts, day);
  if (fresh === 0) return [];
  const moved = (day - fresh) * dayMs;
  return freshDay(parts, fresh, feedOf(parts, fresh)).map((arrival) =>
    Object.assign({}, arrival, { arrivedAt: arrival.arrivedAt + moved, isRepeat: true }),
  );
}

function outcomesOf(parts: WorldParts, { day, arrivals }: WorldDay, treatments?: readonly Treatment[]): TruthEvent[] {
  const { options, scenario } = parts;
  const terms: OutcomeTerms = {
    horizonMs: parts.horizonMs,
    eventShape: options.eventShape,
    reportingMs: options.reportingDays * dayMs,
    successRate: options.campaign?.successRate ?? 0,
  };
  const random = streamOf(parts, day);
  const draws = random.fork("outcomes");
  const telling = {
    changes: scenario.labels,
    firstDayMs: parts.startMs + scenario.calmDays * dayMs,
    random: random.fork("telling"),
  };
  return arrivals
    .filter(({ isRepeat }) => !isRepeat)
    .map((arrival, place) => drawOutcome(arrival, treatments?.[place]?.arm ?? "never", terms, draws))
    .flatMap((event) => tellOutcome(event, telling))
    .toSorted((left, right) => left.knownAt - right.knownAt);
}

function describeChanges(parts: WorldParts, day: number): readonly ActiveChange[] {
  const at = scenarioDay(parts, day);
  return (["customers", "outcomes", "feed", "labels"] as const).flatMap((part) =>
    parts.scenario[part].flatMap((change): ActiveChange[] => {
      const strength = strengthOn(change.ramp, at.day, at.startMs);
      return strength === 0 ? [] : [{ part, what: describeChange(change), strength }];
    }),
  );
}

/** A world on a virtual clock. */
export function createWorld(parts: WorldParts): World {
  const { contract } = parts;
  return {
    day: (day) => {
      const feed = feedOf(parts, day);
      const names = Object.keys(contract.columns).filter((name) => name !== contract.label.column);
      return {
        day,
        startMs: parts.startMs + (day - 1) * dayMs,
        columns: names.flatMap((name) => feed.nameOf(name) ?? []),
        arrivals: arrivalsOf(parts, day, feed),
      };
    },
    outcomes: (day, treatments) => outcomesOf(parts, day, treatments),
    activeChanges: (day) => describeChanges(parts, day),
  };
}
