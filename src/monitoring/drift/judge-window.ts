import type { MonitoringOptions } from "../options.js";
import { mergeProfiles } from "../profile/merge-profiles.js";
import type { ReferenceProfile } from "../profile/reference-profile.js";
import type { WindowProfile } from "../profile/window-profile.js";
import type { AlarmRules } from "./alarm-rules.js";
import { compareColumns } from "./compare-columns.js";
import { type DetectorReading, type DetectorState, detectorSeries, standingReading, stepDetector } from "./detector.js";
import type { ColumnDrift, DriftVerdict } from "./drift-verdict.js";
import { evidenceOf } from "./e-detector.js";
import { driftImpact, severityOf } from "./impact.js";
import type { MultivariateDrift } from "./multivariate-drift.js";
import { referenceRules } from "./reference-policy.js";

/** What is known before a window is judged. */
export interface JudgeState {
  readonly detector: DetectorState;
  /** Columns for which both keys turned, of the last windows, newest last; at most two. */
  readonly material: readonly (readonly string[])[];
  /** Whether an alarm was on in the last window that counted; left out before the first one. */
  readonly isAlarm?: boolean;
  /** The newest comparison of whole rows; left out before the first one. */
  readonly multivariate?: MultivariateDrift;
}

/** Before the first window of a model version. */
export const firstJudgeState: JudgeState = { detector: {}, material: [] };

/** What windows are judged by; the same for all windows of a model version. */
export interface JudgeContext {
  readonly reference: ReferenceProfile;
  readonly rules: AlarmRules;
  readonly options: Pick<MonitoringOptions, "policy" | "thresholds">;
  /** Whether the window's data are faulty: its distances are told, but it is no evidence of drift; default false. */
  readonly isQuarantined?: boolean;
}

/** How many windows an alarm's effect on the scores is averaged over. */
const pooledWindows = 3;

interface Alarm {
  readonly rules: DriftVerdict["rules"];
  readonly culprits: readonly string[];
}

const noAlarm: Alarm = { rules: [], culprits: [] };

/** Columns for which both keys turned in this window and in enough of the two before. */
function persistent(material: readonly string[], before: JudgeState["material"], needed: number): readonly string[] {
  return material.filter((name) => 1 + before.filter((names) => names.includes(name)).length >= needed);
}

function alarmOf(reading: DetectorReading, lasting: readonly string[]): Alarm {
  const rules: DriftVerdict["rules"][number][] = [];
  if (reading.culprits.length > 0) rules.push("e-detector");
  if (lasting.length > 0) rules.push("two-key");
  return { rules, culprits: [...new Set([...reading.culprits, ...lasting])] };
}

function byCorrectedPsi(columns: readonly ColumnDrift[]): (name: string) => number {
  const effects = new Map(
    columns.map((column) => [column.column, column.status === "compared" ? (column.scores.psi?.corrected ?? 0) : 0]),
  );
  return (name) => effects.get(name) ?? 0;
}

const round = (value: number): string => value.toFixed(Math.abs(value) < 0.1 ? 3 : 2);

/** What the sequential detector adds up over many windows may be nothing beyond chance in one. */
const effectText = (effect: number): string =>
  effect < 0.0005 ? "little in one window, but lasting" : `PSI beyond chance ${round(effect)}`;

function sentenceOf(
  alarm: Alarm,
  columns: readonly ColumnDrift[],
  meanScoreShift: number,
  isSetAside: boolean,
): string {
  const failed = columns.filter(({ status }) => status === "failed").map(({ column }) => column);
  const unjudged = failed.length === 0 ? "" : ` Not comparable: ${failed.join(", ")}.`;
  if (isSetAside) return `In quarantine: faulty data are not taken for drift.${unjudged}`;
  if (alarm.rules.length === 0) return `No drift beyond chance.${unjudged}`;
  const effect = byCorrectedPsi(columns);
  const named = alarm.culprits.slice(0, 3).map((name) => `${name} (${effectText(effect(name))})`);
  const more = alarm.culprits.length > 3 ? ` and ${alarm.culprits.length - 3} more` : "";
  const moved = `; the mean score moved by ${meanScoreShift >= 0 ? "+" : ""}${round(meanScoreShift)}`;
  return `Drift in ${named.join(", ")}${more}${moved}.${unjudged}`;
}

/** The alarm of a window that counts, by the policy. */
function soundAlarm(
  columns: readonly ColumnDrift[],
  reading: DetectorReading,
  before: JudgeState,
  { rules, options }: JudgeContext,
): Alarm {
  if (options.policy === "reference") return referenceRules(columns);
  return alarmOf(reading, persistent(materialNames(columns), before.material, rules.persistence));
}

/** Features and score for which both keys turned. */
function materialNames(columns: readonly ColumnDrift[]): readonly string[] {
  return columns
    .filter((column) => column.status === "compared" && column.isMaterial && column.role !== "class")
    .map(({ column }) => column);
}

function withEvidence(columns: readonly ColumnDrift[], state: DetectorState): readonly ColumnDrift[] {
  return columns.map((column) => {
    const series = state[column.column];
    return column.status === "failed" || series === undefined ? column : { ...column, evidence: evidenceOf(series) };
  });
}

/**
 * Judges a window: distances of every column, the sequential detector, the two keys with persistence, and what it all does to the
 * model's output.
 * @param window all rows of the window
 * @param recent the windows before it, newest last; the last two are used
 * @returns the verdict, and the state the next window starts from
 */
export function judgeWindow(
  window: WindowProfile,
  recent: readonly WindowProfile[],
  state: JudgeState,
  context: JudgeContext,
): { readonly verdict: DriftVerdict; readonly state: JudgeState } {
  const { reference, rules, options } = context;
  const series = detectorSeries(reference);
  const counts = series.map(({ name, binsOf }) => binsOf(window.columns[name]!));
  const isSetAside = context.isQuarantined === true && options.policy === "default";
  const reading = isSetAside
    ? standingReading(state.detector, series)
    : stepDetector(state.detector, series, counts, rules);
  const compared = compareColumns(reference.columns, window.columns, { rule: { q: rules.q, effect: rules.effect } });
  const columns = withEvidence(compared, reading.state);
  const alarm = isSetAside ? noAlarm : soundAlarm(columns, reading, state, context);
  const pooled = [...recent.slice(1 - pooledWindows), window].reduce((left, right) => mergeProfiles(left, right));
  const impact = driftImpact(reference, pooled);
  const isAlarm = alarm.rules.length > 0;
  const verdict: DriftVerdict = {
    modelVersion: window.modelVersion,
    referenceId: reference.id,
    windowStart: window.windowStart,
    windowEnd: window.windowEnd,
    revision: window.revision,
    rowCount: window.rowCount,
    policy: options.policy,
    isAlarm,
    rules: alarm.rules,
    evidence: reading.evidence,
    bound: rules.evidenceBound,
    severity: severityOf(isAlarm, impact, pooled.rowCount, options.thresholds),
    culprits: alarm.culprits,
    columns,
    impact,
    sentence: sentenceOf(alarm, columns, impact.meanScoreShift, isSetAside),
  };
  if (isSetAside) return { verdict, state };
  const material = [...state.material, materialNames(columns)].slice(-2);
  return { verdict, state: { ...state, detector: reading.state, material, isAlarm } };
}
