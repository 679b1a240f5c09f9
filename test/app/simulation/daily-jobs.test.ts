import { engineOf } from "#src/app/jobs/engine.js";
import { dailyJobsOf } from "#src/app/simulation/daily-jobs.js";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { handClock, trainedProject } from "../../pipelines/customer-project.js";

const root = temporaryFolder();

test("a day that begins again, because it was cut short after its jobs, does none of them a second time", async () => {
  const clock = handClock("2026-01-01T00:00:00Z");
  const project = await trainedProject(root, clock);
  const jobs = dailyJobsOf(project);
  const rounds = (): number => engineOf(project).store.search({ job: "monitoring" }).length;
  await jobs.runDue(1);
  expect(rounds()).toBe(1);
  await jobs.runDue(1);
  expect(rounds()).toBe(1);
  await jobs.runDue(2);
  expect(rounds()).toBe(2);
  await project.close();
}, 120_000);
