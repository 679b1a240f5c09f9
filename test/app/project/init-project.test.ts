import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { initProject } from "#src/app/project/init-project.js";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const root = temporaryFolder();
const data = join(root, "customers.csv");
const options = { data, label: "left", key: "id" } as const;
const scenarioOf = (folder: string): string => join(folder, "scenarios", "shift.yaml");

beforeAll(() => {
  const rows = Array.from(
    { length: 400 },
    (_, row) => `C${row},${row % 70},${row % 3 === 0 ? "a" : "b"},${row % 4 === 0 ? 1 : 0}`,
  );
  writeFileSync(data, `id,age,plan,left\n${rows.join("\n")}\n`);
});

describe("init", () => {
  test("that dies before its project file is there can be made again, and the scenario is not lost", async () => {
    const folder = join(root, "interrupted");
    mkdirSync(join(folder, "driftloop.yaml"), { recursive: true });
    await expect(initProject(folder, { ...options, force: true })).rejects.toMatchObject({ code: "file/write-failed" });
    rmSync(join(folder, "driftloop.yaml"), { recursive: true });
    const again = await initProject(folder, options);
    const undisturbed = await initProject(join(root, "undisturbed"), options);
    expect(again.scenario).toBe("shift");
    expect(readFileSync(scenarioOf(folder), "utf8")).toBe(readFileSync(scenarioOf(undisturbed.folder), "utf8"));
  });

  test("takes no half-written file of an interrupted start for a scenario", async () => {
    const folder = join(root, "half");
    mkdirSync(join(folder, "scenarios"), { recursive: true });
    writeFileSync(join(folder, "scenarios", ".shift.yaml.1234.partial"), "name: sh");
    expect((await initProject(folder, options)).scenario).toBe("shift");
    expect(readFileSync(scenarioOf(folder), "utf8")).toContain("name: shift");
  });

  test("leaves the scenarios of a user alone", async () => {
    const folder = join(root, "own");
    mkdirSync(join(folder, "scenarios"), { recursive: true });
    writeFileSync(scenarioOf(folder), "name: shift\n");
    expect((await initProject(folder, options)).scenario).toBeNull();
    expect(readFileSync(scenarioOf(folder), "utf8")).toBe("name: shift\n");
  });
});
