import { loadModel, type LoadedModel, riskBandNames } from "#inference";
import { instantOf, type Json } from "#kernel";
import {
  confusionAt,
  type ContactProfit,
  contactProfit,
  contactThreshold,
  type Estimate,
  gainsCurve,
  prCurve,
  profitCurve,
  reliabilityCurve,
  rocCurve,
  scoreHistogram,
} from "#metrics";
import type { ModelVersion } from "#registry";
import {
  countFormat,
  decimalFormat,
  percentFormat,
  type ReportBand,
  type ReportComparison,
  type ReportGate,
  type ReportMetric,
  type ReportProfit,
  type TrainingReportInput,
} from "#reporting";
import type { Run } from "#tracking";
import { boundText, valueText } from "#validation";
import type { BatchInferenceResult } from "./batch-inference.js";
import { readValidation } from "./challenger-approval.js";
import type { ValidationReport } from "./challenger-validation.js";
import { readEvaluations, type StoredEvaluation } from "./evaluations.js";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

const confidence = 0.95;

/** Everything stored about one version that a report tells. */
interface Sources {
  readonly version: ModelVersion;
  readonly run: Run;
  readonly trials: readonly Run[];
  readonly model: LoadedModel;
  readonly test: StoredEvaluation;
  readonly trainRows: number;
  readonly validation: ValidationReport | null;
  readonly inference: BatchInferenceResult | null;
  readonly training: TrainingRecord;
}

interface TrainingRecord {
  readonly importance: readonly { readonly feature: string; readonly gain: number }[];
}

function lastInference(version: number, ports: PipelinePorts): BatchInferenceResult | null {
  for (const run of ports.jobs.listRuns({ status: "succeeded", limit: 200 })) {
    const record = ports.jobs.listTasks(run.id).find(({ taskKey }) => taskKey === "batch_inference");
    const result = (record?.output ?? null) as unknown as BatchInferenceResult | null;
    if (result !== null && result.modelVersion === version) return result;
  }
  return null;
}

async function readTraining(version: ModelVersion, ports: PipelinePorts): Promise<TrainingRecord> {
  const bytes = await ports.artifacts.get(version.artifacts["training.json"] ?? "");
  return JSON.parse(new TextDecoder().decode(bytes)) as TrainingRecord;
}

async function gather(number: number, settings: PipelineSettings, ports: PipelinePorts): Promise<Sources> {
  const version = ports.registry.getVersion(settings.name, number);
  const outOfFold = await readEvaluations(version.runId, "out-of-fold", ports);
  return {
    version,
    run: ports.runs.get(version.runId),
    trials: ports.runs.search({ kind: "trial", parentId: version.runId, limit: 10_000 }).toReversed(),
    model: await loadModel(version, ports.artifacts),
    test: await readEvaluations(version.runId, "test", ports),
    trainRows: outOfFold.labels.length,
    validation: version.validationDigest === null ? null : await readValidation(version, ports),
    inference: lastInference(number, ports),
    training: await readTraining(version, ports),
  };
}

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

function metricsOf(validation: ValidationReport): readonly ReportMetric[] {
  return shown.flatMap(({ metric, name, headline }) => {
    const estimate = validation.test.metrics[metric];
    if (estimate === undefined) return [];
    return [{ name, headline, estimate: { value: estimate.value, interval: intervalOf(estimate) } }];
  });
}

function gatesOf({ gates }: ValidationReport): readonly ReportGate[] {
  return gates.gates.map(({ title, verdict, required, sentence, checks }) => {
    const [first] = checks.filter((check) => check.verdict === verdict);
    const check = first ?? checks[0];
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

function profitOf(
  { labels, probabilities }: StoredEvaluation,
  threshold: number,
  settings: PipelineSettings,
): ReportProfit {
  const terms = settings.business;
  const at = (value: number): ContactProfit => contactProfit(labels, probabilities, terms, { threshold: value });
  const breakEven = contactThreshold(terms);
  const best = at(breakEven);
  return {
    currency: terms.currency,
    value: terms.customerValue,
    cost: terms.contactCost,
    successRate: terms.successRate,
    points: profitCurve(labels, probabilities, terms).map((point) => ({
      threshold: point.threshold ?? 1,
      profit: point.realisedProfit,
    })),
    breakEven: { threshold: breakEven, profit: best.profit.value },
    operating: { threshold, profit: at(threshold).profit.value },
    contactAll: best.contactAllProfit,
  };
}

type Charts = Pick<
  TrainingReportInput,
  "roc" | "precisionRecall" | "calibration" | "gains" | "scores" | "threshold" | "profit"
>;

function chartsOf({ test, model }: Sources, settings: PipelineSettings): Charts {
  const { labels, probabilities } = test;
  if (labels.length === 0) return {};
  const { threshold } = model.document;
  const counts = confusionAt(labels, probabilities, threshold);
  const positives = counts.truePositives + counts.falseNegatives;
  const negatives = counts.trueNegatives + counts.falsePositives;
  const recall = counts.truePositives / positives;
  return {
    roc: {
      points: rocCurve(labels, probabilities).map(
        (point) => [point.falsePositiveRate, point.truePositiveRate] as const,
      ),
      operating: [counts.falsePositives / negatives, recall],
    },
    precisionRecall: {
      points: prCurve(labels, probabilities).map((point) => [point.recall, point.precision] as const),
      operating: [recall, counts.truePositives / (counts.truePositives + counts.falsePositives)],
    },
    calibration: {
      points: reliabilityCurve(labels, probabilities).map((bin) => ({ ...bin, interval: intervalOf(bin.interval) })),
    },
    gains: {
      points: gainsCurve(labels, probabilities).map((point) => [point.contactedShare, point.foundShare] as const),
    },
    scores: scoreHistogram(labels, probabilities),
    threshold: { value: threshold, policy: policySentence(settings), ...counts },
    profit: profitOf(test, threshold, settings),
  };
}

function policySentence({ training }: PipelineSettings): string {
  const { threshold } = training;
  if (threshold.policy === "fixed") return "The threshold is fixed in the project file.";
  if (threshold.policy === "cost") return "The threshold is where a contact pays for itself.";
  return `The threshold with the highest F1 on out-of-fold predictions among those with a precision of at least ${threshold.floor}.`;
}

function importanceOf({ importance }: TrainingRecord): NonNullable<TrainingReportInput["importance"]> {
  const gains = new Map<string, number>();
  for (const { feature, gain } of importance) gains.set(feature, (gains.get(feature) ?? 0) + gain);
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return [...gains]
    .map(([feature, gain]) => ({ feature, share: total === 0 ? 0 : gain / total }))
    .toSorted((left, right) => right.share - left.share);
}

function searchOf({ trials, model }: Sources): NonNullable<TrainingReportInput["search"]> {
  return {
    objective: "Cross-validated log loss",
    trials: trials.map((trial, number) => ({
      number,
      value: trial.metrics["cv_log_loss"] ?? null,
      pruned: trial.tags["trial_state"] === "pruned",
    })),
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
    meanProbability: null,
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

function lineageOf({ version, run, model }: Sources): NonNullable<TrainingReportInput["lineage"]> {
  const facts = (version.lineage ?? {}) as Readonly<Record<string, Json>>;
  const text = (label: string, value: unknown) => ({ label, value: String(value), kind: "text" as const });
  const digest = (label: string, value: unknown) => ({ label, value: String(value), kind: "digest" as const });
  return [
    text("Run", run.id),
    text("Trained with", model.document.library),
    text("Program version", facts["codeVersion"]),
    text("Seed", facts["seed"]),
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
  const sources = await gather(number, settings, ports);
  const { test, validation, model, trainRows } = sources;
  const aliases = Object.entries(ports.registry.aliases(settings.name)).filter(([, version]) => version === number);
  const { label } = settings.contract;
  const positives = test.labels.reduce((sum: number, value) => sum + value, 0);
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence,
    model: {
      name: settings.name,
      version: number,
      alias: aliases[0]?.[0] ?? null,
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
    importance: importanceOf(sources.training),
    search: searchOf(sources),
    ...predictionsOf(sources.inference, settings),
    lineage: lineageOf(sources),
  };
}
