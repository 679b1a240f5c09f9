import { loadModel } from "#inference";
import { createRandom, instantOf } from "#kernel";
import { modelCard } from "#registry";
import { evaluateModel } from "#training";
import {
  decidePromotion,
  evaluateGates,
  type GateReport,
  type PromotionDecision,
  type SliceColumn,
  sliceAucs,
  type Verdict,
} from "#validation";
import { hasRun } from "#tracking";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { type TrainingVersions, trainingSources } from "../fitting/training-rows.js";
import { promotionReason, retrainingEvidence } from "../retraining/retraining-evidence.js";
import { gatherEvidence, splitEvidence } from "./validation-evidence.js";
import type { SliceQuality, ValidationReport } from "../validation-report.js";
import { modelCardInput } from "../version-report/model-card-input.js";

/** Tag of a version that holds the SHA-256 of its model card: the card is made after the version, whose artifacts never change. */
export const modelCardTag = "model_card";

/** What validation leaves. */
export interface ValidationResult {
  readonly version: number;
  readonly championVersion: number | null;
  /** Whether the version is champion itself: then there is nothing to decide. */
  readonly isChampion: boolean;
  readonly verdict: Verdict;
  /** SHA-256 of the stored report. */
  readonly reportDigest: string;
  readonly gates: GateReport;
  readonly decision: PromotionDecision;
}

/** The newest labels and features; the tables at the model's training when nothing came since. */
export async function newestVersions(ports: PipelinePorts): Promise<TrainingVersions> {
  const version = async (table: string): Promise<number> => (await ports.tables.snapshot(table)).version;
  return {
    rawVersion: await version("raw"),
    featuresVersion: await version("features"),
    labelsVersion: await version("labels"),
    splitsVersion: await version("splits"),
  };
}

/** How the version does on every slice that has enough rows of both classes. */
function sliceQualities(
  labels: Uint8Array,
  scores: Float64Array,
  columns: readonly SliceColumn[],
): readonly SliceQuality[] {
  const rates = new Map<string, number>();
  for (const { column, levels, codes } of columns) {
    const counts = levels.map(() => ({ rows: 0, positives: 0 }));
    for (const [row, code] of codes.entries()) {
      const count = counts[code];
      if (count === undefined) continue;
      count.rows += 1;
      count.positives += labels[row]!;
    }
    for (const [level, count] of counts.entries())
      rates.set(`${column} = ${levels[level]!}`, count.positives / count.rows);
  }
  return sliceAucs(labels, scores, columns, 0.5).map(({ slice, estimate }) => ({
    slice,
    sampleSize: estimate.sampleSize,
    baseRate: rates.get(slice)!,
    auc: estimate,
  }));
}

async function makeReport(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ValidationReport> {
  const registered = ports.registry.getVersion(settings.name, version);
  const champion = ports.registry.aliases(settings.name).champion ?? null;
  const rival = champion === version ? null : champion;
  const models = {
    challenger: await loadModel(registered, ports.artifacts),
    champion: rival === null ? null : await loadModel(ports.registry.getVersion(settings.name, rival), ports.artifacts),
  };
  const sources = await trainingSources(await newestVersions(ports), ports);
  const rows = (await retrainingEvidence(registered, settings, ports)) ?? splitEvidence(sources, ports);
  const { evidence, test, anchor } = await gatherEvidence(models, { ...rows, sources }, settings, ports);
  const isLiteral = settings.promotion.policy === "reference";
  const gates = evaluateGates(evidence, settings.validation, createRandom(`validation/${version}`), isLiteral);
  const { labels, challenger, champion: rivalOutput, slices } = evidence;
  const decision = decidePromotion(
    {
      gates: gates.verdict,
      labels,
      challenger,
      champion: rivalOutput,
      slices,
      anchor,
      reason: promotionReason(registered),
    },
    settings.promotion,
    createRandom(`promotion/${version}`),
  );
  return {
    format: 1,
    name: settings.name,
    version,
    artifacts: registered.artifacts,
    championVersion: rival,
    validatedAt: instantOf(ports.clock),
    testDigest: test.digest,
    gates,
    decision,
    test: evaluateModel(labels, challenger.probabilities, {
      threshold: challenger.threshold,
      terms: settings.business,
    }),
    slices: sliceQualities(labels, challenger.probabilities, slices),
  };
}

function trackValidation(id: string, report: ValidationReport, reportDigest: string, ports: PipelinePorts): void {
  const { gates } = report;
  if (hasRun(ports.runs, id)) return;
  ports.runs.record(
    {
      id,
      kind: "validation",
      name: `validate version ${report.version}`,
      startedAt: report.validatedAt,
      params: { version: report.version, championVersion: report.championVersion },
      tags: { verdict: gates.verdict },
    },
    {
      status: gates.verdict === "error" ? "failed" : "finished",
      endedAt: instantOf(ports.clock),
      metrics: Object.entries(report.test.metrics).map(([name, { value }]) => ({
        name: `test_${name}`,
        value,
        step: 0,
      })),
      artifacts: { "validation.json": reportDigest },
    },
  );
}

async function storeModelCard(
  report: ValidationReport,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<string> {
  const version = ports.registry.getVersion(settings.name, report.version);
  const model = await loadModel(version, ports.artifacts);
  return ports.artifacts.put(modelCard(modelCardInput(version, model, report, settings)));
}

/**
 * Puts a version through the gates on the test rows, beside the champion and a reference logistic regression on the same
 * rows, and stores the report and the model card.
 * @param runId id of the tracked run; validating again under the same id, after a kill, tracks it once
 * @throws NotFound `registry/version-not-found`
 */
export async function validateVersion(
  version: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
  runId: string,
): Promise<ValidationResult> {
  const progress = ports.progress.start("validate");
  const report = await makeReport(version, settings, ports);
  const reportDigest = await ports.artifacts.put(JSON.stringify(report));
  const { verdict } = report.gates;
  const card = await storeModelCard(report, settings, ports);
  ports.registry.annotate(settings.name, version, {
    validation: verdict,
    validationDigest: reportDigest,
    tags: { [modelCardTag]: card },
  });
  trackValidation(runId, report, reportDigest, ports);
  progress.finish(report.gates.sentence);
  return {
    version,
    championVersion: report.championVersion,
    isChampion: ports.registry.aliases(settings.name).champion === version,
    verdict,
    reportDigest,
    gates: report.gates,
    decision: report.decision,
  };
}
