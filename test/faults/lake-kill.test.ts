import { createRandom } from "#kernel";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { inspectProject } from "./programs/inspect-project.js";
import { bundleProgram, type RunningProgram, startProgram } from "./programs/start.js";

const random = createRandom("moments of death");

/** Lets a writer run for a random while and kills it; returns the commits it was told are done. */
async function killAtRandom(program: RunningProgram): Promise<readonly string[]> {
  await program.nextLine();
  await delay(random.uniform() * 60);
  program.process.kill("SIGKILL");
  expect(await program.ended()).toMatchObject({ signal: "SIGKILL", errors: "" });
  return program.lines.slice(1);
}

it("a project is whole after each of 24 writers was killed at a random moment, and the next one goes on", async () => {
  const writer = await bundleProgram("write-project");
  const folder = join(temporaryFolder(), "project");
  const acknowledged: string[] = [];
  let orphans = 0;
  for (let round = 0; round < 6; round += 1) {
    const writers = ["a", "b", "c", "d"].map((name) => startProgram(writer, folder, name, "Infinity"));
    for (const lines of await Promise.all(writers.map(killAtRandom))) acknowledged.push(...lines);

    const state = await inspectProject(folder);
    expect(state).toMatchObject({ damage: [], problems: [] });
    expect(state.versions.map(({ version }) => version)).toEqual(state.versions.map((_, index) => index + 1));
    const committed = new Set(state.versions.map((version) => version.operation));
    const recorded = new Set(state.runs.map((run) => run.id));
    expect(acknowledged.filter((operation) => !committed.has(operation) || !recorded.has(operation))).toEqual([]);
    expect(state.runs.filter((run) => !state.artifacts.has(run.artifacts["digest"]!))).toEqual([]);
    orphans += state.orphans.length;
  }
  const last = startProgram(writer, folder, "z", "3");
  expect(await last.ended()).toMatchObject({ code: 0, errors: "" });
  const end = await inspectProject(folder);
  expect(end).toMatchObject({ damage: [], problems: [], orphans: [] });
  expect(end.versions.length).toBeGreaterThanOrEqual(acknowledged.length + 3);
  // Some writers died between their first byte and their commit, else the kills came at no interesting moment.
  expect(orphans).toBeGreaterThan(0);
});
