import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject, startDriftloop, type StartedCommand } from "./command-line.js";
import { newProject } from "./project.js";
import { countInLake, queryMetadata } from "./project-state.js";

const root = temporaryFolder();

interface Serving extends StartedCommand {
  readonly url: string;
}

async function serve(folder: string): Promise<Serving> {
  const started = startDriftloop(["serve", "--port", "0", "--lease", "5s", "--project", folder]);
  const url = await new Promise<string>((resolve) => {
    let text = "";
    started.process.stderr!.on("data", (part: string) => {
      text += part;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { ...started, url };
}

async function until(folder: string, sql: string): Promise<void> {
  for (let look = 0; look < 3000; look += 1) {
    if ((await queryMetadata(folder, sql)).length > 0) return;
    await delay(20);
  }
  throw new Error(`waited in vain for ${sql}`);
}

test("a promotion starts inference under serve; its process is killed, another finishes it once; SIGTERM ends it in order", async () => {
  const folder = await newProject(root, "served", { rows: 400 });
  editProject(folder, [/schedules:\n(?: .*\n)+/, "schedules:\n  inference: { onAliasChange: [champion] }\n"]);
  const at = ["--project", folder];
  const first = await serve(folder);
  expect(await (await fetch(`${first.url}/health`)).json()).toMatchObject({ status: "ok", runs: [] });
  await driftloopJson(["run", "training", ...at]);

  await until(folder, "SELECT 1 FROM job_runs WHERE job = 'inference' AND status = 'running'");
  first.process.kill("SIGKILL");
  await first.ended;
  const second = await serve(folder);
  await until(folder, "SELECT 1 FROM job_runs WHERE job = 'inference' AND status = 'succeeded'");

  expect(await countInLake(folder, "SELECT count(*) FROM {predictions}")).toBe(800);
  const runs = await driftloopJson<readonly { id: string; trigger: object }[]>(["jobs", "runs", "inference", ...at]);
  expect(runs).toMatchObject([
    { status: "succeeded", trigger: { kind: "alias-change", cause: { alias: "champion", to: 1 } } },
  ]);
  const metrics = await (await fetch(`${second.url}/metrics`)).text();
  expect(metrics).toContain('driftloop_job_runs{job="inference",status="succeeded"} 1');
  expect((await driftloop(["jobs", "logs", runs[0]!.id, ...at])).stdout).toMatch(/batch_inference {2}succeeded/);

  second.process.kill("SIGTERM");
  expect(await second.ended).toMatchObject({ code: 0, stdout: "" });
});

test("jobs are listed, cancelled, repaired and filled back by name, and wrong names are refused with the right ones", async () => {
  const folder = await newProject(root, "by_hand", { rows: 400 });
  const at = ["--project", folder];
  await driftloopJson(["run", "training", ...at]);
  const filled = await driftloopJson<{ runs: readonly { id: string; status: string }[] }>([
    "backfill",
    "inference",
    "--from",
    "2026-01-01",
    "--to",
    "2026-01-02",
    ...at,
  ]);
  expect(filled.runs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  const again = ["repair", filled.runs[0]!.id, "--task", "batch_inference", ...at];
  expect(await driftloopJson(again)).toMatchObject({ run: { status: "succeeded", repairs: 1 }, reused: [] });
  expect(await countInLake(folder, "SELECT count(*) FROM {predictions}")).toBe(4 * 400);
  const queued = await driftloopJson<{ runs: readonly { id: string }[] }>([
    "backfill",
    "inference",
    "--from",
    "2026-01-03",
    "--to",
    "2026-01-03",
    "--queue",
    ...at,
  ]);
  expect(await driftloopJson(["cancel", queued.runs[0]!.id, ...at])).toMatchObject({ status: "canceled" });
  const jobs = await driftloopJson<readonly { job: string }[]>(["jobs", ...at]);
  expect(jobs.map(({ job }) => job)).toEqual(expect.arrayContaining(["training", "inference", "train"]));
  expect((await driftloop(["run", "infrence", ...at])).stderr).toContain('Did you mean "inference"?');
});
