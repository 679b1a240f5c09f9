import type { JobRun } from "#orchestration";
import type { AliasJournalEntry } from "#registry";
import {
  auditAnswer,
  type DecisionRecord,
  decisionTitle,
  type Incident,
  incidentSubject,
  outcomeTitles,
} from "#retraining";
import type { ActiveChange, World } from "#simulation";

/** Something that happened in a simulated production. */
export interface TimelineEntry {
  /** Day of the simulation, counted from 1. */
  readonly day: number;
  /** Whether it is what was true, what the loop found, or what it did. */
  readonly side: "truth" | "found" | "done";
  readonly title: string;
  /** Why, for a person; empty when the title says it all. */
  readonly why: string;
}

/** What a timeline is made of. */
export interface TimelineSources {
  readonly startMs: number;
  /** Days that were simulated. */
  readonly days: number;
  readonly world: Pick<World, "activeChanges">;
  readonly incidents: readonly Incident[];
  readonly decisions: readonly DecisionRecord[];
  readonly journal: readonly AliasJournalEntry[];
  /** Runs of jobs that failed. */
  readonly failures: readonly Pick<JobRun, "job" | "endedAt" | "error">[];
}

const dayMs = 86_400_000;

const nameOf = ({ part, what }: ActiveChange): string => `${part}: ${what}`;

/** The day in which a moment falls; what is found at the end of a day belongs to it. */
function dayOf(sources: TimelineSources, epochMs: number): number {
  return Math.max(1, Math.ceil((epochMs - sources.startMs) / dayMs));
}

interface ChangeSpan {
  readonly name: string;
  readonly firstDay: number;
  /** Null while it is in force. */
  readonly lastDay: number | null;
  readonly fullDay: number | null;
}

/** First and last day of each change, and the day on which it was complete; a change that comes and goes is told once. */
function changeSpans({ world, days }: TimelineSources): readonly ChangeSpan[] {
  const spans = new Map<string, ChangeSpan>();
  for (let day = 1; day <= days; day += 1) {
    for (const change of world.activeChanges(day)) {
      const name = nameOf(change);
      const known = spans.get(name) ?? { name, firstDay: day, lastDay: null, fullDay: null };
      const fullDay = known.fullDay ?? (change.strength >= 1 ? day : null);
      spans.set(name, { ...known, fullDay, lastDay: day });
    }
  }
  return [...spans.values()].map((span) => (span.lastDay === days ? { ...span, lastDay: null } : span));
}

function truthEntries(sources: TimelineSources): readonly TimelineEntry[] {
  const entry = (day: number, title: string): TimelineEntry => ({ day, side: "truth", title, why: "" });
  return changeSpans(sources).flatMap(({ name, firstDay, lastDay, fullDay }) => [
    entry(firstDay, `${name} begins`),
    ...(fullDay === null || fullDay === firstDay ? [] : [entry(fullDay, `${name} is complete`)]),
    ...(lastDay === null ? [] : [entry(lastDay, `${name} ends`)]),
  ]);
}

function incidentEntries(sources: TimelineSources): readonly TimelineEntry[] {
  return sources.incidents.flatMap((incident) => [
    {
      day: dayOf(sources, incident.openedAt),
      side: "found" as const,
      title: `Incident opened: ${incidentSubject(incident)}`,
      why: incident.sentence,
    },
    ...(incident.closedAt === null
      ? []
      : [
          {
            day: dayOf(sources, incident.closedAt),
            side: "found" as const,
            title: `Incident closed: ${incidentSubject(incident)}`,
            why: incident.closedBecause ?? "",
          },
        ]),
  ]);
}

/** What came of a decision, and whether it helped. */
function resultEntries(sources: TimelineSources, { at, result, audit }: DecisionRecord): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  if (result !== null) {
    const title = outcomeTitles[result.outcome];
    entries.push({ day: dayOf(sources, result.at), side: "done", title, why: result.sentence });
  }
  if (audit !== null) {
    const title = `Looking back at day ${dayOf(sources, at)}: ${auditAnswer(audit, result)}`;
    entries.push({ day: dayOf(sources, audit.at), side: "found", title, why: audit.sentence });
  }
  return entries;
}

/** A decision in its own words; what its incident said on the same day is not said again. */
function whyOf(sources: TimelineSources, { at, incidentId, sentences }: DecisionRecord): string {
  const [sentence = ""] = sentences;
  const incident = sources.incidents.find(({ id }) => id === incidentId);
  if (incident === undefined || dayOf(sources, incident.openedAt) !== dayOf(sources, at)) return sentence;
  return sentence.replace(`${incident.sentence.replace(/\.$/, "")}; `, "");
}

/** Decisions that say the same as the one before them are told once. */
function decisionEntries(sources: TimelineSources): readonly TimelineEntry[] {
  const inOrder = sources.decisions.toSorted((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  const entries: TimelineEntry[] = [];
  let last = "";
  for (const decision of inOrder) {
    const title = decisionTitle(decision);
    const told = `${title} ${decision.incidentId}`;
    if (decision.fired || (decision.action !== "none" && told !== last)) {
      entries.push({ day: dayOf(sources, decision.at), side: "done", title, why: whyOf(sources, decision) });
    }
    last = told;
    entries.push(...resultEntries(sources, decision));
  }
  return entries;
}

function promotionEntries(sources: TimelineSources): readonly TimelineEntry[] {
  const told = new Set(
    sources.decisions.map(({ result }) => (result?.outcome === "promoted" ? result.challenger : null)),
  );
  return sources.journal
    .filter(({ alias, to, at }) => alias === "champion" && to !== null && Date.parse(at) >= sources.startMs)
    .map(({ to, at, reason }) => ({
      day: dayOf(sources, Date.parse(at)),
      side: "done" as const,
      title: `Version ${to} is champion`,
      why: told.has(to) ? "" : reason,
    }));
}

/** Jobs that failed, each reason once until another one follows. */
function failureEntries(sources: TimelineSources): readonly TimelineEntry[] {
  const last = new Map<string, string | null>();
  return sources.failures
    .toSorted((left, right) => (left.endedAt ?? 0) - (right.endedAt ?? 0))
    .flatMap(({ job, endedAt, error }): TimelineEntry[] => {
      if (last.get(job) === error) return [];
      last.set(job, error);
      return [{ day: dayOf(sources, endedAt ?? 0), side: "done", title: `Job ${job} failed`, why: error ?? "" }];
    });
}

/** What happened and why, day by day: the truth beside what the loop found and did. */
export function timelineOf(sources: TimelineSources): readonly TimelineEntry[] {
  const order = { truth: 0, found: 1, done: 2 } as const;
  return [
    ...truthEntries(sources),
    ...incidentEntries(sources),
    ...decisionEntries(sources),
    ...promotionEntries(sources),
    ...failureEntries(sources),
  ].toSorted((left, right) => left.day - right.day || order[left.side] - order[right.side]);
}
