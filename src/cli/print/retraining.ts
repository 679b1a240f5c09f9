import { plural } from "#kernel";
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

/** What an incident is about, short enough for a table. */
function aboutOf({ key, culprits }: Incident): string {
  const [first, ...others] = culprits;
  const kind = key.split(":")[0]!;
  const more = others.length === 0 ? "" : ` +${others.length}`;
  return first === undefined ? kind : `${first.slice(0, 16)}${more}`;
}

/** All incidents. */
export function printIncidents({ incidents, triggers }: IncidentOverview): string {
  const table =
    incidents.length === 0
      ? "no incidents"
      : renderTable(
          [{ title: "id" }, { title: "severity" }, { title: "about" }, { title: "since" }, { title: "until" }],
          incidents.map((incident) => [
            incident.id,
            incident.severity,
            aboutOf(incident),
            dayOf(incident.firstWindow),
            incident.closedAt === null ? incident.status : dayOf(incident.closedAt),
          ]),
        );
  const hint =
    incidents.length === 0 ? "" : "\nread one: driftloop incidents show ID; as a page: driftloop report incident ID";
  return `${table}\n\n${recordText(triggers)}${hint}`;
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
      : ([["closed", `${dayOf(incident.closedAt!)}: ${incident.closedBecause}`]] as const)),
  ];
}

function spanOf({ from, until }: IncidentDetail["story"][number]): string {
  const [first, last] = [dayOf(from), dayOf(until)];
  return first === last ? first : `${first} to ${last}`;
}

function entryLines(entry: IncidentDetail["story"][number]): readonly string[] {
  const times = entry.times === 1 ? "" : ` (${plural(entry.times, "evaluation")})`;
  return [
    wrapText(`${spanOf(entry)}  ${entry.title}${times}`, 80),
    ...entry.sentences.map((sentence) => wrapText(sentence, 78, "    ")),
  ];
}

/** Rules of the newest evaluation run that was called for: why it was allowed. */
function newestRules(decisions: IncidentDetail["decisions"]): readonly string[] {
  const fired = decisions.findLast((decision) => decision.fired);
  if (fired === undefined) return [];
  const lines = rulesOf(fired).map((line) => wrapText(line.trim(), 78, "  "));
  return ["", `rules on ${dayOf(fired.at)}`, ...lines];
}

/** One incident from first signal to audit. */
export function printIncident({ incident, story, lookingBack, decisions }: IncidentDetail): string {
  return [
    incident.id,
    renderPairs(factsOf(incident)),
    "",
    ...story.flatMap(entryLines),
    "",
    wrapText(lookingBack, 80),
    ...newestRules(decisions),
  ].join("\n");
}
