import {
  assignTreatments,
  type Treatment,
  type TruthEvent,
  type World,
  type WorldDay,
  type WorldOptions,
} from "#simulation";
import { createRandom } from "#kernel";
import { entityExpression } from "#features";
import { compileExpression } from "#relation";
import type { SchemaContract } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import { type ArrivalScores, scoreArrivals } from "../scoring/score-arrivals.js";
import type { PipelineSettings } from "../settings.js";
import { createOutcomeQueue, type OutcomeQueue } from "./outcome-queue.js";
import type { VirtualClock } from "./virtual-clock.js";

/** The jobs of the loop that a day ends with; the same code as in production. */
export interface DailyJobs {
  /** Takes outcomes in that became known; once per operation. */
  readonly takeOutcomes: (operation: string, events: readonly TruthEvent[]) => Promise<void>;
  /** Everything that is due at the end of the day. @param day counted from 1 */
  readonly runDue: (day: number) => Promise<void>;
}

/** A simulation under way. */
export interface Simulation {
  /** Tells its operations from those of other simulations of the project. */
  readonly name: string;
  readonly seed: number;
  readonly world: World;
  readonly options: WorldOptions;
  readonly startMs: number;
  /** Days after which no outcome of a customer is still to come. */
  readonly longestWaitDays: number;
  readonly clock: VirtualClock;
  readonly jobs: DailyJobs;
}

/** What a day brought. */
export interface DayCounts {
  readonly day: number;
  readonly arrived: number;
  readonly refused: number;
  readonly outcomes: number;
}

const dayMs = 86_400_000;

function treatmentsOf(simulation: Simulation, day: number, probabilities: Float64Array): readonly Treatment[] | null {
  const { campaign } = simulation.options;
  if (campaign === null) return null;
  return assignTreatments(probabilities, campaign, createRandom(`treatments/${simulation.seed}/${day}`));
}

const sourceOf = ({ name }: Simulation, day: number): string => `${name}, day ${day}`;

/**
 * A day whose customers have the names under which the inference log knows them: outcomes are told by these. They differ where a
 * project has no key column, or several.
 */
function namedDay(simulation: Simulation, day: number, contract: SchemaContract): WorldDay {
  const worldDay = simulation.world.day(day);
  const nameOf = compileExpression(entityExpression(contract));
  const source = sourceOf(simulation, day);
  const arrivals = worldDay.arrivals.map((arrival, place) => {
    const keys = Object.fromEntries(contract.entity.map((key, at) => [key, at === 0 ? arrival.entity : "1"]));
    return { ...arrival, entity: String(nameOf({ ...keys, _source: source, _line: place + 1 })) };
  });
  return { ...worldDay, arrivals };
}

interface ScoredDay {
  readonly scores: ArrivalScores | null;
  /** One per arrival. */
  readonly treatments: readonly Treatment[] | undefined;
}

/** Scores and logs a day's customers; a repeat gives what the first time gave. */
async function scoreDay(
  simulation: Simulation,
  { day, arrivals }: WorldDay,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ScoredDay> {
  if (arrivals.length === 0) return { scores: null, treatments: undefined };
  let treatments: readonly Treatment[] | undefined;
  const scores = await scoreArrivals(
    {
      operation: `${simulation.name}:day-${day}`,
      source: sourceOf(simulation, day),
      rows: arrivals.map(({ row }) => row),
      predictedAt: arrivals.map(({ arrivedAt }) => arrivedAt),
      armsOf: (probabilities) => treatmentsOf(simulation, day, probabilities),
    },
    settings,
    ports,
  );
  const assigned = treatmentsOf(simulation, day, scores.probabilities);
  if (assigned !== null) {
    const byPlace = new Map(Array.from(scores.accepted, (place, index) => [place, assigned[index]!]));
    treatments = arrivals.map((_, place) => byPlace.get(place) ?? { arm: "never", propensity: 0 });
  }
  return { scores, treatments };
}

async function simulateDay(
  simulation: Simulation,
  queue: OutcomeQueue,
  day: number,
  outside: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<DayCounts> {
  const { clock, startMs, jobs, name } = simulation;
  clock.moveTo(startMs + day * dayMs);
  const worldDay = namedDay(simulation, day, outside.settings.contract);
  const { scores, treatments } = await scoreDay(simulation, worldDay, outside.settings, outside.ports);
  queue.add(worldDay, treatments);
  const events = queue.take(day);
  if (events.length > 0) await jobs.takeOutcomes(`${name}:outcomes-${day}`, events);
  await jobs.runDue(day);
  return { day, arrived: worldDay.arrivals.length, refused: scores?.quarantined ?? 0, outcomes: events.length };
}

/** Fills the queue again after an interruption: earlier days are drawn and scored anew, which changes nothing stored. */
async function recallOutcomes(
  simulation: Simulation,
  queue: OutcomeQueue,
  doneDays: number,
  outside: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<void> {
  const first = Math.max(1, doneDays - simulation.longestWaitDays);
  for (let day = first; day <= doneDays; day += 1) {
    const worldDay = namedDay(simulation, day, outside.settings.contract);
    const isTreated = simulation.options.campaign !== null;
    const scored = isTreated ? await scoreDay(simulation, worldDay, outside.settings, outside.ports) : undefined;
    queue.add(worldDay, scored?.treatments);
  }
  queue.take(doneDays);
}

/**
 * Lives through days of a production: customers arrive and are scored, outcomes become known, the loop's jobs run. Every
 * step happens once however often its day is repeated.
 * @param range the last day that is done already, and the last that is to be done
 */
export async function* simulateDays(
  simulation: Simulation,
  range: { readonly doneDays: number; readonly days: number },
  outside: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): AsyncGenerator<DayCounts> {
  const queue = createOutcomeQueue(simulation.world, simulation.startMs);
  await recallOutcomes(simulation, queue, range.doneDays, outside);
  for (let day = range.doneDays + 1; day <= range.days; day += 1)
    yield await simulateDay(simulation, queue, day, outside);
}
