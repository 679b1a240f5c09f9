import { countFormat, decimalFormat, formatQuantity } from "../number-format.js";
import {
  type Block,
  type PageSection,
  quantityCell,
  type TableBlock,
  type TableCell,
  textCell,
} from "../page-model.js";
import { dayText, momentText } from "../time-text.js";
import type { MonitoringReportInput, ReportIncident, ReportTriggerDecision } from "./input.js";
import { actionFinding } from "./findings.js";
import { triggerTimeline } from "./trigger-chart.js";
import { plural, severityCell, spoken, titled } from "./words.js";

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
  return [
    {
      kind: "table",
      caption: `${plural(incidents.length, "incident")}; \`driftloop report incident ID\` writes the page of one`,
      narrow: "stack",
      columns: [
        { label: "Incident", align: "text" },
        { label: "Status", align: "text" },
        { label: "Matters", align: "text" },
        { label: "Opened", align: "text" },
        { label: "Closed", align: "text" },
        { label: "Windows", align: "number" },
        { label: "What was found", align: "text", prose: true },
      ],
      rows: incidents
        .toReversed()
        .map((incident) => [
          { kind: "code", text: incident.id },
          { kind: "chip", status: statusLooks[incident.status], text: incident.status },
          severityCell(incident.severity),
          textCell(dayText(incident.openedAt)),
          textCell(incident.closedAt === null ? "–" : dayText(incident.closedAt)),
          quantityCell({ value: incident.raisedWindows, format: countFormat }),
          textCell(incident.sentence),
        ]),
    },
  ];
}

const mostDecisions = 25;

/** Decisions with verdict, action and result, the newest first. */
export function decisionTable(decisions: readonly ReportTriggerDecision[]): TableBlock {
  const shown = decisions.toReversed().slice(0, mostDecisions);
  const more = shown.length < decisions.length ? `, the newest ${mostDecisions} of ${decisions.length}` : "";
  return {
    kind: "table",
    caption: `Evaluations of the triggers that found something${more}`,
    narrow: "stack",
    columns: [
      { label: "When", align: "text" },
      { label: "Verdict", align: "text" },
      { label: "Action", align: "text" },
      { label: "Why", align: "text", prose: true },
      { label: "What came of it", align: "text", prose: true },
    ],
    rows: shown.map((decision) => [
      textCell(momentText(decision.at)),
      textCell(titled(decision.verdict)),
      { kind: "chip", status: decision.fired ? "failed" : "info", text: spoken(decision.action) },
      { kind: "list", items: decision.sentences },
      textCell(decision.result === null ? "–" : `${titled(decision.result.outcome)}: ${decision.result.sentence}`),
    ]),
  };
}

function answerCell(answer: string): TableCell {
  const status = answer === "yes" ? "passed" : answer === "no" ? "failed" : "info";
  return { kind: "chip", status, text: answer };
}

/** Audits: did it help, was the trigger right. */
export function auditTable(decisions: readonly ReportTriggerDecision[]): TableBlock {
  return {
    kind: "table",
    caption: "A horizon later: did it help, and was the trigger right; a negative difference of log loss is better",
    narrow: "stack",
    columns: [
      { label: "Decision", align: "text" },
      { label: "Helped", align: "text" },
      { label: "Trigger right", align: "text" },
      { label: "Difference", align: "number" },
      { label: "n", align: "number" },
      { label: "Audit", align: "text", prose: true },
    ],
    rows: decisions.flatMap(({ at, audit }) =>
      audit === null
        ? []
        : [
            [
              textCell(dayText(at)),
              answerCell(audit.helped),
              answerCell(audit.triggerWasRight),
              textCell(
                formatQuantity({
                  value: audit.difference,
                  format: decimalFormat(4),
                  ...(audit.interval === null ? {} : { interval: audit.interval }),
                }),
              ),
              quantityCell({ value: audit.rows, format: countFormat }),
              textCell(audit.sentence),
            ],
          ],
    ),
  };
}
