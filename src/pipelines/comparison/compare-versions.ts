import { type LoadedModel, loadModel } from "#inference";
import { conflict, createRandom, digestOf, type Json } from "#kernel";
import {
  type ClassMetricName,
  compareBrier,
  compareDecisions,
  compareLogLoss,
  compareRocAuc,
  type PairedDifference,
  pairedCounts,
} from "#metrics";
import { lineageFacts, type ModelVersion } from "#registry";
import { decidePromotion, type PromotionDecision } from "#validation";
import { newestVersions } from "../decision/challenger-validation.js";
import { loadModelRows, scoreMatrix } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { retrainingOf } from "../retraining/retraining-lineage.js";
import { trainingSources } from "../fitting/training-rows.js";
import { type SequentialEvidence, sequentialEvidence } from "./sequential-evidence.js";
import { slicesOf } from "../decision/validation-evidence.js";

/** The same metric of both versions; differences are B less A. */
export interface MetricDifference extends PairedDifference {
  readonly name: string;
  /** Two-sided p-value; null where only a bootstrap interval is known. */
  readonly pValue: number | null;
  /** Whether a larger value is better. */
  readonly higherIsBetter: boolean;
}

/** A row on which the two versions decide differently. */
export interface ChangedDecision {
  readonly entity: string;
  readonly label: 0 | 1;
  readonly a: number;
  readonly b: number;
}

/** Rows on which the decision differs. */
export interface ChangedDecisions {
  /** Negative under A, positive under B. */
  readonly toPositive: number;
  /** Positive under A, negative under B. */
  readonly toNegative: number;
  /** Of all changed rows, those that B decides rightly. */
  readonly rightUnderB: number;
  /** Those with the largest change of probability, at most 20. */
  readonly largest: readonly ChangedDecision[];
}

/** One fact in which the two versions differ. */
export interface FactDifference {
  readonly kind: "parameter" | "lineage";
  readonly name: string;
  readonly a: Json;
  readonly b: Json;
}

/** Two versions on the same test rows. */
export interface VersionComparison {
  readonly a: number;
  readonly b: number;
  readonly rows: number;
  /** Why these rows may mislead; null when nothing speaks against them. */
  readonly caution: string | null;
  readonly metrics: readonly MetricDifference[];
  readonly changed: ChangedDecisions;
  readonly facts: readonly FactDifference[];
  /** What the promotion rule would say if B were challenger and A champion; gates aside. */
  readonly decision: PromotionDecision;
  /** Evidence so far that B is better than A, valid however often it is looked at. */
  readonly sequential: SequentialEvidence;
}

interface Scored {
  readonly version: ModelVersion;
  readonly model: LoadedModel;
  readonly probabilities: Float64Array;
}

const decisionMetrics = ["f1", "precision", "recall", "accuracy"] as const satisfies readonly ClassMetricName[];

function metricDifferences(labels: Uint8Array, a: Scored, b: Scored): readonly MetricDifference[] {
  const pair = [labels, b.probabilities, a.probabilities] as const;
  const deciderOf = ({ probabilities, model }: Scored) => ({
    scores: probabilities,
    threshold: model.document.threshold,
  });
  const random = createRandom("models-diff");
  const decisions = compareDecisions(pairedCounts(labels, deciderOf(b), deciderOf(a)), decisionMetrics, { random });
  return [
    { name: "logLoss", higherIsBetter: false, ...compareLogLoss(...pair) },
    { name: "rocAuc", higherIsBetter: true, ...compareRocAuc(...pair) },
    { name: "brier", higherIsBetter: false, ...compareBrier(...pair) },
    ...decisionMetrics.map((name) => ({ name, higherIsBetter: true, pValue: null, ...decisions[name] })),
  ];
}

function changedDecisions(
  rows: { readonly entities: readonly string[]; readonly labels: Uint8Array },
  a: Scored,
  b: Scored,
): ChangedDecisions {
  const isPositive = ({ probabilities, model }: Scored, row: number): boolean =>
    probabilities[row]! >= model.document.threshold;
  const changed = rows.entities.flatMap((entity, row) =>
    isPositive(a, row) === isPositive(b, row)
      ? []
      : [{ entity, label: rows.labels[row] as 0 | 1, a: a.probabilities[row]!, b: b.probabilities[row]!, row }],
  );
  const toPositive = changed.filter(({ row }) => isPositive(b, row));
  const right = changed.filter(({ row, label }) => isPositive(b, row) === (label === 1));
  const bySize = changed.toSorted((left, other) => Math.abs(other.b - other.a) - Math.abs(left.b - left.a));
  return {
    toPositive: toPositive.length,
    toNegative: changed.length - toPositive.length,
    rightUnderB: right.length,
    largest: bySize
      .slice(0, 20)
      .map(({ entity, label, a: before, b: after }) => ({ entity, label, a: before, b: after })),
  };
}

function differences(
  kind: FactDifference["kind"],
  a: Readonly<Record<string, Json>>,
  b: Readonly<Record<string, Json>>,
): readonly FactDifference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => {
    const [left, right] = [a[name] ?? null, b[name] ?? null];
    return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ kind, name, a: left, b: right }];
  });
}

function parametersOf({ document }: LoadedModel): Readonly<Record<string, Json>> {
  const { params, rounds, threshold, calibrator, plan } = document;
  const names = plan.features.map(({ definition }) => definition.name);
  return {
    ...(params as Readonly<Record<string, Json>>),
    rounds,
    threshold,
    calibrator: calibrator.kind,
    features: names.join(", "),
  };
}

/** The test rows are of before a proven change when one of the two was retrained because of it. */
function cautionOf(a: ModelVersion, b: ModelVersion): string | null {
  const changed = [a, b].filter((version) => retrainingOf(version)?.worldChanged === true);
  if (changed.length !== 1) return null;
  return `Version ${changed[0]!.version} was retrained because labels proved that the world had changed. These rows are of before that change, so they say which version was better then, not which is now.`;
}

/**
 * Compares two versions on the present test rows, which neither was fitted or chosen on. Every difference is B less A, on the
 * same rows.
 * @throws NotFound `registry/version-not-found`; Conflict `comparison/other-rows` when the versions see other test rows
 */
export async function compareVersions(
  numbers: { readonly a: number; readonly b: number },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<VersionComparison> {
  const sources = await trainingSources(await newestVersions(ports), ports);
  const load = async (number: number) => {
    const version = ports.registry.getVersion(settings.name, number);
    const model = await loadModel(version, ports.artifacts);
    const { rows, matrix } = await loadModelRows(model, sources, "test", ports);
    return { version, model, rows, probabilities: await scoreMatrix(model, matrix, ports) };
  };
  const [a, b] = [await load(numbers.a), await load(numbers.b)];
  const { labels, entities } = b.rows;
  if (digestOf([a.rows.entities, [...a.rows.labels]]) !== digestOf([entities, [...labels]])) {
    throw conflict(
      "comparison/other-rows",
      `versions ${numbers.a} and ${numbers.b} were made for other entities or labels, so they share no test rows`,
    );
  }
  const outputOf = ({ probabilities, model }: Scored) => ({ probabilities, threshold: model.document.threshold });
  const slices = slicesOf(b.model, b.rows);
  const decision = decidePromotion(
    { gates: "passed", labels, challenger: outputOf(b), champion: outputOf(a), slices, anchor: null, reason: null },
    { ...settings.promotion, policy: "auto" },
    createRandom("models-diff/decision"),
  );
  return {
    ...numbers,
    rows: labels.length,
    caution: cautionOf(a.version, b.version),
    metrics: metricDifferences(labels, a, b),
    changed: changedDecisions(b.rows, a, b),
    facts: [
      ...differences("parameter", parametersOf(a.model), parametersOf(b.model)),
      ...differences("lineage", lineageFacts(a.version.lineage), lineageFacts(b.version.lineage)),
    ],
    decision,
    sequential: sequentialEvidence(b.rows, { a: a.probabilities, b: b.probabilities }),
  };
}
