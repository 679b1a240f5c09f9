import { plural } from "#kernel";
import type {
  BackupResult,
  DemoResult,
  Diagnosis,
  InferenceJobResult,
  InitResult,
  OtherJobResult,
  ResetResult,
  TrainingJobResult,
  VerifyResult,
} from "#app";
import colors from "picocolors";
import { moneyText, printPrediction } from "./inference.js";
import { printOtherJob } from "./job-actions.js";
import { formatCount, formatMetric, formatShare } from "./number.js";
import { estimateText } from "./runs.js";
import { printQuality, printTimeline } from "./simulation.js";
import { lineWidth, renderTable, wrapText } from "./table.js";

/** What `init` found and wrote. */
export function printInit(result: InitResult): string {
  const excluded = Object.entries(result.excluded).map(([name, reason]) => wrapText(`${name}: ${reason}`, 78, "    "));
  return [
    `${plural(result.rows, "row")}, ${plural(result.columns, "column")}`,
    `label    ${result.label.column}, positive class "${result.label.positive}"`,
    `key      ${result.entity.length === 0 ? "none" : result.entity.join(", ")}`,
    wrapText(`features ${result.features.length}: ${result.features.join(", ")}`, 78),
    ...(excluded.length === 0 ? [] : ["left out of the features:", ...excluded]),
    ...result.remarks.map((remark) => wrapText(`note: ${remark}`, 78)),
    "",
    `wrote ${result.file}; read it, correct the guesses, then:`,
    `  driftloop run training --project ${result.folder}`,
    ...(result.scenario === null
      ? []
      : [`  driftloop simulate --days 60 --drift ${result.scenario} --project ${result.folder}`]),
  ].join("\n");
}

const marks = {
  ok: colors.green("ok     "),
  missing: colors.red("missing"),
  warning: colors.yellow("note   "),
} as const;

/** What the doctor found. */
export function printDoctor({ healthy, checks }: Diagnosis): string {
  const lines = checks.flatMap(({ name, status, detail, advice }) => [
    `${marks[status]}  ${name.padEnd(9)} ${detail}`,
    ...(advice === null ? [] : [wrapText(`→ ${advice}`, 78, "                   ")]),
  ]);
  return [...lines, "", healthy ? "everything that is needed is here" : "something that is needed is missing"].join(
    "\n",
  );
}

/** The rows of the closing table of a training job. */
function summaryRows({ outputs }: TrainingJobResult): readonly (readonly [string, string])[] {
  const { feature_engineering: features, model_training: training } = outputs;
  const { ingestion } = features;
  const { gates } = outputs.challenger_validation;
  const required = gates.gates.filter((gate) => gate.required);
  const passed = required.filter(({ verdict }) => verdict === "passed").length;
  const approval = outputs.challenger_approval;
  const prediction = outputs.batch_inference;
  const { metrics } = training.test;
  return [
    ["data", `${formatCount(features.labelledRows)} labelled rows; ${formatCount(ingestion.quarantined)} quarantined`],
    [
      "features",
      `${features.featureCount}, split ${formatCount(features.trainEntities)} training / ${formatCount(features.testEntities)} test`,
    ],
    [
      "search",
      `${plural(training.trials, "trial")} × ${plural(training.folds, "fold")}, ${training.seconds.toFixed(1)} s`,
    ],
    ["AUC", `${estimateText(metrics["rocAuc"])} on ${formatCount(training.test.sampleSize)} test rows`],
    ["log loss", estimateText(metrics["logLoss"])],
    ["F1", `${estimateText(metrics["f1"])} at threshold ${formatMetric(training.test.threshold)}`],
    ["gates", `${passed} of ${required.length} passed`],
    [
      "alias",
      approval.promoted
        ? `version ${approval.version} is champion`
        : `version ${approval.version} ${approval.action}; champion ${approval.champion ?? "none"}`,
    ],
    ...(prediction === null
      ? []
      : ([
          [
            "predictions",
            `${formatCount(prediction.rows)} by version ${prediction.modelVersion}; ${formatCount(prediction.bands.High)} High, ${formatCount(prediction.bands.Medium)} Medium risk`,
          ],
          [
            "money",
            `contact ${formatCount(prediction.business.contacted)} (${formatShare(prediction.business.contacted / Math.max(1, prediction.rows))}): expected ${moneyText(prediction.business)}`,
          ],
        ] as const)),
  ];
}

function explainKept({ outputs }: TrainingJobResult): readonly string[] {
  const { version, reason } = outputs.challenger_approval;
  return [
    "",
    wrapText(reason, 78),
    `see each gate with its numbers: driftloop validate ${version}`,
    "gates and their bounds are set in driftloop.yaml: validation.gates",
  ];
}

/** What a job did. */
export function printTrainingJob(result: TrainingJobResult | InferenceJobResult | OtherJobResult): string {
  if ("kind" in result) return printOtherJob(result);
  if ("prediction" in result) return printPrediction(result.prediction);
  const note = result.resumed ? [`continued run ${result.runId}, which had been interrupted`] : [];
  const why = result.outputs.challenger_approval.promoted ? [] : explainKept(result);
  return [...note, renderTable([{ title: "" }, { title: "" }], summaryRows(result)), ...why].join("\n");
}

function printLife(life: DemoResult["life"]): readonly string[] {
  if (life === null) return [];
  const days = `${plural(life.days, "day")} of production, ${plural(life.customers, "customer")}, ${plural(life.outcomes, "outcome")} told`;
  return [
    "",
    wrapText(`${days}. ${life.says}`, lineWidth),
    "",
    printTimeline(life.timeline),
    "",
    printQuality(life.quality, life.days),
  ];
}

/** What the demonstration did. */
export function printDemo(result: DemoResult): string {
  const project = `--project ${result.folder}`;
  const top = result.job.outputs.batch_inference?.highRisk[0]?.entity;
  return [
    "",
    printTrainingJob(result.job),
    ...printLife(result.life),
    "",
    `report    ${result.report}`,
    `time      ${result.seconds.toFixed(1)} s`,
    "",
    "try next",
    ...(result.life === null
      ? [`  ./bin/driftloop.js report --validation ${project}`]
      : [`  ./bin/driftloop.js report monitoring ${project}`, `  ./bin/driftloop.js incidents ${project}`]),
    `  ./bin/driftloop.js models history ${project}`,
    ...(top === undefined ? [] : [`  ./bin/driftloop.js explain ${top} ${project}`]),
    "  ./bin/driftloop.js init my-project --data FILE.csv --label COLUMN",
  ].join("\n");
}

/** What verification found. */
export function printVerify(result: VerifyResult): string {
  const counts = `${plural(result.tables, "table")} with ${plural(result.files, "file")}, ${plural(result.artifacts, "artifact")}, ${result.versions} model versions`;
  if (result.problems.length === 0) return wrapText(`sound: ${counts}; every byte is what it was`, lineWidth);
  return [...result.problems.map((problem) => `damaged: ${problem}`), `checked ${counts}`].join("\n");
}

/** Where the copy is. */
export function printBackup(result: BackupResult): string {
  return `copied to ${result.folder}\nlook into it with: driftloop models list --project ${result.folder}`;
}

/** What a reset did. */
export function printReset(result: ResetResult): string {
  if (!result.reset) return "nothing was changed";
  return `the project starts over; its former state is in ${result.movedTo}\nundo: move that folder back to .driftloop`;
}
