import { loadModel } from "#inference";
import { createRandom, type Instant, instantOf, type Json } from "#kernel";
import { evaluateModel, type ModelEvaluation } from "#training";
import { decidePromotion, evaluateGates, type GateReport, type PromotionDecision, type Verdict } from "#validation";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";
import { type TrainingVersions, trainingSources } from "./training-rows.js";
import { gatherEvidence } from "./validation-evidence.js";

/** The report of a validation, stored whole as an artifact; approval reads it back and trusts nothing else. */
export interface ValidationReport {
  readonly format: 1;
  readonly name: string;
  readonly version: number;
  /** Digests of the artifacts that were validated: approving other bytes is refused. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** The champion it was compared with; null when there was none. */
  readonly championVersion: number | null;
  readonly validatedAt: Instant;
  /** SHA-256 of the rows both models were judged on. */
  readonly testDigest: string;
  readonly gates: GateReport;
  readonly decision: PromotionDecision;
  readonly test: ModelEvaluation;
}

/** What validation leaves. */
export interface ValidationResult {
  readonly version: number;
  readonly championVersion: number | null;
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
    featuresVersion: await version("features"),
    labelsVersion: await version("labels"),
    splitsVersion: await version("splits"),
  };
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
  const { evidence, test, anchor } = await gatherEvidence(models, sources, settings, ports);
  const gates = evaluateGates(evidence, settings.validation, createRandom(`validation/${version}`));
  const { labels, challenger, champion: rivalOutput, slices } = evidence;
  const decision = decidePromotion(
    { gates: gates.verdict, labels, challenger, champion: rivalOutput, slices, anchor, reason: null },
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
  };
}

function trackValidation(id: string, report: ValidationReport, reportDigest: string, ports: PipelinePorts): void {
  const { gates } = report;
  if (ports.runs.search({ kind: "validation", limit: 1000 }).some((run) => run.id === id)) return;
  ports.runs.record(
    {
      id,
      kind: "validation",
      name: `validate version ${report.version}`,
      startedAt: report.validatedAt,
      params: { version: report.version, championVersion: report.championVersion } as Record<string, Json>,
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

/**
 * Puts a version through the gates on the test rows, beside the champion and a reference logistic regression on the same
 * rows, and stores the report.
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
  ports.registry.annotate(settings.name, version, { validation: verdict, validationDigest: reportDigest });
  trackValidation(runId, report, reportDigest, ports);
  progress.finish(report.gates.sentence);
  return {
    version,
    championVersion: report.championVersion,
    verdict,
    reportDigest,
    gates: report.gates,
    decision: report.decision,
  };
}
