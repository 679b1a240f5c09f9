import { isAlertKind, type Message, type Severity } from "./message.js";

/** The alert of one key: open, or closed the last time it was resolved. */
export interface Alert {
  readonly key: string;
  readonly kind: Message["kind"];
  readonly severity: Severity;
  readonly title: string;
  readonly openedAt: string;
  readonly lastSeenAt: string;
  /** How often it was reported since it was opened. */
  readonly count: number;
  readonly closedAt: string | null;
}

/** What becomes of a new message: told to people, or only counted. */
export interface Admission {
  /** False for a repeat of an open alert, and for the end of one that is not open. */
  readonly isTold: boolean;
  /** The alert as it is from now on; undefined leaves it as it was. */
  readonly alert?: Alert;
}

const rank: Readonly<Record<Severity, number>> = { info: 0, warn: 1, act: 2 };

const later = (left: string, right: string): string => (left > right ? left : right);

function opened(message: Message): Alert {
  const { key, kind, severity, title, occurredAt } = message;
  return { key, kind, severity, title, openedAt: occurredAt, lastSeenAt: occurredAt, count: 1, closedAt: null };
}

function repeated(message: Message, open: Alert): Admission {
  const isWorse = rank[message.severity] > rank[open.severity];
  const alert: Alert = {
    ...open,
    severity: isWorse ? message.severity : open.severity,
    title: isWorse ? message.title : open.title,
    lastSeenAt: later(open.lastSeenAt, message.occurredAt),
    count: open.count + 1,
  };
  return { isTold: isWorse, alert };
}

/**
 * Decides about a new message. One alert is open per key: repeats are counted and told only when they are more severe; an
 * `alert-resolved` closes the alert and is told only when one was open. An alert from before the last closing is told no more.
 * @param message not seen before
 * @param known the alert of its key, if there ever was one
 */
export function admit(message: Message, known: Alert | undefined): Admission {
  const isOpen = known !== undefined && known.closedAt === null;
  if (message.kind === "alert-resolved") {
    return isOpen ? { isTold: true, alert: { ...known, closedAt: message.occurredAt } } : { isTold: false };
  }
  if (!isAlertKind(message.kind)) return { isTold: true };
  if (isOpen) return repeated(message, known);
  const isStale = known?.closedAt != null && message.occurredAt <= known.closedAt;
  return isStale ? { isTold: false } : { isTold: true, alert: opened(message) };
}
