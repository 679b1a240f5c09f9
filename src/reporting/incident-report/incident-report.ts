import { plural } from "#kernel";
import { actorText, incidentSubject } from "#retraining";
import { cells, chips, prose, quantities, sentences, tableOf, words } from "../item-table.js";
import { countFormat, decimalFormat, type Quantity } from "../number-format.js";
import type { Block, ChipStatus, PageModel, PageSection, TableBlock } from "../page-model.js";
import { auditTable } from "../monitoring-report/actions.js";
import { changesSection } from "../monitoring-report/changes.js";
import { decisionTable } from "../monitoring-report/decision-table.js";
import { impactSection } from "../monitoring-report/impact.js";
import type { ReportTriggerDecision } from "../monitoring-report/input.js";
import { enumerated, severityCell, severityTones, spoken, titled } from "../monitoring-report/words.js";
import { dayText, momentText } from "../time-text.js";
import { impactFinding } from "../monitoring-report/impact-finding.js";
import type { IncidentReportInput, ReportStoryEntry } from "./input.js";

const storyChips: Readonly<Record<ReportStoryEntry["kind"], readonly [ChipStatus, string]>> = {
  signal: ["error", "found"],
  held: ["info", "held"],
  fired: ["failed", "retrain"],
  outcome: ["info", "outcome"],
  audit: ["info", "audit"],
  closed: ["passed", "closed"],
};

/** What happened, a line for each step, evaluations that said the same together. */
function storyTable(story: readonly ReportStoryEntry[]): TableBlock {
  return tableOf("From the first signal to the audit", story, [
    words("When", ({ from, until }) =>
      dayText(from) === dayText(until) ? dayText(from) : `${dayText(from)} to ${dayText(until)}`,
    ),
    chips("Step", ({ kind }) => storyChips[kind]),
    prose("What happened", ({ title, times }) => (times === 1 ? title : `${title} (${plural(times, "evaluation")})`)),
    sentences("Why", (entry) => entry.sentences),
  ]);
}

function endOf({ incident }: IncidentReportInput): Block {
  const { closedAt, closedBecause, closedBy, status, severity, lastWindow } = incident;
  if (closedAt === null) {
    const text = `Newest finding: ${dayText(lastWindow)}.`;
    return { kind: "callout", tone: severityTones[severity], title: `It is ${status}.`, text };
  }
  const why = closedBecause ?? "it is over";
  const text = `By ${actorText(closedBy)}: ${why}${why.endsWith(".") ? "" : "."}`;
  return { kind: "callout", tone: "good", title: `It was closed on ${dayText(closedAt)}.`, text };
}

function storySection(input: IncidentReportInput): PageSection {
  const { incident, story, lookingBack } = input;
  const last = story.findLast(({ kind }) => kind === "outcome" || kind === "fired" || kind === "held");
  const impact = impactFinding(input);
  const blame = incident.culprits.length === 0 ? "no single column" : enumerated(incident.culprits, 8);
  const done =
    last === undefined
      ? "No trigger was evaluated on it yet."
      : `${dayText(last.until)}: ${last.sentences.at(-1) ?? last.title}`;
  const blocks: readonly Block[] = [
    { kind: "callout", tone: severityTones[incident.severity], title: "What happened.", text: incident.sentence },
    { kind: "callout", tone: impact.tone, title: "Does it matter?", text: impact.text },
    { kind: "callout", tone: "neutral", title: "What was done.", text: done },
    endOf(input),
    { kind: "callout", tone: "neutral", title: "Looking back.", text: lookingBack },
    storyTable(story),
    {
      kind: "definitions",
      items: [
        { term: "Incident", text: incident.id, code: true },
        { term: "About", text: titled(incident.family) },
        { term: "Model version", text: String(incident.modelVersion) },
        { term: "Opened", text: momentText(incident.openedAt) },
        { term: "First and newest window", text: `${dayText(incident.firstWindow)}, ${dayText(incident.lastWindow)}` },
        { term: "Windows with a finding", text: plural(incident.raisedWindows, "window") },
        { term: "To blame", text: blame },
      ],
    },
    findingTable(incident.findings),
  ];
  return { id: "story", title: "What happened", blocks };
}

function findingTable(findings: IncidentReportInput["incident"]["findings"]): TableBlock {
  // Shares need their decimals, evidence of thousands does not.
  const number = (value: number): Quantity => ({ value, format: value < 100 ? decimalFormat(3) : countFormat });
  return tableOf("Findings that belong to it", findings, [
    words("Finding", ({ kind }) => titled(kind)),
    cells("Matters", ({ severity }) => severityCell(severity)),
    words("Newest", ({ lastRaised }) => dayText(lastRaised)),
    quantities("Value", ({ value }) => number(value)),
    quantities("Bound", ({ bound }) => number(bound)),
    prose("In words", ({ sentence }) => sentence),
  ]);
}

function decisionsSection(decisions: readonly ReportTriggerDecision[]): PageSection {
  if (decisions.length === 0) {
    return {
      id: "actions",
      title: "What was done",
      blocks: [{ kind: "paragraph", text: "Nothing was decided about it yet." }],
    };
  }
  const fired = decisions.filter((decision) => decision.fired);
  const text = `The triggers looked at it ${plural(decisions.length, "time")} and called for ${plural(fired.length, "retraining")}.`;
  const audited = decisions.filter(({ audit }) => audit !== null);
  const blocks: readonly Block[] = [
    { kind: "paragraph", text },
    decisionTable(decisions),
    ...decisions.slice(-5).map(ruleFold),
    ...(audited.length === 0 ? [] : [auditTable(audited)]),
  ];
  return { id: "actions", title: "What was done", blocks };
}

function ruleFold({ at, rules, action }: ReportTriggerDecision): Block {
  return {
    kind: "fold",
    summary: `Which rules decided on ${momentText(at)}: ${spoken(action)}`,
    items: rules.map(({ rule, passed, sentence }) => ({
      term: `${spoken(rule)}: ${passed ? "yes" : "no"}`,
      text: sentence,
    })),
  };
}

function timeText({ firstWindow, closedAt }: IncidentReportInput["incident"]): string {
  return closedAt === null ? `Since ${dayText(firstWindow)}` : `${dayText(firstWindow)} to ${dayText(closedAt)}`;
}

/**
 * The page of one incident, from the first signal to the audit.
 * @param input the incident, and what monitoring saw around it
 */
export function incidentReport(input: IncidentReportInput): PageModel {
  const { incident } = input;
  const changes = changesSection(input);
  const impact = impactSection(input);
  return {
    eyebrow: input.project,
    title: `Incident: ${incident.culprits.length === 0 ? incidentSubject(incident) : enumerated(incident.culprits)}`,
    subtitle: `${timeText(incident)}, ${incident.status}, version ${incident.modelVersion}`,
    generatedAt: input.generatedAt,
    sections: [
      storySection(input),
      { ...changes, title: "What changed around it" },
      impact,
      decisionsSection(input.decisions),
    ],
  };
}
