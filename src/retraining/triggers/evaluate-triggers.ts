import { digestOf } from "#kernel";
import type { ActionKind, DecisionRecord, RuleReading } from "../decision-record.js";
import type { Incident } from "../incidents/incident.js";
import { graver } from "../incidents/join-signal.js";
import { trackIncidents } from "../incidents/track-incidents.js";
import type { RetrainingOptions } from "../options.js";
import { isRaised, type Severity, type Signal } from "../signal.js";
import { judgeLiterally } from "./reference-policy.js";
import { actionOfVerdict, ageVerdict, promotionMode, readRules, supplyAction } from "./rules.js";
import type { TriggerState } from "./trigger-state.js";
import { judgeIncidents, type Verdict } from "./verdict.js";

/** What an evaluation of the triggers came to. */
export interface TriggerEvaluation {
  readonly decision: DecisionRecord;
  /** Incidents that are new or changed, as they are now. */
  readonly changed: readonly Incident[];
  readonly opened: readonly Incident[];
  readonly closed: readonly Incident[];
}

const dayMs = 86_400_000;

/**
 * The id of an evaluation: the same champion, windows with their revisions, signals and day give the same one, so evaluating
 * again is known to be the same evaluation.
 */
export function evaluationId(
  signals: readonly Signal[],
  { championVersion, trainedAt, windows }: Pick<TriggerState, "championVersion" | "trainedAt" | "windows">,
  options: RetrainingOptions,
  now: number,
): string {
  const findings = signals.map(({ kind, windowStart, revision, culprits, value, basis }) => [
    kind,
    windowStart,
    revision,
    culprits,
    value,
    basis,
  ]);
  const seen = windows.map(({ start, end, revision, kinds }) => [start, end, revision, kinds]);
  const day = Math.floor(now / dayMs);
  return `dec_${digestOf([options.policy, championVersion, trainedAt, seen, findings, day]).slice(0, 20)}`;
}

interface EvaluationContext {
  readonly state: TriggerState;
  readonly options: RetrainingOptions;
  /** Epoch ms. */
  readonly now: number;
}

interface Ruling {
  readonly action: ActionKind;
  readonly fired: boolean;
  readonly rules: readonly RuleReading[];
  readonly sentence: string;
}

const heldAction = (kind: Verdict["kind"]): ActionKind => (kind === "age" ? "none" : "alert");

function ruleOnEvaluation(verdict: Verdict, state: TriggerState, options: RetrainingOptions, now: number): Ruling {
  const rules = readRules({ verdict, state, options, now });
  const broken = rules.find(({ passed }) => !passed);
  if (broken !== undefined) {
    const sentence = `Held: ${verdict.sentence}; ${broken.sentence}.`;
    return { action: heldAction(verdict.kind), fired: false, rules, sentence };
  }
  const action = supplyAction(state, options) === "recalibrate" ? "recalibrate" : "evaluate";
  const what =
    action === "evaluate" ? "an evaluation run starts" : "an evaluation run starts that may only recalibrate";
  return { action, fired: true, rules, sentence: `Fired: ${verdict.sentence}; ${what}.` };
}

const passiveWords: Readonly<Partial<Record<Verdict["kind"], string>>> = {
  "quality-fault": "faulty data are kept out of every fit, and nothing is trained until they are mended",
  "feed-fault": "the rows that came are sound, so it is told to whoever feeds them and nothing is trained",
  "label-outage": "labels do not come, so nothing can be judged or trained",
  "label-bias":
    "a model fitted to the labels that came would learn from a part, so nothing is trained until the others come",
  "early-outcomes": "it is told; a model can only be fitted once the outcomes of whole days are known",
};

const isRefused = ({ evidence }: Signal): boolean =>
  typeof evidence === "object" && evidence !== null && "refused" in evidence;

/** What is known of quality while inputs moved: an estimate that was refused, or is not trusted, is no all-clear. */
function driftWords(signals: readonly Signal[]): string {
  const estimate = signals.findLast(({ kind, basis }) => kind === "performance" && basis === "estimated");
  const told = "so it is told and nothing is trained";
  if (estimate === undefined)
    return `the inputs moved; no loss of quality is seen, and there is no estimate of one, ${told}`;
  if (isRefused(estimate)) {
    return `the inputs moved; no loss of quality is seen, but there may be one (${estimate.sentence}), ${told} until labels tell`;
  }
  if (isRaised(estimate)) {
    return `the inputs moved; a loss of quality is estimated (${estimate.sentence}), by an estimator that has not proven itself yet, ${told} until labels tell`;
  }
  return `the inputs moved, but no loss of quality is seen or estimated, ${told}`;
}

function ruleLiterally(verdict: Verdict, state: TriggerState): Ruling {
  const passed = state.championVersion !== null;
  const reading = { rule: "champion", passed, sentence: passed ? "there is a champion" : "there is no champion yet" };
  const sentence = passed
    ? `Fired by the letter: ${verdict.sentence}; an evaluation run starts.`
    : `Held: ${verdict.sentence}; ${reading.sentence}.`;
  return { action: passed ? "evaluate" : "alert", fired: passed, rules: [reading], sentence };
}

function ruleOn(
  verdict: Verdict | undefined,
  signals: readonly Signal[],
  { state, options, now }: EvaluationContext,
): Ruling {
  if (verdict === undefined) {
    return { action: "none", fired: false, rules: [], sentence: "Held: nothing reached its bound." };
  }
  if (verdict.kind === "reference-trigger") return ruleLiterally(verdict, state);
  const wanted = actionOfVerdict[verdict.kind];
  if (wanted === "evaluate") return ruleOnEvaluation(verdict, state, options, now);
  const words = verdict.kind === "covariate-drift" ? driftWords(signals) : passiveWords[verdict.kind];
  return { action: wanted, fired: false, rules: [], sentence: `Held: ${verdict.sentence}; ${words}.` };
}

const vetoes: ReadonlySet<Verdict["kind"]> = new Set(["quality-fault", "label-outage", "label-bias"]);

/** Says which other verdicts stood and why they did not decide. */
function arbitration(verdicts: readonly Verdict[]): readonly RuleReading[] {
  const [first, ...others] = verdicts;
  if (first === undefined || others.length === 0) return [];
  const names = others.map(({ kind }) => kind).join(", ");
  const isVeto = vetoes.has(first.kind);
  const sentence = `${first.kind} decides before ${names}${isVeto ? " and forbids a fit" : ""}`;
  return [{ rule: "arbitration", passed: true, sentence }];
}

function judge(
  signals: readonly Signal[],
  incidents: readonly Incident[],
  { state, options, now }: EvaluationContext,
): readonly Verdict[] {
  if (options.policy === "reference") return judgeLiterally(signals, state, options, now);
  const verdicts = judgeIncidents(incidents, options);
  const age = ageVerdict(state, options, now);
  if (age === null) return verdicts;
  // Age asks for an evaluation run, so it goes before a verdict that would only be told.
  const passive = verdicts.findIndex(({ kind }) => actionOfVerdict[kind] === "alert");
  return passive < 0 ? [...verdicts, age] : verdicts.toSpliced(passive, 0, age);
}

function worstOf(signals: readonly Signal[]): Severity | null {
  return signals
    .filter(isRaised)
    .reduce<Severity | null>((worst, { severity }) => (worst === null ? severity : graver(worst, severity)), null);
}

function changesOf(before: readonly Incident[], after: readonly Incident[]): Omit<TriggerEvaluation, "decision"> {
  const known = new Map(before.map((incident) => [incident.id, incident]));
  const changed = after.filter((incident) => digestOf(known.get(incident.id)) !== digestOf(incident));
  const wasOpen = ({ id }: Incident): boolean => known.get(id)?.status === "open";
  return {
    changed,
    opened: changed.filter((incident) => incident.status !== "closed" && known.get(incident.id) === undefined),
    closed: changed.filter((incident) => incident.status === "closed" && wasOpen(incident)),
  };
}

/** What a decision is about: the deciding verdict's incident, if it has one. */
function subjectOf(
  verdict: Verdict | undefined,
  signals: readonly Signal[],
): Pick<DecisionRecord, "verdict" | "severity" | "culprits" | "incidentId"> {
  const incident = verdict?.incident ?? null;
  return {
    verdict: verdict?.kind ?? "nothing",
    severity: incident === null ? worstOf(signals) : incident.severity,
    culprits: incident === null ? [] : incident.culprits,
    incidentId: incident === null ? null : incident.id,
  };
}

function recordOf(
  signals: readonly Signal[],
  { state, options, now }: EvaluationContext,
  verdicts: readonly Verdict[],
  ruling: Ruling,
): DecisionRecord {
  const others = verdicts.slice(1).map(({ sentence }) => `Also: ${sentence}.`);
  return {
    id: evaluationId(signals, state, options, now),
    at: now,
    policy: options.policy,
    modelVersion: state.championVersion,
    windows: state.windows,
    ...subjectOf(verdicts[0], signals),
    action: ruling.action,
    fired: ruling.fired,
    rules: [...arbitration(verdicts), ...ruling.rules],
    sentences: [ruling.sentence, ...others],
    promotion: options.policy === "reference" ? "automatic" : promotionMode(state, options, now),
    result: null,
    audit: null,
  };
}

/**
 * Decides what one round of monitoring means and what is to be done. A pure function: equal arguments, equal answer; applied
 * again after its changes were stored it changes nothing.
 * @param signals raised ones, and those below their bound that tell how far away they are
 * @param state what is stored, and the windows that were looked at
 * @param now epoch ms
 */
export function evaluateTriggers(
  signals: readonly Signal[],
  state: TriggerState,
  options: RetrainingOptions,
  now: number,
): TriggerEvaluation {
  const round = { signals, windows: state.windows, championVersion: state.championVersion, now };
  const incidents = trackIncidents(state.incidents, round, options);
  const verdicts = judge(signals, incidents, { state, options, now });
  const ruling = ruleOn(verdicts[0], signals, { state, options, now });
  return {
    decision: recordOf(signals, { state, options, now }, verdicts, ruling),
    ...changesOf(state.incidents, incidents),
  };
}
