import { plural } from "#kernel";
import { collectRows, encodeFeatures, selectColumns } from "#features";
import { forestProbabilities, inferenceLogTable, type LoadedModel, loadModel, parseForest } from "#inference";
import { applyCalibrator } from "#metrics";
import { windowLengthMs } from "#monitoring";
import type { DecisionRecord, EvaluationAudit, TriggerRecall } from "#retraining";
import type { ColumnBatch } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { type MaturedRow, maturedRows, quarantines } from "./matured-rows.js";
import { triggerRecall } from "./trigger-recall.js";
import { excessLoss } from "./world-change.js";

const fewestRows = 300;
/** Standard errors from which on a difference counts. */
const sure = 1.96;

interface AuditRows {
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
  readonly features: ColumnBatch;
}

async function rowsWithFeatures(
  rows: readonly MaturedRow[],
  names: readonly string[],
  ports: PipelinePorts,
): Promise<AuditRows> {
  const log = await ports.tables.snapshot(inferenceLogTable);
  const from = rows[0]!.predictedAt;
  const found = await collectRows(
    {
      kind: "filter",
      input: { kind: "parquet", paths: log.files.map(({ path }) => path), fields: log.fields },
      where: {
        kind: "binary",
        operator: ">=",
        left: { kind: "column", name: "predicted_at", type: "timestamp" },
        right: { kind: "literal", value: from, type: "timestamp" },
        type: "boolean",
      },
    },
    await ports.engine(),
  );
  const [ids] = selectColumns(found, ["prediction_id"]).columns as unknown as readonly [readonly string[]];
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const places = rows.map(({ id }) => placeOf.get(id)!);
  const features = selectColumns(found, names);
  return {
    labels: Uint8Array.from(rows, ({ label }) => label),
    weights: Float64Array.from(rows, ({ weight }) => weight),
    features: {
      ...features,
      rowCount: rows.length,
      columns: features.columns.map((column) =>
        column instanceof Float64Array
          ? Float64Array.from(places, (place) => column[place]!)
          : places.map((place) => column[place]!),
      ),
    },
  };
}

function scoresOf({ document, boosterText }: LoadedModel, features: ColumnBatch): Float64Array {
  const matrix = encodeFeatures(document.plan, features);
  return applyCalibrator(document.calibrator, forestProbabilities(parseForest(boosterText), matrix));
}

const lossOf = (label: number, probability: number): number =>
  -Math.log(Math.max(1e-15, label === 1 ? probability : 1 - probability));

interface Difference {
  readonly mean: number;
  readonly error: number;
}

function pairedDifference(rows: AuditRows, after: Float64Array, before: Float64Array): Difference {
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  const differences = after.map(
    (probability, row) => lossOf(rows.labels[row]!, probability) - lossOf(rows.labels[row]!, before[row]!),
  );
  const mean = differences.reduce((sum, value, row) => sum + value * rows.weights[row]!, 0) / total;
  const squares = differences.reduce((sum, value, row) => sum + (rows.weights[row]! * (value - mean)) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / total };
}

const helpedBy = ({ mean, error }: Difference): EvaluationAudit["helped"] =>
  mean + sure * error < 0 ? "yes" : mean - sure * error > 0 ? "no" : "open";

function wasRight(statistic: number, helped: EvaluationAudit["helped"]): EvaluationAudit["triggerWasRight"] {
  if (statistic > sure || helped === "yes") return "yes";
  return statistic < 1 ? "no" : "open";
}

function sentenceOf(audit: Omit<EvaluationAudit, "sentence">, statistic: number): string {
  const seen =
    audit.triggerWasRight === "yes"
      ? "labels confirm what the trigger said"
      : audit.triggerWasRight === "no"
        ? "labels do not show what the trigger said"
        : "labels do not tell whether the trigger was right";
  const distance = `${Math.abs(statistic).toFixed(1)} standard errors ${statistic < 0 ? "less" : "more"}`;
  const test = `the log loss of the champion of then was ${distance} than its own probabilities let expect`;
  if (audit.difference === null) return `On ${plural(audit.rows, "row")} that matured since, ${seen} (${test}).`;
  const helped = { yes: "it helped", no: "it did harm", open: "whether it helped cannot be told" }[audit.helped];
  const change = `log loss ${audit.difference <= 0 ? "fell" : "rose"} by ${Math.abs(audit.difference).toFixed(4)}`;
  return `On ${plural(audit.rows, "row")} that matured since, ${change} against the champion before: ${helped}; ${seen} (${test}).`;
}

function recallSentence(recall: TriggerRecall | null): string {
  if (recall === null || recall.lost === 0) return "";
  const cohorts = `${plural(recall.lost, "cohort")} whose labels show lost quality`;
  return ` Of ${cohorts}, the triggers told ${recall.told} in time.`;
}

async function modelOf(version: number, settings: PipelineSettings, ports: PipelinePorts): Promise<LoadedModel> {
  return loadModel(ports.registry.getVersion(settings.name, version), ports.artifacts);
}

async function auditOne(
  decision: DecisionRecord,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<EvaluationAudit | null> {
  const result = decision.result!;
  const now = ports.clock.now();
  const spans = quarantines(windowLengthMs(settings.monitoring.granularity), ports);
  const span = { after: result.at, asOf: now };
  const { rows } = maturedRows(span, spans, settings, ports);
  if (rows.length < fewestRows || decision.modelVersion === null) return null;
  const before = await modelOf(decision.modelVersion, settings, ports);
  const names = before.document.plan.features.map(({ definition }) => definition.name);
  const found = await rowsWithFeatures(rows, names, ports);
  const old = scoresOf(before, found.features);
  const { statistic } = excessLoss(found.labels, old, found.weights);
  const isPromoted = result.outcome === "promoted" && result.challenger !== null;
  const difference = isPromoted
    ? pairedDifference(found, scoresOf(await modelOf(result.challenger, settings, ports), found.features), old)
    : null;
  const helped = difference === null ? "open" : helpedBy(difference);
  const audit = {
    at: now,
    rows: rows.length,
    difference: difference === null ? null : difference.mean,
    interval:
      difference === null
        ? null
        : ([difference.mean - sure * difference.error, difference.mean + sure * difference.error] as const),
    helped,
    triggerWasRight: wasRight(statistic, helped),
  };
  const recall = await triggerRecall(decision.modelVersion, now, settings, ports);
  const told = recall === null ? {} : { recall };
  return { ...audit, ...told, sentence: `${sentenceOf(audit, statistic)}${recallSentence(recall)}` };
}

const auditable: ReadonlySet<string> = new Set(["promoted", "kept", "rejected"]);

/**
 * Looks back at evaluation runs whose horizon has passed: whether the promotion helped on rows that matured since, and whether
 * labels confirm what the trigger said. Each is audited once.
 */
export async function auditEvaluations(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<readonly EvaluationAudit[]> {
  const now = ports.clock.now();
  const due = ports.decisions
    .list({ fired: true, limit: 50 })
    .filter(({ result, audit }) => audit === null && result !== null && auditable.has(result.outcome))
    .filter(
      ({ result }) => now - result!.at >= settings.labelHorizonMs + windowLengthMs(settings.monitoring.granularity),
    );
  const audits: EvaluationAudit[] = [];
  for (const decision of due) {
    const audit = await auditOne(decision, settings, ports);
    if (audit === null) continue;
    ports.decisions.saveAudit(decision.id, audit);
    audits.push(audit);
  }
  return audits;
}
