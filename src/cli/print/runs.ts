import { plural } from "#kernel";
import type { RunDetail, RunDifference } from "#app";
import type { Estimate } from "#metrics";
import type { TrainingResult } from "#pipelines";
import type { Run } from "#tracking";
import { formatMetric } from "./number.js";
import { renderPairs, renderTable } from "./table.js";

/** A metric with its 95 % interval: `0.846 [0.824, 0.868]`. */
export function estimateText(estimate: Estimate | undefined): string {
  if (estimate === undefined) return "–";
  return `${formatMetric(estimate.value)} [${formatMetric(estimate.low)}, ${formatMetric(estimate.high)}]`;
}

const shownMetrics: readonly (readonly [metric: string, title: string])[] = [
  ["rocAuc", "AUC"],
  ["logLoss", "log loss"],
  ["f1", "F1"],
  ["precision", "precision"],
  ["recall", "recall"],
  ["brier", "Brier score"],
  ["calibrationSlope", "calibration slope"],
];

const calibratorWords = {
  identity: "no calibrator (none helps beyond chance or none is wanted)",
  platt: "Platt calibrator",
  isotonic: "isotonic calibrator",
} as const;

/** What a training run found. */
export function printTraining(result: TrainingResult): string {
  const quality = renderTable(
    [
      { title: "95 % intervals" },
      { title: `test rows, n = ${result.test.sampleSize}` },
      { title: `out of fold, n = ${result.outOfFold.sampleSize}` },
    ],
    shownMetrics.map(([metric, title]) => [
      title,
      estimateText(result.test.metrics[metric]),
      estimateText(result.outOfFold.metrics[metric]),
    ]),
  );
  const params = Object.entries(result.params).map(([name, value]) => [
    name,
    typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value).slice(0, 40),
  ]);
  return [
    `run ${result.runId}: ${plural(result.trials, "trial")}, ${plural(result.rounds, "round")}, threshold ${formatMetric(result.threshold.threshold)}`,
    `calibration: ${calibratorWords[result.calibrator]}`,
    "",
    quality,
    "",
    renderTable([{ title: "parameter" }, { title: "value", align: "right" }], params),
    "",
    `next: driftloop register ${result.runId}`,
  ].join("\n");
}

/** A list of runs. */
export function printRuns(runs: readonly Run[]): string {
  if (runs.length === 0) return "no runs yet; start with: driftloop run training";
  return renderTable(
    [{ title: "run" }, { title: "kind" }, { title: "status" }, { title: "day" }, { title: "AUC", align: "right" }],
    runs.map((run) => [
      run.id,
      run.kind,
      run.status,
      run.startedAt.slice(0, 10),
      run.metrics["test_rocAuc"] === undefined ? "" : formatMetric(run.metrics["test_rocAuc"]),
    ]),
  );
}

/** One run. */
export function printRun({ run, trials }: RunDetail): string {
  const best = trials
    .filter(({ metrics }) => metrics["cv_log_loss"] !== undefined)
    .toSorted((left, right) => left.metrics["cv_log_loss"]! - right.metrics["cv_log_loss"]!)
    .slice(0, 5)
    .map((trial) => [trial.name, formatMetric(trial.metrics["cv_log_loss"]!)]);
  return [
    `${run.id}  ${run.kind}  ${run.status}  ${run.name}`,
    `started ${run.startedAt}, ended ${run.endedAt ?? "–"}`,
    "params",
    renderPairs(Object.entries(run.params).filter(([name]) => name !== "lineage")),
    "metrics",
    renderPairs(Object.entries(run.metrics).map(([name, value]) => [name, Number(value.toPrecision(6))])),
    ...(best.length === 0
      ? []
      : [
          `best of ${plural(trials.length, "trial")}`,
          renderTable(
            [{ title: "  trial" }, { title: "cv log loss" }],
            best.map(([name, value]) => [`  ${name}`, value!]),
          ),
        ]),
  ].join("\n");
}

/** What differs between two runs. */
export function printRunComparison(differences: readonly RunDifference[]): string {
  if (differences.length === 0) return "the two runs have the same parameters and metrics";
  const cell = (value: string | number | null): string =>
    value === null ? "–" : typeof value === "number" ? String(Number(value.toPrecision(6))) : value.slice(0, 24);
  return renderTable(
    [{ title: "kind" }, { title: "name" }, { title: "a", align: "right" }, { title: "b", align: "right" }],
    differences.map(({ kind, name, a, b }) => [kind, name, cell(a), cell(b)]),
  );
}
