import { createSqliteRegistryStore, openMetadata } from "#adapters/sqlite";
import { join } from "node:path";
import { expect, it } from "vitest";
import { change, newVersion } from "../conformance/registry-store.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { inspectProject } from "./programs/inspect-project.js";
import { bundleProgram, startProgram } from "./programs/start.js";

it("a new project keeps every row when five processes start on it together", async () => {
  const writer = await bundleProgram("write-project");
  const folder = join(temporaryFolder(), "project");
  const commits = 12;
  const writers = ["a", "b", "c", "d", "e"].map((name) => startProgram(writer, folder, name, String(commits)));
  const ends = await Promise.all(writers.map(async (writer) => writer.ended()));
  expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual(ends.map(() => ({ code: 0, errors: "" })));
  const acknowledged = writers.flatMap((writer) => writer.lines.slice(1)).sort();
  expect(acknowledged).toHaveLength(5 * commits);

  const state = await inspectProject(folder);
  expect(state).toMatchObject({ damage: [], problems: [], orphans: [] });
  expect(state.versions.map((version) => version.version)).toEqual(acknowledged.map((_, index) => index + 1));
  expect(state.versions.map((version) => version.operation).sort()).toEqual(acknowledged);
  expect(state.versions.at(-1)?.rowCount).toBe(5 * commits);
  expect(state.runs.map((run) => run.id).sort()).toEqual(acknowledged);
});

it("exactly one of two promotions wins when they start together, and the other learns who won", async () => {
  const promoter = await bundleProgram("promote");
  const path = join(temporaryFolder(), "metadata.sqlite");
  const metadata = await openMetadata(path);
  const registry = createSqliteRegistryStore(metadata);
  const rounds = 15;
  for (let version = 1; version <= 1 + 2 * rounds; version += 1) registry.createVersion(newVersion(`run-${version}`));
  registry.moveAliases(change([{ alias: "champion", expected: null, version: 1 }]));

  const actors = ["Ann", "Bo"];
  const programs = actors.map((actor) => startProgram(promoter, path, actor));
  for (const program of programs) expect(await program.nextLine()).toBe("ready");
  for (let round = 0; round < rounds; round += 1) {
    const expected = registry.aliases("churn").champion;
    for (const [index, program] of programs.entries()) {
      program.process.stdin?.write(`${JSON.stringify({ expected, version: 2 + 2 * round + index })}\n`);
    }
    const answers = await Promise.all(programs.map(async (program) => JSON.parse(await program.nextLine()) as unknown));
    const winner = answers.findIndex((answer) => (answer as { won: boolean }).won);
    expect(answers[1 - winner]).toMatchObject({
      won: false,
      kind: "Conflict",
      code: "registry/alias-moved",
      message: expect.stringContaining(`${actors[winner]!} moved it last`) as string,
    });
    expect(registry.aliases("churn")).toEqual({ champion: 2 + 2 * round + winner });
  }
  for (const program of programs) program.process.stdin?.end();
  for (const program of programs) expect(await program.ended()).toMatchObject({ code: 0, errors: "" });
  expect(registry.journal("churn")).toHaveLength(1 + rounds);
  metadata.close();
});
