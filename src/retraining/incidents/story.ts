import { plural } from "#kernel";
import type { DecisionRecord, EvaluationOutcome } from "../decision-record.js";
import type { Incident } from "./incident.js";
import { recurrenceSentence } from "./recurrence.js";

/** What kind of thing happened. */
export type StoryKind = "signal" | "held" | "fired" | "outcome" | "audit" | "closed";

/** One thing that happened in an incident; evaluations that said the same one after the other are told once. */
export interface StoryEntry {
  readonly kind: StoryKind;
  /** Epoch ms of the first and the last of what is told together. */
  readonly from: number;
  readonly until: number;
  /** How often it happened. */
  readonly times: number;
  /** A few words. */
  readonly title: string;
  /** Why, for a person. */
  readonly sentences: readonly string[];
}

const spoken = (name: string): string => name.replaceAll("-", " ");

/** What came of an evaluation run, in a few words. */
export const outcomeTitles: Readonly<Record<EvaluationOutcome, string>> = {
  promoted: "The challenger became champion",
  pending: "The challenger waits for a person",
  rejected: "The challenger was refused",
  kept: "The champion was kept",
  refused: "No recipe could be tried",
  failed: "The evaluation run failed",
};

function heldTitle({ action, verdict }: DecisionRecord): string {
  if (action === "alert") return `Told, nothing trained: ${spoken(verdict)}`;
  return action === "none" ? "Looked at, nothing to do" : `Held (${spoken(action)}): ${spoken(verdict)}`;
}

/** Neighbours of one verdict and action together. */
function heldEntries(decisions: readonly DecisionRecord[]): readonly StoryEntry[] {
  const groups: DecisionRecord[][] = [];
  let last: DecisionRecord | undefined;
  for (const decision of decisions) {
    const goesOn =
      last !== undefined && !last.fired && last.verdict === decision.verdict && last.action === decision.action;
    if (!decision.fired && goesOn) groups.at(-1)!.push(decision);
    else if (!decision.fired) groups.push([decision]);
    last = decision;
  }
  return groups.map((group): StoryEntry => {
    const [first, newest] = [group[0]!, group.at(-1)!];
    const sentences = [...new Set([first.sentences[0] ?? "", newest.sentences[0] ?? ""])].filter((text) => text !== "");
    return { kind: "held", from: first.at, until: newest.at, times: group.length, title: heldTitle(first), sentences };
  });
}

function momentOf(kind: StoryKind, at: number, title: string, sentences: readonly string[]): StoryEntry {
  return { kind, from: at, until: at, times: 1, title, sentences };
}

const answers = { yes: "right", no: "wrong", open: "not settled" } as const;
const helps = { yes: "it helped", no: "it did not help", open: "whether it helped is open" } as const;

function differenceText({ difference, interval, rows }: NonNullable<DecisionRecord["audit"]>): readonly string[] {
  if (difference === null) return [];
  const number = (value: number): string => `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(4)}`;
  const ends = interval === null ? "" : ` [${number(interval[0])}, ${number(interval[1])}]`;
  return [
    `Log loss of the new champion less that of the one before: ${number(difference)}${ends} on ${plural(rows, "row")}.`,
  ];
}

/** A decision in a few words. */
export function decisionTitle(decision: DecisionRecord): string {
  if (!decision.fired) return heldTitle(decision);
  const what = decision.action === "recalibrate" ? "Recalibration" : "Retraining";
  return `${what} called for: ${spoken(decision.verdict)}`;
}

/** Whether a trigger was right and what came of it helped, in a few words. */
export function auditAnswer(audit: NonNullable<DecisionRecord["audit"]>, result: DecisionRecord["result"]): string {
  const help = result?.outcome === "promoted" ? `, ${helps[audit.helped]}` : "";
  return `the trigger was ${answers[audit.triggerWasRight]}${help}`;
}

function firedEntries(decision: DecisionRecord): readonly StoryEntry[] {
  const { at, sentences, result, audit } = decision;
  return [
    momentOf("fired", at, decisionTitle(decision), sentences),
    ...(result === null ? [] : [momentOf("outcome", result.at, outcomeTitles[result.outcome], [result.sentence])]),
    ...(audit === null
      ? []
      : [
          momentOf(
            "audit",
            audit.at,
            `Looking back at ${new Date(at).toISOString().slice(0, 10)}: ${auditAnswer(audit, result)}`,
            [audit.sentence, ...differenceText(audit)],
          ),
        ]),
  ];
}

/** Who closed an incident, for a person: rules that did it by themselves are `the policy`. @param actor null when unknown */
export function actorText(actor: string | null): string {
  if (actor === null) return "somebody unknown";
  return actor.startsWith("policy:") ? "the policy" : actor;
}

const order: readonly StoryKind[] = ["signal", "held", "fired", "outcome", "audit", "closed"];

/**
 * An incident from its first signal to its audits, in the order in which things happened.
 * @param decisions all about it, oldest first
 * @param earlier incidents about the same trouble before it, oldest first
 */
export function tellIncident(
  incident: Incident,
  decisions: readonly DecisionRecord[],
  earlier: readonly Incident[] = [],
): readonly StoryEntry[] {
  const { closedAt, closedBecause, closedBy, firstWindow, sentence } = incident;
  const recurrence = recurrenceSentence(earlier);
  const entries = [
    momentOf("signal", firstWindow, "First signal", [sentence, ...(recurrence === null ? [] : [recurrence])]),
    ...heldEntries(decisions),
    ...decisions.filter(({ fired }) => fired).flatMap(firedEntries),
    ...(closedAt === null
      ? []
      : [momentOf("closed", closedAt, `Closed by ${actorText(closedBy)}`, [closedBecause ?? "it is over"])]),
  ];
  return entries.toSorted(
    (left, right) => left.from - right.from || order.indexOf(left.kind) - order.indexOf(right.kind),
  );
}

/** Whether what was done was right, as far as labels tell. */
export function judgeIncident(decisions: readonly DecisionRecord[]): string {
  const fired = decisions.filter((decision) => decision.fired);
  if (fired.length === 0) return "No retraining was called for.";
  const audits = fired.flatMap(({ audit }) => audit ?? []);
  const open = fired.length - audits.length;
  const waiting = open === 0 ? "" : ` ${open} still ${open === 1 ? "waits" : "wait"} for the labels of an audit.`;
  const called = `${plural(fired.length, "retraining")} ${fired.length === 1 ? "was" : "were"} called for.`;
  return `${called}${auditedText(audits)}${helpText(fired)}${waiting}`;
}

function oneAudit(right: number, wrong: number): string {
  if (right + wrong === 0) return "One was audited; whether its trigger was right cannot be told.";
  return `One was audited: its trigger was ${right === 1 ? "right" : "wrong"}.`;
}

function auditedText(audits: readonly NonNullable<DecisionRecord["audit"]>[]): string {
  if (audits.length === 0) return "";
  const right = audits.filter(({ triggerWasRight }) => triggerWasRight === "yes").length;
  const wrong = audits.filter(({ triggerWasRight }) => triggerWasRight === "no").length;
  if (audits.length === 1) return ` ${oneAudit(right, wrong)}`;
  return ` Of ${audits.length} audited triggers ${right} ${right === 1 ? "was" : "were"} right and ${wrong} wrong.`;
}

/** Of the promotions that came of it, which helped. */
function helpText(fired: readonly DecisionRecord[]): string {
  const helped = fired.flatMap(({ audit, result }) => (result?.outcome === "promoted" ? (audit?.helped ?? []) : []));
  const [yes, no] = [
    helped.filter((answer) => answer === "yes").length,
    helped.filter((answer) => answer === "no").length,
  ];
  if (yes + no === 0) return "";
  if (yes + no === 1) return ` The promotion that was audited ${yes === 1 ? "helped" : "did not help"}.`;
  return ` Of ${yes + no} audited promotions ${yes} helped and ${no} did not.`;
}
