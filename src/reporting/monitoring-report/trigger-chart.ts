import type { LaneEvent, LanesChart } from "../time-chart-model.js";
import type { MonitoringReportInput, ReportTriggerDecision } from "./input.js";
import { titled } from "./words.js";

const day = 86_400_000;

type TriggerInput = Pick<MonitoringReportInput, "decisions" | "incidents" | "promotions" | "cooldownDays">;

function lookOf({ fired, verdict }: ReportTriggerDecision): LaneEvent["look"] {
  if (fired) return "fired";
  return verdict === "nothing" ? "quiet" : "held";
}

/** The decision in its first words; a hover text is no page. */
function noteOf({ sentences, verdict }: ReportTriggerDecision): string {
  return sentences[0] ?? titled(verdict);
}

function laneOf(name: string, decisions: readonly ReportTriggerDecision[]): LanesChart["lanes"][number] {
  return { name, events: decisions.map((entry) => ({ at: entry.at, look: lookOf(entry), note: noteOf(entry) })) };
}

/**
 * What the triggers said, one lane per kind of verdict, with cooldowns and promotions.
 * @param input decisions and promotions, oldest first
 * @returns null without decisions
 */
export function triggerTimeline({ decisions, promotions, cooldownDays }: TriggerInput): LanesChart | null {
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (first === undefined || last === undefined) return null;
  const kinds = [...new Set(decisions.map(({ verdict }) => verdict))].filter((verdict) => verdict !== "nothing");
  const lanes = kinds.map((kind) =>
    laneOf(
      titled(kind),
      decisions.filter(({ verdict }) => verdict === kind),
    ),
  );
  const quiet = decisions.filter(({ verdict }) => verdict === "nothing");
  const from = Math.floor(first.at / day) * day;
  const until = Math.max(from + day, Math.floor(last.at / day) * day + day, ...promotions.map(({ at }) => at + day));
  const fired = decisions.filter((entry) => entry.fired);
  const cooldowns = (cooldownDays === null ? [] : fired).map(
    ({ at }): LaneEvent => ({
      at,
      until: Math.min(until, at + (cooldownDays ?? 0) * day),
      look: "cooldown",
      note: `no other evaluation for ${cooldownDays ?? 0} days`,
    }),
  );
  const promoted = promotions
    .filter(({ at }) => at >= from && at < until)
    .map(({ at, version }): LaneEvent => ({ at, look: "promotion", note: `version ${version} becomes champion` }));
  return {
    kind: "lanes",
    id: "triggers",
    title: "What the triggers said",
    from,
    until,
    lanes: [
      ...lanes,
      ...(quiet.length === 0 ? [] : [laneOf("Nothing found", quiet)]),
      ...(cooldowns.length === 0 ? [] : [{ name: "Cooldown", events: cooldowns }]),
      ...(promoted.length === 0 ? [] : [{ name: "Champion", events: promoted }]),
    ],
    marks: [],
  };
}
