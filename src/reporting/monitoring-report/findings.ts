import { plural } from "#kernel";
import { decimalFormat, formatCount, formatNumber } from "../number-format.js";
import { incidentSubject } from "#retraining";
import type { Tone } from "../page-model.js";
import { dayText, spanText } from "../time-text.js";
import { leadingScore } from "./drift-charts.js";
import type { MonitoringReportInput, ReportDriftWindow, ReportTriggerDecision } from "./input.js";
import { enumerated, severityTones, spoken } from "./words.js";

/** One sentence and its mood. */
export interface Finding {
  readonly text: string;
  readonly tone: Tone;
}

/** What changed, in one sentence. */
export function changeFinding({ drift }: Pick<MonitoringReportInput, "drift">): Finding {
  const last = drift.at(-1);
  if (last === undefined) return { text: "No window of predictions was watched yet.", tone: "neutral" };
  const alarms = drift.filter(({ isAlarm }) => isAlarm);
  const rows = drift.reduce((sum, window) => sum + window.rows, 0);
  const watched = `${plural(drift.length, "window")} with ${plural(rows, "prediction")}`;
  if (alarms.length === 0) return { text: `Nothing changed beyond chance in ${watched}.`, tone: "good" };
  const counted = `${formatCount(alarms.length)} of ${plural(drift.length, "window")}`;
  if (!last.isAlarm) return { text: overText(alarms, last, counted), tone: "neutral" };
  const start = alarmStart(drift);
  const since = `Since ${dayText(start)} what comes in differs from what version ${last.modelVersion} was trained on`;
  const lasting = plural(alarms.filter((window) => window.start >= start).length, "window");
  const text = `${since} (${lasting} with an alarm): ${culpritText(last)}.${earlierText(alarms, start)}`;
  return { text, tone: severityTones[last.severity] };
}

/** Alarms that were over before the present one began. */
function earlierText(alarms: readonly ReportDriftWindow[], start: number): string {
  const earlier = alarms.filter((window) => window.start < start);
  if (earlier.length === 0) return "";
  const versions = [...new Set(earlier.map(({ modelVersion }) => `version ${modelVersion}`))];
  return ` Before: ${plural(earlier.length, "window")} with an alarm about ${enumerated(versions)}, ${spanText(earlier)}.`;
}

/** `mostly Contract (psi 0.310, by chance 0.092, n 100) and tenure` */
function culpritText(window: ReportDriftWindow): string {
  const [first, ...others] = window.culprits;
  if (first === undefined) return "no single column is to blame";
  const column = window.columns.find(({ name }) => name === first);
  const score = column === undefined ? null : leadingScore(column);
  const chance =
    score === null || score.nullExpectation === null
      ? ""
      : `, by chance ${formatNumber(score.nullExpectation, decimalFormat(3))}`;
  const numbers =
    score === null
      ? ""
      : ` (${score.method} ${formatNumber(score.value, decimalFormat(3))}${chance}, n ${formatCount(score.rows)})`;
  return `mostly ${enumerated([`${first}${numbers}`, ...others])}`;
}

/** An alarm that is over, and whether another version ended it. */
function overText(alarms: readonly ReportDriftWindow[], last: ReportDriftWindow, counted: string): string {
  const [first, newest] = [alarms[0]!, alarms.at(-1)!];
  const blamed = [...new Set(alarms.toReversed().flatMap(({ culprits }) => culprits))];
  const what = blamed.length === 0 ? "What came in" : enumerated(blamed);
  const when = spanText([{ start: first.start, end: newest.end }]);
  const since =
    last.modelVersion === newest.modelVersion
      ? "the newest window is quiet"
      : `version ${last.modelVersion} serves now, and nothing differs from what it was trained on`;
  return `${what} differed from training in ${counted}, ${when}; ${since}.`;
}

/** Start of the newest unbroken run of windows with an alarm. */
function alarmStart(drift: MonitoringReportInput["drift"]): number {
  const quiet = drift.findLastIndex(({ isAlarm }) => !isAlarm);
  return drift[quiet + 1]?.start ?? 0;
}

/** What was done, in one sentence. */
export function actionFinding({
  incidents,
  decisions,
}: Pick<MonitoringReportInput, "incidents" | "decisions">): Finding {
  const opened = incidents.filter(({ status }) => status === "open");
  const open = opened.length;
  const about = opened.map((incident) => incidentSubject(incident)).join("; ");
  const fired = decisions.filter((decision) => decision.fired).length;
  const state =
    open === 0 ? "no incident is open" : `${plural(open, "incident")} ${open === 1 ? "is" : "are"} open (${about})`;
  if (decisions.length === 0) return { text: `The triggers were not evaluated yet; ${state}.`, tone: "neutral" };
  if (fired === 0) {
    const text = `The triggers were evaluated ${plural(decisions.length, "time")} and never called for a retraining; ${state}.`;
    return { text, tone: open === 0 ? "good" : "caution" };
  }
  const called = `${plural(fired, "retraining")} ${fired === 1 ? "was" : "were"} called for`;
  const text = `${called}: ${outcomesText(decisions.filter((decision) => decision.fired))}. ${state.slice(0, 1).toUpperCase()}${state.slice(1)}.${auditText(decisions)}`;
  return { text, tone: open === 0 ? "good" : "caution" };
}

/** Outcomes that are told one by one. */
const mostOutcomes = 4;

const outcomeWords: Readonly<Record<string, string>> = {
  kept: "the champion was kept",
  rejected: "the challenger was refused",
  refused: "no recipe could be tried",
  pending: "the challenger waits for approval",
  failed: "it failed",
};

function outcomeWord({ result }: ReportTriggerDecision): string {
  if (result === null) return "under way";
  if (result.outcome !== "promoted") return outcomeWords[result.outcome] ?? spoken(result.outcome);
  return result.challenger === null ? "the challenger became champion" : `version ${result.challenger} became champion`;
}

/** What came of evaluation runs: a few are dated, many are counted. */
function outcomesText(fired: readonly ReportTriggerDecision[]): string {
  if (fired.length <= mostOutcomes) {
    return enumerated(fired.map((decision) => `on ${dayText(decision.at)} ${outcomeWord(decision)}`));
  }
  const promoted = fired.filter(({ result }) => result?.outcome === "promoted");
  const last = promoted.at(-1);
  const newest = last === undefined ? "" : `, last ${outcomeWord(last)} on ${dayText(last.result!.at)}`;
  return `${plural(promoted.length, "challenger")} of ${formatCount(fired.length)} became champion${newest}`;
}

/** Whether labels later said that the triggers were right. */
function auditText(decisions: readonly ReportTriggerDecision[]): string {
  const audits = decisions.flatMap(({ audit }) => audit ?? []);
  if (audits.length === 0) return "";
  const right = audits.filter(({ triggerWasRight }) => triggerWasRight === "yes").length;
  const wrong = audits.filter(({ triggerWasRight }) => triggerWasRight === "no").length;
  const open = audits.length - right - wrong;
  const counts = [
    `${plural(right, "trigger")} right`,
    `${formatCount(wrong)} wrong`,
    ...(open === 0 ? [] : [`${formatCount(open)} not settled`]),
  ];
  return ` Later labels say: ${counts.join(", ")}${helpText(decisions)}.`;
}

const onlyHelp: Readonly<Record<string, string>> = {
  yes: "the promotion helped",
  no: "the promotion did harm",
  open: "whether the promotion helped is open",
};

/** Whether promotions helped. */
function helpText(decisions: readonly ReportTriggerDecision[]): string {
  const audits = decisions.flatMap(({ audit, result }) => (result?.outcome === "promoted" ? (audit ?? []) : []));
  if (audits.length === 0) return "";
  if (audits.length === 1) return `; ${onlyHelp[audits[0]!.helped] ?? onlyHelp["open"]!}`;
  const helped = audits.filter((audit) => audit.helped === "yes").length;
  const harmed = audits.filter((audit) => audit.helped === "no").length;
  return `; of ${formatCount(audits.length)} promotions ${formatCount(helped)} helped and ${formatCount(harmed)} did harm`;
}
