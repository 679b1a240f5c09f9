import type { LoadedModel } from "#inference";
import { formatCount, type Json } from "#kernel";
import { type CardNumber, lineageFacts, type ModelCardInput, type ModelVersion } from "#registry";
import type { PipelineSettings } from "../settings.js";
import type { ValidationReport } from "../validation-report.js";

const cardMetrics: readonly (readonly [metric: string, name: string])[] = [
  ["rocAuc", "AUC"],
  ["prAuc", "PR AUC"],
  ["logLoss", "Log loss"],
  ["brier", "Brier score"],
  ["ece", "Calibration error (10 groups)"],
  ["calibrationSlope", "Calibration slope"],
  ["calibrationInTheLarge", "Mean probability less base rate"],
  ["f1", "F1 at the threshold"],
  ["precision", "Precision at the threshold"],
  ["recall", "Recall at the threshold"],
  ["accuracy", "Accuracy at the threshold"],
  ["topDecileLift", "Lift of the top 10 %"],
];

function numbersOf({ test }: ValidationReport): readonly CardNumber[] {
  return cardMetrics.flatMap(([metric, name]) => {
    const estimate = test.metrics[metric];
    if (estimate === undefined) return [];
    const { value, low, high, sampleSize } = estimate;
    return [{ name, value, interval: [low, high] as const, sampleSize }];
  });
}

const calibratorWords = {
  identity: "none; none lowers the out-of-fold log loss beyond chance, or none is wanted",
  platt: "Platt: a line on the log-odds, fitted on out-of-fold predictions",
  isotonic: "isotonic: a rising step line, fitted on out-of-fold predictions",
} as const;

function modelFacts({ document }: LoadedModel, settings: PipelineSettings): ModelCardInput["model"] {
  const { plan, calibrator, params } = document;
  const policy = settings.training.threshold.policy;
  return {
    Algorithm: `gradient-boosted trees, ${document.library}`,
    Trees: document.rounds,
    Features: `${plan.features.length} (${plan.inputs.length} inputs after encoding)`,
    Calibrator: calibratorWords[calibrator.kind],
    "Operating threshold": `${document.threshold.toFixed(4)}, policy ${policy}, on out-of-fold predictions`,
    Parameters: Object.entries(params as Readonly<Record<string, unknown>>)
      .map(([name, value]) => `${name} ${typeof value === "number" ? Number(value.toPrecision(4)) : String(value)}`)
      .join(", "),
    Seed: document.seed,
  };
}

function limitsOf({ document }: LoadedModel, report: ValidationReport | null): readonly string[] {
  const sensitive = document.plan.features.flatMap(({ definition }) =>
    definition.actionable ? [] : [definition.name],
  );
  const notPassed = report?.gates.gates.filter(({ verdict }) => verdict !== "passed").map(({ title }) => title) ?? [];
  return [
    "It says who is likely to have the outcome, not whom a contact would change: risk is not uplift.",
    "Values and levels that the training rows did not have are treated as missing.",
    "Its numbers hold for data like the test rows; watch for drift before relying on them later.",
    `Reasons that name these are for auditors only, as the business cannot change them: ${sensitive.join(", ") || "none"}.`,
    ...(notPassed.length === 0 ? [] : [`Gates that did not pass: ${notPassed.join(", ")}.`]),
    ...(report === null ? ["It has not been validated yet."] : []),
  ];
}

const factText = (value: Json): string | number =>
  typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);

function dataFacts(
  version: ModelVersion,
  { document }: LoadedModel,
  report: ValidationReport | null,
): ModelCardInput["data"] {
  const lineage = (version.lineage ?? {}) as Readonly<Record<string, Json>>;
  const { label, entity } = document.contract;
  return {
    Outcome: `${label.column} = ${label.positive}`,
    Key: entity.join(", ") || "none",
    "Feature table version": factText(lineage["featuresVersion"] ?? "unknown"),
    "Label table version": factText(lineage["labelsVersion"] ?? "unknown"),
    ...(report === null
      ? {}
      : { "Test rows": report.test.sampleSize, "Base rate": `${(100 * report.test.baseRate).toFixed(1)} %` }),
  };
}

/** Names such as `configDigest` as people write them. */
function inWords(facts: ModelCardInput["lineage"]): ModelCardInput["lineage"] {
  const words = (name: string): string => {
    const spaced = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [words(name), value]));
}

/**
 * What the model card of a version tells.
 * @param report null before the version was validated
 */
export function modelCardInput(
  version: ModelVersion,
  model: LoadedModel,
  report: ValidationReport | null,
  settings: PipelineSettings,
): ModelCardInput {
  const { label } = model.document.contract;
  return {
    name: version.name,
    version: version.version,
    createdAt: version.createdAt,
    purpose: `Predicts the probability that ${label.column} is ${label.positive}.`,
    intendedUse: [
      "Ranking and choosing whom to contact, with the threshold and the reasons beside the probability.",
      "Not for decisions about people that no person looks at.",
    ],
    limits: limitsOf(model, report),
    data: dataFacts(version, model, report),
    model: modelFacts(model, settings),
    measuredOn:
      report === null
        ? "Not measured yet."
        : `Measured on ${formatCount(report.test.sampleSize)} test rows that nothing was fitted or chosen on.`,
    level: 0.95,
    metrics: report === null ? [] : numbersOf(report),
    slices: (report?.slices ?? []).map(({ auc, ...slice }) => ({
      ...slice,
      auc: { value: auc.value, interval: [auc.low, auc.high] },
    })),
    gates: report?.gates.gates ?? [],
    lineage: inWords(lineageFacts(version.lineage)),
  };
}
