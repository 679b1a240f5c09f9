import { plural } from "#kernel";
import { cells, chips, counts, figures, prose, tableOf, words } from "../item-table.js";
import { decimalFormat, formatQuantity } from "../number-format.js";
import type { Block, ChipStatus, PageSection, TableBlock } from "../page-model.js";
import { dayText } from "../time-text.js";
import type { MonitoringReportInput, ReportIncident, ReportTriggerDecision } from "./input.js";
import { decisionTable } from "./decision-table.js";
import { actionFinding } from "./findings.js";
import { triggerTimeline } from "./trigger-chart.js";
import { measured, severityCell } from "./words.js";

type ActionsInput = Pick<MonitoringReportInput, "incidents" | "decisions" | "promotions" | "cooldownDays">;

/** What was done: triggers, incidents, decisions, and whether they were right. */
export function actionsSection(input: ActionsInput): PageSection {
  const blocks: Block[] = [{ kind: "paragraph", text: actionFinding(input).text }];
  const chart = triggerTimeline(input);
  if (chart !== null) {
    const fired = input.decisions.filter((decision) => decision.fired).length;
    const held = input.decisions.filter(({ verdict, fired: isFired }) => verdict !== "nothing" && !isFired).length;
    const caption = `${plural(input.decisions.length, "evaluation")}: ${fired} called for a retraining, ${held} found something and held back.`;
    blocks.push({ kind: "figure", chart, caption, width: "full" });
  }
  blocks.push(...incidentBlocks(input.incidents));
  const told = input.decisions.filter(({ verdict }) => verdict !== "nothing");
  if (told.length > 0) blocks.push(decisionTable(told));
  const audited = input.decisions.filter(({ audit }) => audit !== null);
  if (audited.length > 0) blocks.push(auditTable(audited));
  return { id: "actions", title: "What was done", blocks };
}

const statusLooks = { open: "failed", muted: "error", closed: "passed" } as const;

function incidentBlocks(incidents: readonly ReportIncident[]): readonly Block[] {
  if (incidents.length === 0) return [{ kind: "paragraph", text: "There was no incident." }];
  const caption = `${plural(incidents.length, "incident")}; \`driftloop report incident ID\` writes the page of one`;
  return [
    tableOf(caption, incidents.toReversed(), [
      cells("Incident", ({ id }) => ({ kind: "code", text: id })),
      chips("Status", ({ status }) => [statusLooks[status], status]),
      cells("Matters", ({ severity }) => severityCell(severity)),
      words("Opened", ({ openedAt }) => dayText(openedAt)),
      words("Closed", ({ closedAt }) => (closedAt === null ? "–" : dayText(closedAt))),
      counts("Windows", ({ raisedWindows }) => raisedWindows),
      prose("What was found", ({ sentence }) => sentence),
    ]),
  ];
}

function answerLook(answer: string): readonly [ChipStatus, string] {
  return [answer === "yes" ? "passed" : answer === "no" ? "failed" : "info", answer];
}

/** Audits: did it help, was the trigger right. */
export function auditTable(decisions: readonly ReportTriggerDecision[]): TableBlock {
  const audited = decisions.flatMap(({ at, result, audit }) => (audit === null ? [] : [{ at, result, audit }]));
  const caption =
    "A horizon later: did it help, and was the trigger right; a negative difference of log loss is better";
  return tableOf(caption, audited, [
    words("Decision", ({ at }) => dayText(at)),
    chips("Helped", ({ audit, result }) =>
      result?.outcome === "promoted" ? answerLook(audit.helped) : ["info", "nothing changed"],
    ),
    chips("Trigger right", ({ audit }) => answerLook(audit.triggerWasRight)),
    figures("Difference", ({ audit: { difference, interval } }) =>
      formatQuantity(measured(difference, decimalFormat(4), interval)),
    ),
    counts("n", ({ audit }) => audit.rows),
    prose("Audit", ({ audit }) => audit.sentence),
  ]);
}
