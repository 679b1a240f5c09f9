import { collectRows, encodeFeatures, type FeaturePlan, selectColumns } from "#features";
import { inferenceLogTable } from "#inference";
import { createRandom, messageOf, shuffledIndices } from "#kernel";
import {
  calibrateForShift,
  densityRatios,
  domainScore,
  effectiveSampleSize,
  firstJudgeState,
  type JudgeState,
  type MultivariateDrift,
  offSupportShare,
  type WindowProfile,
} from "#monitoring";
import { type Expression, type Relation } from "#relation";
import type { ColumnBatch, FeatureMatrix } from "#tabular";
import type { ReferenceSample } from "../fitting/reference-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { domainChances } from "./domain-classifier.js";
import { sampleOf, type WatchedVersion } from "./version-reference.js";

const weekMs = 7 * 86_400_000;
const fewestRows = 300;
const mostRows = 2000;
const mostDrivers = 5;

const calmWeeks = 4;

/**
 * Whether whole rows are to be compared: when an alarm begins, at the end of each week while it is on, and every four weeks
 * without one. Weeks are counted from the epoch, so every look at the same windows finds the same ones.
 * @param before the state that the window was judged from
 */
export function isMultivariateDue(
  { windowStart, windowEnd }: Pick<WindowProfile, "windowStart" | "windowEnd">,
  isAlarm: boolean,
  before: JudgeState,
): boolean {
  const week = Math.floor(windowEnd / weekMs);
  const endsWeek = week > Math.floor(windowStart / weekMs);
  if (isAlarm && (endsWeek || before.isAlarm !== true)) return true;
  return endsWeek && (before.multivariate === undefined || week % calmWeeks === 0);
}

function between(from: number, until: number, version: number): Expression {
  const at: Expression = { kind: "column", name: "predicted_at", type: "timestamp" };
  const bound = (operator: ">=" | "<", value: number): Expression => ({
    kind: "binary",
    operator,
    left: at,
    right: { kind: "literal", value, type: "timestamp" },
    type: "boolean",
  });
  const ofVersion: Expression = {
    kind: "binary",
    operator: "=",
    left: { kind: "column", name: "model_version", type: "number" },
    right: { kind: "literal", value: version, type: "number" },
    type: "boolean",
  };
  const both = (left: Expression, right: Expression): Expression => ({
    kind: "binary",
    operator: "and",
    left,
    right,
    type: "boolean",
  });
  return both(both(bound(">=", from), bound("<", until)), ofVersion);
}

/** Logged rows of a span: only files that were committed since it began are looked into. */
async function loggedRows(
  span: readonly [number, number],
  version: number,
  ports: PipelinePorts,
): Promise<ColumnBatch> {
  const { files, fields } = await ports.tables.snapshot(inferenceLogTable);
  const commits = await ports.tables.versions(inferenceLogTable);
  const late = new Set(
    commits
      .filter(({ committedAt }) => Date.parse(committedAt) >= span[0])
      .flatMap(({ added }) => added.map(({ path }) => path)),
  );
  const paths = files.map(({ path }) => path).filter((path) => late.has(path));
  const input: Relation = { kind: "parquet", paths, fields };
  if (paths.length === 0)
    return { rowCount: 0, fields, columns: fields.map(({ type }) => (type === "text" ? [] : new Float64Array(0))) };
  return collectRows({ kind: "filter", input, where: between(span[0], span[1], version) }, await ports.engine());
}

function someRows(matrix: FeatureMatrix, seed: string): FeatureMatrix {
  if (matrix.rowCount <= mostRows) return matrix;
  const chosen = shuffledIndices(matrix.rowCount, createRandom(seed)).slice(0, mostRows);
  const columns = matrix.columns.map((values) => Float64Array.from(chosen, (row) => values[row]!));
  return { ...matrix, rowCount: mostRows, columns };
}

/** Gains of the classifier by feature: the inputs of one feature's levels count together; at most five. */
export function driversOf(
  gains: Float64Array,
  { features, inputs }: Pick<FeaturePlan, "features" | "inputs">,
): { feature: string; share: number }[] {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  const byFeature = new Float64Array(features.length);
  for (const [place, { feature }] of inputs.entries()) byFeature[feature]! += total === 0 ? 0 : gains[place]! / total;
  return features
    .map(({ definition }, place) => ({ feature: definition.name, share: byFeature[place]! }))
    .filter(({ share }) => share > 0)
    .sort((left, right) => right.share - left.share)
    .slice(0, mostDrivers);
}

async function compare(
  { sample, window, plan }: { sample: ReferenceSample; window: FeatureMatrix; plan: FeaturePlan },
  span: readonly [number, number],
  ports: PipelinePorts,
): Promise<MultivariateDrift> {
  const { isWindow, chances, gains } = await domainChances(
    sample.matrix,
    window,
    await ports.trainer(),
    String(span[1]),
  );
  const score = domainScore(isWindow, chances);
  const rows = { reference: sample.matrix.rowCount, window: window.rowCount };
  const weights = densityRatios(chances.slice(0, rows.reference), rows);
  const offSupport = offSupportShare(sample.matrix, window);
  const shift = { weights, domainAuc: score.auc, domainPValue: score.pValue, offSupport };
  return {
    status: "compared",
    from: span[0],
    until: span[1],
    score,
    drivers: driversOf(gains, plan),
    offSupport,
    effectiveRows: effectiveSampleSize(weights),
    estimates: calibrateForShift(sample, shift),
  };
}

/**
 * Compares the rows of the seven days that end with a window with the reference rows of their model version, all columns together.
 * @returns null when it has too few rows, or none were frozen with the version
 */
export async function compareWholeRows(
  version: number,
  watched: WatchedVersion,
  window: WindowProfile,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): Promise<MultivariateDrift | null> {
  const { settings, ports } = context;
  const sample = await sampleOf(version, watched.model, settings, ports);
  if (sample === null) return null;
  const span = [window.windowEnd - weekMs, window.windowEnd] as const;
  try {
    const rows = await loggedRows(span, version, ports);
    if (rows.rowCount < fewestRows) return null;
    const { plan } = watched.model.document;
    const names = plan.features.map(({ definition }) => definition.name);
    const matrix = encodeFeatures(plan, selectColumns(rows, names));
    return await compare({ sample, window: someRows(matrix, `multivariate/${span[1]}`), plan }, span, ports);
  } catch (error) {
    return { status: "failed", reason: messageOf(error) };
  }
}

/** The newest comparison of a version's rows with its reference rows; null when there is none, or only an old one. */
export function newestMultivariate(
  version: number,
  asOf: number,
  { windows }: Pick<PipelinePorts, "windows">,
): MultivariateDrift | null {
  const stored = windows.detectorBefore(version, asOf);
  const { multivariate } = stored === null ? firstJudgeState : (JSON.parse(stored.state) as JudgeState);
  if (multivariate === undefined || multivariate.status === "failed") return null;
  return multivariate.until > asOf - (calmWeeks + 1) * weekMs ? multivariate : null;
}
