import { createRandom, invalidInput } from "#kernel";
import { checkScenario, createWorld, fitPopulation, type Scenario, type World, type WorldOptions } from "#simulation";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { loadSpelledRows } from "./labelled-rows.js";
import { fitTrueProbability } from "./true-probability.js";

/** What tells one world from another. Equal requests on equal rows give equal worlds. */
export interface WorldRequest {
  readonly scenario: Scenario;
  readonly options: WorldOptions;
  readonly seed: number;
  /** Beginning of day 1, epoch milliseconds at midnight UTC. */
  readonly startMs: number;
  /** How long after a prediction "no" is certain. */
  readonly horizonMs: number;
  /** Version of the raw table that the population is learned from. */
  readonly rawVersion: number;
}

const dayMs = 86_400_000;

/**
 * Makes the production world of a project from its labelled rows.
 * @throws InvalidInput what is wrong with scenario or options; NotReady `simulation/no-labelled-rows`
 */
export async function openWorld(
  request: WorldRequest,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<World> {
  const { contract, times } = settings;
  const { scenario, options, seed, startMs, horizonMs } = request;
  if (startMs % dayMs !== 0) throw invalidInput("simulation/start", "a world begins at midnight UTC");
  checkScenario(scenario, contract);
  const rows = await loadSpelledRows(contract, request.rawVersion, ports);
  return createWorld({
    contract,
    timeColumns: [contract.eventTime, times.availableAt].filter((name) => name !== null),
    population: fitPopulation(rows, contract, options, createRandom(`population of ${seed}`)),
    scenario,
    options,
    trueProbability: await fitTrueProbability(rows, settings, ports),
    horizonMs,
    startMs,
    seed,
  });
}
