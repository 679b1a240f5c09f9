import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { SimulationResult } from "#app";
import { createRandom } from "#kernel";
import { expect, test } from "vitest";
import { driftloopJson, startDriftloop } from "../acceptance/command-line.js";
import { newProject } from "../acceptance/project.js";
import { queryLake, queryMetadata } from "../acceptance/project-state.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
const days = 40;
/** Kills in all; `KILLS=200 npx vitest run test/faults/simulation-kill.test.ts` for a long run. */
const wantedKills = Number(process.env["KILLS"] ?? 6);
const longestMs = 60_000 + wantedKills * 20_000;
const scenario = "name: dearer\nsays: Spends rise.\ncalmDays: 10\ncustomers:\n  - { scale: spend, by: 1.4, over: 5 }\n";

/** Everything that must be the same whether or not the simulation was killed on the way. */
async function finalState({ folder, timeline, champion }: SimulationResult): Promise<object> {
  const log = "SELECT * FROM {inference_log} WHERE route <> 'batch' ORDER BY prediction_id";
  const labels = "SELECT * FROM {ground_truth} ORDER BY ALL";
  const facts = (sql: string): Promise<readonly object[]> => queryMetadata(folder, sql);
  return {
    timeline,
    champion,
    log: await queryLake(folder, log),
    labels: await queryLake(folder, labels),
    windows: await facts("SELECT model_version, window_start, slice, profile FROM window_profiles ORDER BY 1, 2, 3"),
    verdicts: await facts("SELECT kind, model_version, window_start, verdict FROM window_verdicts ORDER BY 1, 2, 3"),
    incidents: await facts("SELECT id FROM incidents ORDER BY 1"),
    decisions: await facts("SELECT id, at, fired FROM decisions ORDER BY 1"),
  };
}

test(
  "a simulation that is killed again and again at random moments ends as one that lived undisturbed",
  async () => {
    const campaign = ["business:", "simulation: { campaign: { top: 0.4, holdout: 0.3 } }\nbusiness:"] as const;
    const folder = await newProject(root, "lived", { rows: 600, changes: [campaign] });
    await driftloopJson(["run", "training", "--project", folder]);
    const file = join(root, "dearer.yaml");
    writeFileSync(file, scenario);
    const args = (into: string): readonly string[] => [
      "simulate",
      `--project=${folder}`,
      `--days=${days}`,
      `--drift=${file}`,
      "--start=2030-01-07",
      "--rows-per-day=15",
      "--label-delay=10",
      `--into=${join(root, into)}`,
    ];
    const undisturbed = await finalState(await driftloopJson<SimulationResult>(args("undisturbed")));

    const random = createRandom("kill -9 in a simulation");
    let [kills, copies] = [0, 0];
    while (kills < wantedKills) {
      const into = `disturbed-${copies}`;
      copies += 1;
      let wasKilled = true;
      while (wasKilled && kills < wantedKills) {
        const started = startDriftloop(args(into));
        await delay(400 + random.uniform() * 900);
        started.process.kill("SIGKILL");
        wasKilled = (await started.ended).signal === "SIGKILL";
        if (wasKilled) kills += 1;
      }
      const disturbed = await driftloopJson<SimulationResult>(args(into));
      expect(await finalState(disturbed)).toEqual(undisturbed);
      expect(await driftloopJson(["verify", "--project", disturbed.folder])).toMatchObject({ problems: [] });
    }
  },
  longestMs,
);
