import { riskBandNames } from "#inference";
import { instantOf, type Json } from "#kernel";
import type { Estimate } from "#metrics";
import {
  countFormat,
  decimalFormat,
  percentFormat,
  type ReportBand,
  type ReportComparison,
  type ReportGate,
  type ReportMetric,
  type TrainingReportInput,
} from "#reporting";
import type { Run } from "#tracking";
import { boundText, valueText } from "#validation";
import type { BatchInferenceResult } from "../scoring/batch-inference.js";
import type { ValidationReport } from "../validation-report.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { chartsOf } from "./charts.js";
import { driversOf } from "./drivers.js";
import { searchedTrials } from "./search-plots.js";
import { type VersionSources, versionSources } from "./sources.js";

const confidence = 0.95;

const shown: readonly { readonly metric: string; readonly name: string; readonly headline: boolean }[] = [
  { metric: "rocAuc", name: "auc", headline: true },
  { metric: "logLoss", name: "logLoss", headline: true },
  { metric: "f1", name: "f1", headline: true },
  { metric: "precision", name: "precision", headline: true },
  { metric: "recall", name: "recall", headline: true },
  { metric: "calibrationSlope", name: "calibrationSlope", headline: true },
  { metric: "prAuc", name: "prAuc", headline: false },
  { metric: "brier", name: "brier", headline: false },
  { metric: "ece", name: "calibrationError", headline: false },
  { metric: "topDecileLift", name: "topDecileLift", headline: false },
  { metric: "accuracy", name: "accuracy", headline: false },
];

function intervalOf({ low, high }: Pick<Estimate, "low" | "high">): readonly [number, number] {
  return [low, high];
}

/** Metrics on the test rows, as reports name them. */
export function metricsOf(validation: ValidationReport): readonly ReportMetric[] {
  return shown.flatMap(({ metric, name, headline }) => {
    const estimate = validation.test.metrics[metric];
    if (estimate === undefined) return [];
    return [
      {
        name,
        headline,
        estimate: { value: estimate.value, interval: intervalOf(estimate), sampleSize: estimate.sampleSize },
      },
    ];
  });
}

function gatesOf({ gates }: ValidationReport): readonly ReportGate[] {
  return gates.gates.map(({ title, verdict, required, sentence, checks }) => {
    const check = checks.find((each) => each.verdict === verdict) ?? checks[0];
    return {
      name: title,
      value: check === undefined ? "–" : valueText(check.value, check.unit),
      bound: check === undefined ? "–" : boundText(check.bound, check.unit),
      verdict,
      required,
      sentence,
    };
  });
}

function trackedTrial(trial: Run, number: number): NonNullable<TrainingReportInput["search"]>["trials"][number] {
  const value = trial.metrics["cv_log_loss"] ?? null;
  return { number, value, pruned: trial.tags["trial_state"] === "pruned" };
}

function searchOf({ trials, model, study }: VersionSources): NonNullable<TrainingReportInput["search"]> {
  return {
    objective: "Cross-validated log loss",
    ...(study === null ? { trials: trials.map(trackedTrial) } : searchedTrials(study)),
    bestParams: model.document.params as Record<string, number>,
  };
}

function bandsOf(inference: BatchInferenceResult, settings: PipelineSettings): readonly ReportBand[] {
  const { high, medium } = settings.inference.riskBands;
  const edges = { High: [high, 1], Medium: [medium, high], Low: [0, medium] } as const;
  return riskBandNames.map((name) => ({
    name,
    low: edges[name][0],
    high: edges[name][1],
    count: inference.bands[name],
  }));
}

function comparisonOf(inference: BatchInferenceResult): readonly ReportComparison[] {
  return inference.contrasts.slice(0, 12).map((contrast) =>
    contrast.kind === "number"
      ? {
          feature: contrast.feature,
          measure: "mean",
          high: contrast.highMean,
          low: contrast.lowMean,
          format:
            Math.max(Math.abs(contrast.highMean), Math.abs(contrast.lowMean)) >= 1000 ? countFormat : decimalFormat(2),
        }
      : {
          feature: contrast.feature,
          measure: `share of ${contrast.level}`,
          high: contrast.highShare,
          low: contrast.lowShare,
          format: percentFormat(1),
        },
  );
}

type Predictions = Pick<TrainingReportInput, "business" | "bands" | "highRisk" | "comparison">;

function predictionsOf(inference: BatchInferenceResult | null, settings: PipelineSettings): Predictions {
  if (inference === null) return {};
  const { business } = inference;
  return {
    business: {
      currency: business.terms.currency,
      scored: business.scored,
      contacted: business.contacted,
      expectedPositives: { value: business.expectedSaved / business.terms.successRate },
      expectedSaved: { value: business.expectedSaved },
      cost: business.contacted * business.terms.contactCost,
      netProfit: { value: business.netProfit, interval: business.netProfitInterval },
      contactAllProfit: business.contactAllProfit,
    },
    bands: bandsOf(inference, settings),
    highRisk: {
      total: inference.bands.High,
      entities: inference.highRisk.map(({ entity, probability, reasons }) => ({
        entity,
        probability,
        reasons: reasons.map(({ sentence }) => sentence),
        band: probability >= settings.inference.riskBands.high ? "High" : "Medium",
      })),
    },
    comparison: comparisonOf(inference),
  };
}

function lineageOf({ version, run, model }: VersionSources): NonNullable<TrainingReportInput["lineage"]> {
  const facts = (version.lineage ?? {}) as Readonly<Record<string, Json>>;
  const { calibrator } = model.document;
  const text = (label: string, value: unknown) => ({ label, value: String(value), kind: "text" as const });
  const digest = (label: string, value: unknown) => ({ label, value: String(value), kind: "digest" as const });
  return [
    text("Run", run.id),
    text("Trained with", model.document.library),
    text("Calibrator", calibrator.kind === "identity" ? "none" : calibrator.kind),
    text("Program version", facts["codeVersion"]),
    text("Seed", facts["seed"]),
    text("Raw table version", facts["rawVersion"]),
    text("Feature table version", facts["featuresVersion"]),
    text("Label table version", facts["labelsVersion"]),
    digest("Training rows", facts["trainDigest"]),
    digest("Test rows", facts["testDigest"]),
    digest("Feature plan", facts["planDigest"]),
    digest("Configuration", facts["configDigest"]),
    digest("Model", model.document.boosterDigest),
  ];
}

/**
 * Everything a report about one version tells, read from what is stored: nothing is fitted or chosen for it.
 * @throws NotFound `registry/version-not-found`
 */
export async function trainingReportInput(
  number: number,
  source: string,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<TrainingReportInput> {
  const sources = await versionSources(number, settings, ports);
  const { test, validation, model, trainRows } = sources;
  const aliases = Object.entries(ports.registry.aliases(settings.name));
  const { label } = settings.contract;
  const positives = test.labels.reduce((sum: number, value) => sum + value, 0);
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence,
    model: {
      name: settings.name,
      version: number,
      alias: aliases.find(([, on]) => on === number)?.[0] ?? null,
      runId: sources.run.id,
      description: `LightGBM, ${model.document.rounds} trees`,
    },
    data: {
      source,
      entities: settings.contract.entity.length > 0 ? "customers" : "rows",
      outcome: `${label.column} = ${label.positive}`,
      trainRows,
      testRows: test.labels.length,
      positiveShare: test.labels.length === 0 ? 0 : positives / test.labels.length,
      featureCount: model.document.plan.features.length,
    },
    ...(validation === null ? {} : { metrics: metricsOf(validation), gates: gatesOf(validation) }),
    ...chartsOf(sources, settings),
    ...driversOf(sources.explanation),
    search: searchOf(sources),
    ...(sources.learning === null ? {} : { learning: sources.learning }),
    ...predictionsOf(sources.inference, settings),
    lineage: lineageOf(sources),
  };
}
