import { openProject, type Project, retrain, type RetrainResult } from "#app";
import { loadScenario } from "#config";
import {
  createVirtualClock,
  ingestLabels,
  openWorld,
  qualityOfVersions,
  runMonitoring,
  scoreArrivals,
  syncLedger,
  type ValidationReport,
  virtualWaiting,
} from "#pipelines";
import type { World } from "#simulation";
import { type CheckOutcome } from "#validation";
import { copyForSimulation } from "#src/app/simulation/simulation-folder.js";
import { evaluateFindings } from "#src/pipelines/monitoring/evaluate-findings.js";
import { simulationContext } from "../simulation/telco-project.js";

/** A production whose customers' outcomes are all known, in which something may have happened on its first day. */
export interface MaturedRequest {
  /** In `examples/telco-churn/scenarios`, without its calm days. */
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  readonly rowsPerDay: number;
  readonly folder: string;
  /** Whether the job `monitoring` calls for the evaluation run; else the age of the model does. */
  readonly monitored: boolean;
}

const dayMs = 86_400_000;
const startMs = Date.UTC(2027, 0, 4);
const horizonDays = 30;
/** Fresh customers that versions are judged on by the true chances. */
const judgedDays = 60;

/** A project that lives in a copy, with the world around it. */
export interface MaturedWorld {
  readonly project: Project;
  readonly world: World;
}

/** Scores the customers of a world's days and tells all their outcomes, in one go. */
export async function maturedWorld(original: Project, request: MaturedRequest): Promise<MaturedWorld> {
  const { seed, days, rowsPerDay, folder } = request;
  const scenario = { ...loadScenario(request.scenario, original.folder), calmDays: 0 };
  const { version: rawVersion } = await original.ports.tables.snapshot("raw");
  const identity = {
    scenario: scenario.name,
    worldDigest: "",
    seed,
    start: new Date(startMs).toISOString().slice(0, 10),
    horizonDays,
    rowsPerDay,
    rawVersion,
  };
  await copyForSimulation(original, folder, { identity, doneDays: 0 });
  const clock = createVirtualClock(startMs + (days + horizonDays + 2) * dayMs);
  const project = await openProject({ ...simulationContext, folder, clock, waiting: virtualWaiting(clock) });
  const { settings, ports } = project;
  const options = { ...project.config.simulation, rowsPerDay };
  const horizonMs = horizonDays * dayMs;
  const world = await openWorld({ scenario, options, seed, startMs, horizonMs, rawVersion }, settings, ports);
  const lived = Array.from({ length: days }, (_, index) => world.day(index + 1));
  const arrivals = lived.flatMap((day) => day.arrivals);
  const rows = arrivals.map(({ row }) => row);
  const predictedAt = arrivals.map(({ arrivedAt }) => arrivedAt);
  await scoreArrivals({ operation: "all days", source: "bench", rows, predictedAt }, settings, ports);
  const events = lived.flatMap((day) => world.outcomes(day)).filter(({ knownAt }) => knownAt <= clock.now());
  const facts = events.map((event) => ({ ...event, predictionId: null, source: "bench" }));
  await ingestLabels({ operation: "all outcomes", source: "bench", facts }, settings, ports);
  await syncLedger(settings, ports, clock.now());
  return { project, world };
}

/** What an evaluation run came to, beside the truth. */
export interface EvaluationRun {
  readonly verdict: string;
  readonly outcome: string;
  readonly recipe: string | null;
  readonly sentence: string;
  /** Required gates that refused. */
  readonly refusing: readonly { readonly title: string; readonly sentence: string }[];
  /** Titles of gates that passed by comparison with the champion. */
  readonly byComparison: readonly string[];
  /** What the decision found; null when no challenger was validated. */
  readonly finding: string | null;
  /** Whether the reference's seven gates and its rule would promote the same challenger. */
  readonly referencePromotes: boolean;
  readonly recentRows: number;
  readonly judgingRows: number;
  /** On fresh customers, by their true chances. */
  readonly truth: { readonly best: number; readonly champion: Quality; readonly challenger: Quality | null };
}

interface Quality {
  readonly auc: number;
  readonly logLoss: number;
}

async function reportOf(project: Project, version: number): Promise<ValidationReport | null> {
  const { validationDigest } = project.ports.registry.getVersion(project.settings.name, version);
  if (validationDigest === null || validationDigest === undefined) return null;
  return JSON.parse(new TextDecoder().decode(await project.ports.artifacts.get(validationDigest))) as ValidationReport;
}

const referenceGates: ReadonlySet<string> = new Set([
  "performance",
  "error-rates",
  "minority-class",
  "prediction-balance",
  "champion-f1",
  "null-rows",
]);

/** Whether a number is where it has to be, literally. */
function isWithin({ value, bound: { low, high } }: CheckOutcome): boolean {
  return value !== null && (low === null || value >= low) && (high === null || value <= high);
}

function isPromotedByReference({ gates }: ValidationReport): boolean {
  const own = gates.gates.filter(({ id }) => referenceGates.has(id));
  return own.every(({ checks }) => checks.every(isWithin));
}

async function evaluate(project: Project, monitored: boolean): Promise<RetrainResult> {
  const { settings, ports } = project;
  if (monitored) {
    const { decisionId, fired } = await runMonitoring(settings, ports);
    if (fired) return retrain(project, { check: false, decisionId });
  }
  const { id } = evaluateFindings({ signals: [], windows: [] }, settings, ports);
  return retrain(project, { check: false, decisionId: id });
}

/** Has the loop evaluate a retraining in a matured world, and looks at what came of it. */
export async function evaluationRun({ project, world }: MaturedWorld, request: MaturedRequest): Promise<EvaluationRun> {
  const before = project.ports.registry.aliases(project.settings.name).champion!;
  const { decision, training } = await evaluate(project, request.monitored);
  const challenger = decision.result?.challenger ?? null;
  const report = challenger === null ? null : await reportOf(project, challenger);
  const versions = [before, ...(challenger === null ? [] : [challenger])];
  const first = request.days + 1;
  const [best, champion, made] = await qualityOfVersions(world, [first, first + judgedDays - 1], versions, project);
  const gates = report?.gates.gates ?? [];
  return {
    verdict: decision.verdict,
    outcome: decision.result?.outcome ?? "held",
    recipe: training?.recipe ?? null,
    sentence: decision.result?.sentence ?? decision.sentences[0] ?? "",
    refusing: gates
      .filter((gate) => gate.required && gate.verdict !== "passed")
      .map(({ title, sentence }) => ({ title, sentence })),
    byComparison: gates
      .filter(({ checks }) => checks.some(({ champion, excuse }) => champion !== undefined || excuse !== undefined))
      .map(({ title }) => title),
    referencePromotes: report !== null && isPromotedByReference(report),
    finding: report?.decision.finding ?? null,
    recentRows: training?.recentRows ?? 0,
    judgingRows: training?.holdoutRows ?? 0,
    truth: { best: best!.auc, champion: champion!, challenger: made ?? null },
  };
}
