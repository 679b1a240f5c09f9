import { collectGarbage, openProject, type Project, replay, runTraining, verify } from "#app";
import { silentProgress } from "#kernel";
import * as fc from "fast-check";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { writeCustomers } from "../acceptance/data-sets.js";
import { trainedProject } from "../pipelines/customer-project.js";

const root = temporaryFolder();
const day = 86_400_000;
const now = Date.now();
let folder = "";

const atDay = (days: number) => ({ now: () => now + days * day });

async function opened<Result>(
  place: string,
  days: number,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const project = await openProject({
    folder: place,
    clock: atDay(days),
    progress: silentProgress,
    codeVersion: "1.2.3",
  });
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

// A project with a champion, a refused or replaced second version on more data, and runs that nothing came from.
beforeAll(async () => {
  const project = await trainedProject(root, atDay(0));
  folder = project.folder;
  await project.close();
  await opened(folder, 1, (again) => runTraining(again, { trials: 1, space: "reference" }));
  writeCustomers(root, "customers.csv", { rows: 900, seed: "more" });
  await opened(folder, 2, (again) => runTraining(again, { trials: 1 }));
  mkdirSync(join(folder, ".driftloop", "reports"), { recursive: true });
  writeFileSync(join(folder, ".driftloop", "reports", "old.html"), "<p>old</p>");
}, 120_000);

let copies = 0;
function copy(): string {
  copies += 1;
  const place = join(root, `copy-${copies}`);
  cpSync(folder, place, { recursive: true });
  return place;
}

const artifactsIn = (place: string): readonly string[] => readdirSync(join(place, ".driftloop", "artifacts"));

describe("collecting garbage", () => {
  it("removes nothing from a young project", async () => {
    const place = copy();
    const result = await opened(place, 3, (project) => collectGarbage(project, { dryRun: false }));
    expect(result.shares.map(({ kind, count }) => [kind, count])).toEqual([
      ["logs", 0],
      ["reports", 0],
      ["table files", 0],
      ["artifacts", 0],
      ["messages", 0],
      ["orphaned files", 0],
    ]);
  });

  it("says what would go, and then exactly that goes", async () => {
    const place = copy();
    const plan = await opened(place, 400, (project) => collectGarbage(project, { dryRun: true }));
    expect(artifactsIn(place)).toEqual(artifactsIn(folder));
    const done = await opened(place, 400, (project) => collectGarbage(project, { dryRun: false }));
    expect(done.shares.slice(0, 4)).toEqual(plan.shares);
    expect(done.shares.find(({ kind }) => kind === "logs")!.count).toBeGreaterThan(0);
    expect(done.shares.find(({ kind }) => kind === "reports")!.count).toBe(1);
    const again = await opened(place, 400, (project) => collectGarbage(project, { dryRun: false }));
    expect(again.shares.every(({ count }) => count === 0)).toBe(true);
  });

  it("whatever the age and the retention: verify finds nothing wrong and every version can be made again", async () => {
    const durations = fc.constantFrom("0d", "1d", "2d", "100d");
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 1000 }),
        fc.record({ artifacts: durations, tableVersions: durations, logs: durations }),
        async (days, retention) => {
          const place = copy();
          const file = join(place, "driftloop.yaml");
          writeFileSync(file, `${readFileSync(file, "utf8")}\nretention: ${JSON.stringify(retention)}\n`);
          await opened(place, days, async (project) => {
            await collectGarbage(project, { dryRun: false });
            expect((await verify(project)).problems).toEqual([]);
            const versions = project.ports.registry.listVersions(project.settings.name);
            expect(versions.length).toBeGreaterThanOrEqual(2);
            for (const version of versions) {
              for (const digest of Object.values(version.artifacts)) await project.ports.artifacts.get(digest);
              if (version.validationDigest !== null) await project.ports.artifacts.get(version.validationDigest);
              expect(await replay(project, version.runId)).toMatchObject({ same: true });
            }
          });
        },
      ),
      { numRuns: 4 },
    );
  }, 240_000);
});
