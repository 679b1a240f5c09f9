import { plural } from "#kernel";
import { decimalFormat, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import { spanText, windowText } from "../time-text.js";
import type { Finding } from "./findings.js";
import type { MonitoringReportInput, ReportJudgement, ReportPerformance, ReportPerformanceWindow } from "./input.js";
import { measured, severityTones } from "./words.js";

type ImpactFacts = Pick<MonitoringReportInput, "drift" | "performance" | "judgements"> & {
  readonly model?: MonitoringReportInput["model"];
};

/** A metric of fewer rows says nothing, whatever its interval. */
const fewestRows = 30;

/** The newest window with a number on enough rows, the one that rests on most labels first. */
export function newestKnown(performance: ReportPerformance): ReportPerformanceWindow | null {
  const known = performance.windows.filter(({ value, rows }) => value !== null && rows >= fewestRows);
  return known.findLast(({ stage }) => stage === "mature") ?? known.at(-1) ?? null;
}

/** What a number rests on, in words. */
export const basisText = {
  mature: "measured on labels",
  partial: "estimated, some labels known",
  estimated: "estimated, no labels yet",
} as const;

/** Judgements of the version in service, or where there are none of the version that was judged last. */
export function leadingJudgements({ judgements, model }: ImpactFacts): readonly ReportJudgement[] {
  const newest = judgements.toSorted((left, right) => left.start - right.start).at(-1);
  const served = judgements.some(({ modelVersion }) => modelVersion === model?.version);
  const version = served ? model?.version : newest?.modelVersion;
  const ofVersion = judgements.filter(({ modelVersion }) => modelVersion === version);
  const realised = ofVersion.filter(({ basis }) => basis === "realised");
  return realised.length > 0 ? realised : ofVersion;
}

/** Whether it matters: what the triggers judge by, in a sentence or two. */
export function impactFinding(facts: ImpactFacts): Finding {
  const leading = leadingJudgements(facts);
  const told = leading.find(({ isRaised }) => isRaised) ?? leading[0];
  if (told === undefined) return unjudged(facts);
  const before = formerLoss(facts, told.modelVersion);
  const { text, tone } = told.basis === "realised" ? realisedFinding(told) : estimatedFinding(told);
  return { text: before === null ? text : `${text} ${before}`, tone };
}

function comparison({ metric, modelVersion, format, value, interval, rows, training, start, end }: ReportJudgement): {
  readonly what: string;
  readonly is: string;
} {
  return {
    what: `${metric} of version ${modelVersion} on ${plural(rows, "row")} of ${spanText([{ start, end }])}`,
    is: `${formatQuantity(measured(value, format, interval))}, against ${formatNumber(training, format)} at training`,
  };
}

/** `14.8 % worse (p = 0.010)` */
function lossText({ loss, pValue }: ReportJudgement): string {
  const chance =
    pValue === null ? "" : pValue < 0.001 ? " (p < 0.001)" : ` (p = ${formatNumber(pValue, decimalFormat(3))})`;
  return `${formatNumber(Math.abs(loss), percentFormat(1))} ${loss >= 0 ? "worse" : "better"}${chance}`;
}

function realisedFinding(judgement: ReportJudgement): Finding {
  const { what, is } = comparison(judgement);
  const bound = formatNumber(judgement.bound, percentFormat(0));
  const said = `${what} with their labels is ${is}: ${lossText(judgement)}`;
  if (judgement.isRaised) return { text: `It matters: ${said}.`, tone: "bad" };
  if (judgement.loss < judgement.bound)
    return { text: `No loss is seen: ${said}; an alert needs ${bound}.`, tone: "good" };
  return { text: `It may matter: ${said}; more than the ${bound} of an alert, but within chance.`, tone: "caution" };
}

function estimatedFinding(judgement: ReportJudgement): Finding {
  const { what, is } = comparison(judgement);
  const said = `${what} is estimated at ${is}, before any label: ${lossText(judgement)}`;
  if (judgement.isRaised) return { text: `It probably matters: ${said}.`, tone: "caution" };
  const blind = "an estimate cannot see a change of what the inputs mean";
  return { text: `No loss is estimated: ${said}; ${blind}.`, tone: "neutral" };
}

/** What was lost with the version that served before, when the present one is judged by less. */
function formerLoss({ judgements }: ImpactFacts, version: number): string | null {
  const former = judgements.filter(
    ({ modelVersion, basis, isRaised }) => modelVersion < version && basis === "realised" && isRaised,
  );
  const told = former.toSorted((left, right) => left.start - right.start).at(-1);
  if (told === undefined) return null;
  const { what, is } = comparison(told);
  return `Before: ${what} was ${is}: ${lossText(told)}.`;
}

/** Too few rows for a judgement: what is known of single windows, or nothing. */
function unjudged({ drift, performance }: ImpactFacts): Finding {
  const [lead] = performance;
  const newest = lead === undefined ? null : newestKnown(lead);
  if (lead?.windows.some(({ value }) => value !== null) === true && newest === null) {
    return { text: `There are too few rows to judge yet: no window with a number has ${fewestRows}.`, tone: "neutral" };
  }
  if (lead === undefined || newest === null) return unknownImpact(drift);
  const number = formatQuantity(measured(newest.value, lead.format, newest.interval));
  const yardstick = lead.training.findLast(({ modelVersion }) => modelVersion === newest.modelVersion);
  const against = yardstick === undefined ? "" : `, against ${formatNumber(yardstick.value, lead.format)} at training`;
  const said = `${lead.metric} on ${windowText(newest)} is ${number} on ${plural(newest.rows, "row")} (${basisText[newest.stage]})${against}`;
  return { text: `There are too few rows to judge yet. ${said}.`, tone: "neutral" };
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
