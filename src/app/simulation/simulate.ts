import { join, resolve } from "node:path";
import { forgetProduction } from "#adapters/sqlite";
import { loadScenario } from "#config";
import { type Clock, digestOf, invalidInput, notReady, parseDuration, type Progress, plural } from "#kernel";
import {
  createVirtualClock,
  type DayCounts,
  openWorld,
  qualityOfVersions,
  type Simulation,
  simulateDays,
  type TimelineEntry,
  timelineOf,
  type VersionQuality,
  type VirtualClock,
  virtualWaiting,
} from "#pipelines";
import { checkScenario, type Scenario, type World, type WorldOptions } from "#simulation";
import { dailyJobsOf } from "./daily-jobs.js";
import { openProject, type Project } from "../project/open-project.js";
import {
  checkSameWorld,
  copyForSimulation,
  readSimulationState,
  type SimulationIdentity,
  writeSimulationState,
} from "./simulation-folder.js";

/** What is to be simulated. */
export interface SimulationRequest {
  /** Days from the first. */
  readonly days: number;
  /** Path or name of a scenario; default `none`. */
  readonly drift?: string;
  /** Days until "no" is certain; default the project's label horizon. */
  readonly labelDelay?: number;
  readonly rowsPerDay?: number;
  /** Default 1. */
  readonly seed?: number;
  /** First day, such as `2026-01-31`; default the day after now. */
  readonly start?: string;
  /** Folder of the simulated copy; default `simulations/<scenario>-<seed>` in the project. */
  readonly into?: string;
  /** Whether the project itself is lived in, not a copy, which ends its production so far; default false. */
  readonly inPlace?: boolean;
}

/** What a simulation did. */
export interface SimulationResult {
  /** The project that was lived in; every verb works on it with `--project`. */
  readonly folder: string;
  readonly scenario: string;
  readonly says: string;
  readonly seed: number;
  readonly start: string;
  readonly days: number;
  /** Days that were there already. */
  readonly resumedAfter: number;
  readonly customers: number;
  readonly refused: number;
  readonly outcomes: number;
  readonly champion: number | null;
  readonly timeline: readonly TimelineEntry[];
  /** What is true of the last days' customers: the best there can be, the first champion, the present one. */
  readonly quality: readonly VersionQuality[];
  readonly seconds: number;
}

const dayMs = 86_400_000;

interface Plan {
  readonly scenario: Scenario;
  readonly options: WorldOptions;
  readonly identity: SimulationIdentity;
}

function startOf(request: SimulationRequest, clock: Clock): string {
  if (request.start === undefined) return new Date(clock.now() + dayMs).toISOString().slice(0, 10);
  const parsed = Date.parse(`${request.start}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(request.start) && Number.isFinite(parsed)) return request.start;
  throw invalidInput("simulation/start", `"${request.start}" is not a day; write it as 2026-01-31`);
}

async function planOf(project: Project, request: SimulationRequest, known: SimulationIdentity | null): Promise<Plan> {
  const { config, ports, settings } = project;
  if (ports.registry.aliases(settings.name).champion === undefined) {
    throw notReady(
      "simulation/no-champion",
      "there is no champion yet to live with; run `driftloop run training` first",
    );
  }
  const scenario = loadScenario(request.drift ?? "none", project.folder);
  checkScenario(scenario, settings.contract);
  const options = { ...config.simulation, rowsPerDay: request.rowsPerDay ?? config.simulation.rowsPerDay };
  const horizonDays = request.labelDelay ?? parseDuration(config.data.label.horizon) / dayMs;
  const identity: SimulationIdentity = {
    scenario: scenario.name,
    worldDigest: digestOf([scenario, options]),
    seed: request.seed ?? 1,
    start: request.start === undefined && known !== null ? known.start : startOf(request, ports.clock),
    horizonDays,
    rowsPerDay: options.rowsPerDay,
    rawVersion: known?.rawVersion ?? (await ports.tables.snapshot("raw")).version,
  };
  return { scenario, options, identity };
}

/** The folder in which the world lives, made if it is not there. */
async function prepareFolder(
  project: Project,
  request: SimulationRequest,
): Promise<Plan & { readonly folder: string }> {
  const name = `${loadScenario(request.drift ?? "none", project.folder).name}-${request.seed ?? 1}`;
  const place = request.into === undefined ? join(project.folder, "simulations", name) : resolve(request.into);
  const folder = request.inPlace === true ? project.folder : place;
  const known = readSimulationState(folder);
  const plan = await planOf(project, request, known?.identity ?? null);
  if (known !== null) checkSameWorld(folder, known.identity, plan.identity);
  else if (request.inPlace === true) {
    forgetProduction(project.metadata);
    await writeSimulationState(folder, { identity: plan.identity, doneDays: 0 });
  } else await copyForSimulation(project, folder, { identity: plan.identity, doneDays: 0 });
  return { ...plan, folder };
}

/** The longest a world goes on telling of a customer: horizon, reporting, and what scenarios add. */
function longestWaitDays({ scenario, options, identity }: Plan): number {
  const added = scenario.labels.map((change) => {
    if (change.kind === "delay") return change.days;
    if (change.kind === "correct") return change.after;
    return change.kind === "outage" && change.ramp.until !== null ? change.ramp.until - change.ramp.from + 1 : 1;
  });
  return Math.ceil(identity.horizonDays + options.reportingDays + added.reduce((sum, days) => sum + days, 0)) + 1;
}

interface Lived {
  readonly plan: Plan;
  readonly project: Project;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly startMs: number;
}

async function openLived(plan: Plan & { readonly folder: string }, context: SimulationContext): Promise<Lived> {
  const startMs = Date.parse(`${plan.identity.start}T00:00:00Z`);
  const doneDays = readSimulationState(plan.folder)!.doneDays;
  const clock = createVirtualClock(startMs + doneDays * dayMs);
  const waiting = virtualWaiting(clock);
  const project = await openProject({ ...context, folder: plan.folder, clock, waiting, isSynced: false });
  const { scenario, options, identity } = plan;
  const { seed, rawVersion } = identity;
  const request = { scenario, options, seed, startMs, horizonMs: identity.horizonDays * dayMs, rawVersion };
  return { plan, project, world: await openWorld(request, project.settings, project.ports), clock, startMs };
}

function simulationOf({ plan, project, world, clock, startMs }: Lived): Simulation {
  const { scenario, seed } = plan.identity;
  return {
    name: `simulation ${scenario} ${seed}`,
    seed,
    world,
    options: plan.options,
    startMs,
    longestWaitDays: longestWaitDays(plan),
    clock,
    jobs: dailyJobsOf(project),
  };
}

/** What a simulation needs from its caller. */
export interface SimulationContext {
  readonly clock: Clock;
  readonly progress: Progress;
  readonly codeVersion: string;
}

type Totals = Pick<SimulationResult, "customers" | "refused" | "outcomes">;

async function live(lived: Lived, days: number, progress: Progress): Promise<Totals> {
  const { project, plan } = lived;
  const doneDays = readSimulationState(project.folder)!.doneDays;
  const task = progress.start("simulate", days);
  const totals = { customers: 0, refused: 0, outcomes: 0 };
  const add = (counts: DayCounts): void => {
    totals.customers += counts.arrived;
    totals.refused += counts.refused;
    totals.outcomes += counts.outcomes;
  };
  for await (const counts of simulateDays(simulationOf(lived), { doneDays, days }, project)) {
    add(counts);
    await writeSimulationState(project.folder, { identity: plan.identity, doneDays: counts.day });
    task.update(counts.day, `day ${counts.day}`);
  }
  task.finish(`${plural(days, "day")}, ${plural(totals.customers, "customer")}`);
  return totals;
}

function timelineOfLived({ project, world, startMs }: Lived, days: number): readonly TimelineEntry[] {
  const { incidents, decisions, registry, jobs } = project.ports;
  const everything = 1_000_000;
  return timelineOf({
    startMs,
    days,
    world,
    incidents: incidents.list({ limit: everything }),
    decisions: decisions.list({ limit: everything }),
    journal: registry.journal(project.settings.name),
    failures: jobs.search({ status: "failed", limit: everything }).filter(({ createdAt }) => createdAt >= startMs),
  });
}

/** Days at the end by which the versions are judged. */
const judgedDays = 20;

function qualityAtEnd({ project, world, startMs }: Lived, days: number): Promise<readonly VersionQuality[]> {
  const { registry } = project.ports;
  const champions = registry
    .journal(project.settings.name)
    .flatMap(({ alias, to, at }) => (alias === "champion" && to !== null ? [{ version: to, at: Date.parse(at) }] : []));
  const first = champions.findLast(({ at }) => at <= startMs)?.version;
  const last = champions.at(-1)?.version;
  const versions = [...new Set([first, last].filter((version) => version !== undefined))];
  return qualityOfVersions(world, [Math.max(1, days - judgedDays + 1), days], versions, project);
}

/**
 * Lives through days of a production that is drawn from the project's own data, on a virtual clock, with the code that runs
 * in production. An interrupted simulation goes on where it stopped.
 * @throws NotReady `simulation/no-champion`; Conflict `simulation/other-world`, `simulation/folder-taken`; InvalidInput
 * `simulation/start` and what is wrong in the scenario
 */
export async function simulate(
  project: Project,
  request: SimulationRequest,
  context: SimulationContext,
): Promise<SimulationResult> {
  const begun = context.clock.now();
  const plan = await prepareFolder(project, request);
  const resumedAfter = readSimulationState(plan.folder)!.doneDays;
  const lived = await openLived(plan, context);
  try {
    const totals = await live(lived, request.days, context.progress);
    const { identity, scenario } = plan;
    return {
      folder: plan.folder,
      scenario: scenario.name,
      says: scenario.says,
      seed: identity.seed,
      start: identity.start,
      days: request.days,
      resumedAfter,
      ...totals,
      champion: lived.project.ports.registry.aliases(lived.project.settings.name).champion ?? null,
      timeline: timelineOfLived(lived, request.days),
      quality: await qualityAtEnd(lived, request.days),
      seconds: (context.clock.now() - begun) / 1000,
    };
  } finally {
    await lived.project.close();
  }
}
