import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IncidentDetail, IncidentOverview, MonitoringPageResult, MonitorResult, SimulationResult } from "#app";
import type { DriftVerdict, PerformanceEntry } from "#monitoring";
import type { DecisionRecord, Incident } from "#retraining";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, expectOneErrorLine } from "./command-line.js";
import { newProject } from "./project.js";
import { queryMetadata } from "./project-state.js";

// Spends fall far: an alarm is certain, whatever the rules are.
const scenario = `name: cheap
says: Spends fall by two fifths after five days.
calmDays: 5
customers:
  - { scale: spend, by: 0.6 }
`;

const root = temporaryFolder();
let fresh: string;
let lived: string;

beforeAll(async () => {
  fresh = await newProject(root, "watched", { rows: 800 });
  expectOneErrorLine(await driftloop(["monitor", "--project", fresh]), 2, /there is no champion yet.*run training/);
  await driftloopJson(["run", "training", "--project", fresh]);
  const file = join(root, "cheap.yaml");
  writeFileSync(file, scenario);
  const args = ["--days", "22", "--rows-per-day", "60", "--label-delay", "5", "--start", "2030-01-07", "--drift", file];
  ({ folder: lived } = await driftloopJson<SimulationResult>(["simulate", "--project", fresh, ...args]));
});

/** JSON texts of the metadata database, whatever reads them in the product. */
async function stored<Kind>(sql: string): Promise<readonly Kind[]> {
  const rows = await queryMetadata(lived, sql);
  return rows.map((row) => JSON.parse(String(Object.values(row as object)[0])) as Kind);
}

const storedVerdicts = (): Promise<readonly DriftVerdict[]> =>
  stored("SELECT verdict FROM window_verdicts WHERE kind = 'drift' ORDER BY window_start");
const storedIncidents = (): Promise<readonly Incident[]> => stored("SELECT body FROM incidents ORDER BY sequence");

/** A page as its reader sees it: words without markup. */
function wordsOf(file: string): string {
  return readFileSync(file, "utf8")
    .replaceAll(/<style>.*?<\/style>/gs, "")
    .replaceAll(/<svg.*?<\/svg>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("\u00a0", " ")
    .replaceAll(/\s+/g, " ");
}

async function pageOf(...args: readonly string[]): Promise<string> {
  const { file } = await driftloopJson<MonitoringPageResult>(["report", ...args, "--project", lived]);
  return wordsOf(file);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
const three = (value: number): string => value.toFixed(3).replace("-", "\u2212");
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

describe("what is stored is what is shown", () => {
  test("the monitoring report has the stored alarms, scores and metrics", async () => {
    const verdicts = await storedVerdicts();
    const alarms = verdicts.filter(({ isAlarm }) => isAlarm);
    const text = await pageOf("monitoring");
    expect(alarms.length).toBeGreaterThan(3);
    expect(text).toContain(`an alarm in ${alarms.length} windows`);
    for (const column of verdicts.at(-1)!.columns) {
      if (column.status === "failed") continue;
      expect(text).toContain(`${column.column} psi ${three(column.scores.psi!.value)}`);
    }
    const entries = await stored<PerformanceEntry>(
      "SELECT entry FROM performance_entries WHERE slice_key = '' ORDER BY window_start, revision",
    );
    const mature = entries.findLast(({ realised }) => realised !== null)!;
    for (const metric of ["f1", "auc", "logLoss", "precision", "recall"] as const) {
      const estimate = mature.realised![metric];
      if (estimate !== undefined) expect(text).toContain(three(estimate.value));
    }
  });

  test("an incident is the stored one as JSON, as text and as a page, with its decisions in order", async () => {
    const incidents = await storedIncidents();
    const listed = await driftloopJson<IncidentOverview>(["incidents", "--project", lived]);
    expect(listed.incidents).toEqual(incidents.toReversed());
    const [first] = incidents;
    const decisions = await stored<DecisionRecord>(
      `SELECT body FROM decisions WHERE incident_id = '${first!.id}' ORDER BY sequence`,
    );
    const detail = await driftloopJson<IncidentDetail>(["incidents", "show", first!.id, "--project", lived]);
    expect(detail.incident).toEqual(first);
    expect(detail.decisions.length + detail.omitted).toBe(decisions.length);
    expect(detail.decisions[0]).toMatchObject(decisions[0]!);
    const held = detail.story.filter(({ kind }) => kind === "held").reduce((sum, { times }) => sum + times, 0);
    expect(held).toBe(decisions.filter(({ fired }) => !fired).length);

    const { stdout } = await driftloop(["incidents", "show", first!.id, "--project", lived]);
    const page = await pageOf("incident", first!.id);
    for (const text of [oneLine(stdout), page]) {
      expect(text).toContain(first!.sentence);
      expect(text).toContain(detail.lookingBack);
      for (const { sentences } of detail.story) for (const sentence of sentences) expect(text).toContain(sentence);
    }
    expect(stdout).toContain(`${dayOf(first!.firstWindow)} First signal`);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("a look by hand refuses the past, and finds nothing new where the simulation looked already", async () => {
    const early = await driftloop(["monitor", "--as-of", "2030-01-10", "--project", lived]);
    expectOneErrorLine(early, 2, /2030-01-10 is before the newest predictions, of 2030-01-28; .*--as-of 2030-01-29/);
    const before = await storedVerdicts();
    const again = await driftloopJson<MonitorResult>(["monitor", "--as-of", "2030-01-29", "--project", lived]);
    expect(again.round).toMatchObject({ newPredictions: 0, judgedWindows: 0 });
    expect(await storedVerdicts()).toEqual(before);
  });
});
