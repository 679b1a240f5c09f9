import { decimalFormat, formatCount, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import type { Block, HeadlineNumber, PageSection, Tone } from "../page-model.js";
import { dayText, windowText } from "../time-text.js";
import type { MonitoringReportInput, ReportPerformance, ReportPerformanceWindow } from "./input.js";
import { enumerated, measured, plural, severityTones } from "./words.js";

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
  const rows = formatCount(drift.reduce((sum, window) => sum + window.rows, 0));
  const watched = `${plural(drift.length, "window")} with ${rows} predictions`;
  if (alarms.length === 0) return { text: `Nothing changed beyond chance in ${watched}.`, tone: "good" };
  if (!last.isAlarm) {
    const newest = windowText(alarms.at(-1)!);
    const text = `Inputs differed from training in ${plural(alarms.length, "window")}, last on ${newest}; the newest window is quiet.`;
    return { text, tone: "neutral" };
  }
  const start = alarmStart(drift);
  const culprits = last.culprits.length === 0 ? "no single column is to blame" : `mostly ${enumerated(last.culprits)}`;
  const text = `Since ${dayText(start)} what comes in differs from what the model was trained on: ${culprits}.`;
  return { text, tone: severityTones[last.severity] };
}

/** Start of the newest unbroken run of windows with an alarm. */
function alarmStart(drift: MonitoringReportInput["drift"]): number {
  const quiet = drift.findLastIndex(({ isAlarm }) => !isAlarm);
  return drift[quiet + 1]?.start ?? 0;
}

/** The newest window with a number, the one that rests on most labels first. */
export function newestKnown(performance: ReportPerformance): ReportPerformanceWindow | null {
  const known = performance.windows.filter(({ value }) => value !== null);
  return known.findLast(({ stage }) => stage === "mature") ?? known.at(-1) ?? null;
}

const basis = {
  mature: "measured on labels",
  partial: "estimated, some labels known",
  estimated: "estimated, no labels yet",
} as const;

/** Whether it matters, in one sentence. */
export function impactFinding({ drift, performance }: Pick<MonitoringReportInput, "drift" | "performance">): Finding {
  const newest = performance === null ? null : newestKnown(performance);
  if (performance === null || newest === null) return unknownImpact(drift);
  const { metric, format, training, alertBound } = performance;
  const number = formatQuantity(measured(newest.value, format, newest.interval));
  const against = training === null ? "" : `, against ${formatNumber(training.value, format)} at training`;
  const said = `${metric} on ${windowText(newest)} is ${number} on ${plural(newest.rows, "row")} (${basis[newest.stage]})${against}`;
  if (alertBound === null) return { text: `${said}.`, tone: "neutral" };
  const bound = `the alert bound ${formatNumber(alertBound, format)}`;
  const loss = lossOf(newest, alertBound, performance.direction);
  if (loss === "sure") return { text: `It matters: ${said}; the whole interval is worse than ${bound}.`, tone: "bad" };
  if (loss === "possible") {
    return { text: `It may matter: ${said}; worse than ${bound}, but within chance.`, tone: "caution" };
  }
  return { text: `No loss is seen: ${said}; better than ${bound}.`, tone: "good" };
}

function lossOf(
  { value, interval }: ReportPerformanceWindow,
  bound: number,
  direction: ReportPerformance["direction"],
): "sure" | "possible" | "none" {
  const sign = direction === "higher" ? 1 : -1;
  const ends = (interval ?? [value!]).map((end) => end * sign);
  if (Math.max(...ends) < bound * sign) return "sure";
  return value! * sign < bound * sign ? "possible" : "none";
}

function unknownImpact(drift: MonitoringReportInput["drift"]): Finding {
  const last = drift.at(-1);
  const open = "Whether it costs anything is not known yet: there are neither labels nor a usable estimate";
  if (last === undefined || !last.isAlarm) return { text: `${open}.`, tone: "neutral" };
  const shift = signedPoints(last.meanScoreShift);
  return {
    text: `${open}. The mean score moved by ${shift} on ${plural(last.rows, "row")}.`,
    tone: severityTones[last.severity],
  };
}

/** Percentage points with a sign. */
export function signedPoints(share: number): string {
  const text = `${formatNumber(Math.abs(share) * 100, decimalFormat(1))} points`;
  return share < 0 ? `\u2212${text}` : `+${text}`;
}

/** What was done, in one sentence. */
export function actionFinding({
  incidents,
  decisions,
  promotions,
}: Pick<MonitoringReportInput, "incidents" | "decisions" | "promotions">): Finding {
  const open = incidents.filter(({ status }) => status === "open").length;
  const fired = decisions.filter((decision) => decision.fired).length;
  const state = open === 0 ? "no incident is open" : `${plural(open, "incident")} ${open === 1 ? "is" : "are"} open`;
  if (decisions.length === 0) return { text: `The triggers were not evaluated yet; ${state}.`, tone: "neutral" };
  if (fired === 0) {
    const text = `The triggers were evaluated ${plural(decisions.length, "time")} and never called for a retraining; ${state}.`;
    return { text, tone: open === 0 ? "good" : "caution" };
  }
  const called = `${plural(fired, "retraining")} ${fired === 1 ? "was" : "were"} called for`;
  const text = `${called}; ${outcomeText(decisions, promotions)}; ${state}.`;
  return { text, tone: open === 0 ? "good" : "caution" };
}

function outcomeText(
  decisions: MonitoringReportInput["decisions"],
  promotions: MonitoringReportInput["promotions"],
): string {
  const promoted = decisions.filter(({ result }) => result?.outcome === "promoted").length;
  if (promoted === 0) return "none of them ended in a promotion";
  const last = promotions.at(-1);
  const since = last === undefined ? "" : `, last version ${last.version} on ${dayText(last.at)}`;
  return `${plural(promoted, "challenger")} became champion${since}`;
}

function headlines({ drift, performance, incidents }: MonitoringReportInput): readonly HeadlineNumber[] {
  const newest = performance === null ? null : newestKnown(performance);
  const alarms = drift.filter(({ isAlarm }) => isAlarm).length;
  const last = drift.at(-1);
  const numbers: HeadlineNumber[] = [
    {
      label: "Windows with an alarm",
      quantity: { value: alarms, format: { kind: "count" } },
      remark: `of ${plural(drift.length, "window")}`,
      sampleSize: drift.reduce((sum, window) => sum + window.rows, 0),
      definition: "Windows in which the drift rules raised or kept an alarm; n is the number of predictions watched.",
    },
    {
      label: "Open incidents",
      quantity: { value: incidents.filter(({ status }) => status === "open").length, format: { kind: "count" } },
      remark: `of ${plural(incidents.length, "incident")}`,
    },
  ];
  if (last !== undefined) {
    numbers.splice(1, 0, {
      label: "Shift of the mean score",
      quantity: { value: last.meanScoreShift, format: percentFormat(1) },
      sampleSize: last.rows,
      remark: windowText(last),
      definition: "Mean probability of the newest window less the reference's, in percentage points of probability.",
    });
  }
  if (performance !== null && newest !== null) {
    numbers.unshift({
      label: performance.metric,
      quantity: measured(newest.value, performance.format, newest.interval),
      sampleSize: newest.rows,
      remark: `${windowText(newest)}, ${basis[newest.stage]}`,
      definition:
        "Same metric, averaging and threshold as at training, on the newest window that rests on most labels.",
    });
  }
  return numbers;
}

/** The report in three sentences and a few numbers. */
export function summarySection(input: MonitoringReportInput): PageSection {
  const callouts = [
    ["What changed.", changeFinding(input)],
    ["Does it matter?", impactFinding(input)],
    ["What was done.", actionFinding(input)],
  ] as const;
  const blocks: readonly Block[] = [
    ...callouts.map(([title, { text, tone }]): Block => ({ kind: "callout", tone, title, text })),
    { kind: "headline", confidence: input.confidence, numbers: headlines(input) },
  ];
  return { id: "summary", title: "In short", blocks };
}
