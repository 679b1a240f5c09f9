import type { IncidentDetail, IncidentOverview, RetrainResult, TriggerRecord } from "#app";
import type { DecisionRecord, Incident } from "#retraining";
import { renderPairs, renderTable, wrapText } from "./table.js";

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

function rulesOf({ rules }: DecisionRecord): readonly string[] {
  return rules.map(({ rule, passed, sentence }) => `  ${passed ? "✓" : "✗"} ${rule}: ${sentence}`);
}

/** What asking for a retraining did. */
export function printRetrain({ runId, decision, training }: RetrainResult): string {
  const scores = training?.race?.scores ?? [];
  return [
    ...decision.sentences.map((sentence) => wrapText(sentence, 78)),
    ...rulesOf(decision).map((line) => wrapText(line.trim(), 78, "  ")),
    ...(runId === null && decision.fired ? ["carry it out with: driftloop retrain"] : []),
    ...(scores.length === 0
      ? []
      : [
          "",
          renderTable(
            [{ title: "recipe" }, { title: "log loss", align: "right" }, { title: "behind the best", align: "right" }],
            scores.map(({ recipe, logLoss, behindBest, standardError }) => [
              recipe,
              logLoss.toFixed(4),
              `${behindBest.toFixed(4)} ± ${standardError.toFixed(4)}`,
            ]),
          ),
        ]),
    ...(training === null ? [] : ["", wrapText(training.sentence, 78)]),
    ...(decision.result === null ? [] : [wrapText(decision.result.sentence, 78)]),
  ].join("\n");
}

function recordText({ fired, promoted, audited, right, wrong, helped }: TriggerRecord): string {
  if (fired === 0) return "no evaluation run was called for yet";
  const audits =
    audited === 0
      ? "none has matured enough to be audited"
      : `audited ${audited}: right ${right}, wrong ${wrong}, helped ${helped}`;
  return `evaluation runs ${fired}, promotions ${promoted}; ${audits}`;
}

/** All incidents. */
export function printIncidents({ incidents, triggers }: IncidentOverview): string {
  const table =
    incidents.length === 0
      ? "no incidents"
      : renderTable(
          [
            { title: "id" },
            { title: "status" },
            { title: "severity" },
            { title: "about" },
            { title: "since" },
            { title: "until" },
          ],
          incidents.map((incident) => [
            incident.id,
            incident.status,
            incident.severity,
            incident.key,
            dayOf(incident.firstWindow),
            incident.closedAt === null ? "" : dayOf(incident.closedAt),
          ]),
        );
  return `${table}\n\n${recordText(triggers)}`;
}

function factsOf(incident: Incident): readonly (readonly [string, unknown])[] {
  return [
    ["about", incident.key],
    ["status", incident.status],
    ["severity", incident.severity],
    ["model version", incident.modelVersion],
    ["features", incident.culprits.join(", ") || "none to blame"],
    ["first window", dayOf(incident.firstWindow)],
    ["newest window", dayOf(incident.lastWindow)],
    ["windows", incident.raisedWindows],
    ...(incident.closedBecause === null
      ? []
      : ([["closed", `${dayOf(incident.closedAt!)} by ${incident.closedBy}: ${incident.closedBecause}`]] as const)),
  ];
}

function decisionLines(decision: DecisionRecord): readonly string[] {
  const { at, sentences, result, audit } = decision;
  return [
    `${dayOf(at)}  ${decision.verdict} → ${decision.action}`,
    ...sentences.map((sentence) => wrapText(sentence, 78, "  ")),
    ...rulesOf(decision).map((line) => wrapText(line.trim(), 78, "    ")),
    ...(result === null ? [] : [wrapText(`${dayOf(result.at)}  ${result.sentence}`, 78, "  ")]),
    ...(audit === null ? [] : [wrapText(`${dayOf(audit.at)}  audit: ${audit.sentence}`, 78, "  ")]),
  ];
}

/** One incident from first signal to audit. */
export function printIncident({ incident, decisions, omitted }: IncidentDetail): string {
  return [
    incident.id,
    renderPairs(factsOf(incident)),
    "found",
    ...incident.tracks.map(({ sentence }) => wrapText(sentence, 78, "  ")),
    "decided",
    ...decisions.flatMap(decisionLines),
    ...(omitted === 0 ? [] : [`(${omitted} more decisions that held are left out)`]),
  ].join("\n");
}
