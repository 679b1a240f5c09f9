import { plural } from "#kernel";
import type { Message, MessageKind, Severity } from "../message.js";

/** One message as it is told in a mail. */
export interface LetterItem {
  readonly message: Message;
  /** Name of the picture, when it has one. */
  readonly picture: { readonly cid: string; readonly alt: string } | null;
}

/** What a mail says, before it becomes HTML or text. */
export interface Letter {
  readonly project: string;
  readonly recipient: string;
  readonly subject: string;
  readonly headline: string;
  readonly severity: Severity;
  /** Told in full, most severe first. */
  readonly items: readonly LetterItem[];
  /** Told in one line each. */
  readonly lines: readonly Message[];
  /** How many are not told at all. */
  readonly left: number;
  /** How many of each kind, when there are many. */
  readonly counts: readonly { readonly name: string; readonly count: number }[];
  /** Kinds the letter tells of. */
  readonly kinds: readonly MessageKind[];
}

const mostInFull = 6;
const inFullOfMany = 3;
const mostLines = 60;

const rank: Readonly<Record<Severity, number>> = { act: 0, warn: 1, info: 2 };

/** Kinds in words, one and several. */
const kindNames: Readonly<Record<MessageKind, readonly [string, string]>> = {
  performance: ["alert on performance", "alerts on performance"],
  "feature-drift": ["alert on feature drift", "alerts on feature drift"],
  "prediction-drift": ["alert on prediction drift", "alerts on prediction drift"],
  "null-rate": ["alert on missing values", "alerts on missing values"],
  schema: ["alert on the schema", "alerts on the schema"],
  range: ["alert on ranges", "alerts on ranges"],
  "concept-drift": ["alert on concept drift", "alerts on concept drift"],
  "quality-fault": ["alert on data quality", "alerts on data quality"],
  "label-outage": ["alert on missing labels", "alerts on missing labels"],
  "label-bias": ["alert on lopsided labels", "alerts on lopsided labels"],
  "early-outcomes": ["alert on the first outcomes", "alerts on the first outcomes"],
  age: ["alert on the model's age", "alerts on the model's age"],
  latency: ["alert on latency", "alerts on latency"],
  "run-succeeded": ["run that succeeded", "runs that succeeded"],
  "run-failed": ["run that failed", "runs that failed"],
  "run-slow": ["run that is slow", "runs that are slow"],
  "alert-resolved": ["alert resolved", "alerts resolved"],
  "approval-pending": ["approval waiting", "approvals waiting"],
  "retrain-started": ["retraining started", "retrainings started"],
  "retrain-outcome": ["retraining finished", "retrainings finished"],
  test: ["test message", "test messages"],
};

/** A kind in words. */
export function kindName(kind: MessageKind, count = 1): string {
  return kindNames[kind][count === 1 ? 0 : 1];
}

/** The words before a subject and above a headline. */
export const severityNames: Readonly<Record<Severity, string>> = {
  info: "For your information",
  warn: "Worth a look",
  act: "Action needed",
};

/** `2026-01-31 06:05 UTC` */
export function momentText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** Text on one line: whatever would break a line or hide itself becomes a space. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}

function countsOf(messages: readonly Message[]): Letter["counts"] {
  const counts = new Map<MessageKind, number>();
  for (const { kind } of messages) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ name: kindName(kind, count), count }));
}

function elementText(svg: string, name: string): string {
  const text = new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(svg)?.[1] ?? "";
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

function altOf(svg: string): string {
  const parts = [elementText(svg, "title"), elementText(svg, "desc")].filter((part) => part !== "");
  return parts.join(". ") || "Chart";
}

/** Most severe first; equal ones in the order they came. */
function sorted(messages: readonly Message[]): readonly Message[] {
  return messages.toSorted((left, right) => rank[left.severity] - rank[right.severity]);
}

function firstOfKinds(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ kind }, place) => messages.findIndex((other) => other.kind === kind) === place);
}

/**
 * What a mail about these messages says. A few are told in full; of many the most severe are, and the others in a line each.
 * @param messages at least one
 */
export function letterOf(messages: readonly Message[], project: string, recipient: string): Letter {
  const ordered = sorted(messages);
  const first = ordered[0]!;
  const isDigest = messages.length > mostInFull;
  const full = isDigest ? firstOfKinds(ordered).slice(0, inFullOfMany) : ordered;
  const rest = ordered.filter((message) => !full.includes(message));
  const headline = messages.length === 1 ? oneLine(first.title) : plural(messages.length, "message");
  const more = messages.length === 1 ? "" : ` and ${messages.length - 1} more`;
  const urgency = first.severity === "act" ? `${severityNames.act}: ` : "";
  return {
    project,
    recipient,
    subject: `[${project}] ${urgency}${oneLine(first.title).slice(0, 120)}${more}`,
    headline,
    severity: first.severity,
    items: full.map((message, place) => ({
      message,
      picture: message.chart === undefined ? null : { cid: `chart-${place + 1}`, alt: altOf(message.chart) },
    })),
    lines: rest.slice(0, mostLines),
    left: Math.max(0, rest.length - mostLines),
    counts: isDigest ? countsOf(ordered) : [],
    kinds: [...new Set(ordered.map(({ kind }) => kind))],
  };
}

/** What the sentences of an account answer; null for a message that is none. */
export function accountOf(message: Message): readonly { readonly name: string; readonly text: string }[] | null {
  if (message.structure !== "account" || message.sentences.length !== 4) return null;
  const names = ["What happened", "Why it matters", "What was done", "What to do"];
  return names.map((name, place) => ({ name, text: message.sentences[place]! })).filter(({ text }) => text !== "");
}

/** Why this mail came and how to stop it, line by line. */
export function closingOf({ project, recipient, kinds }: Letter): { readonly reason: string; readonly yaml: string } {
  return {
    reason: `${recipient} gets this mail because driftloop.yaml of ${project} names it under notifications.email. To stop mail of this kind, write there:`,
    yaml: `notifications:\n  unsubscribe:\n    ${recipient}:${kinds.length === 1 ? ` [${kinds[0]}]` : kinds.map((kind) => `\n      - ${kind}`).join("")}`,
  };
}
