// One of several processes that write to the same project: `<project folder> <writer> <how many commits>`.
// Says "ready", then one line for each commit that was acknowledged.
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createLake } from "#adapters/lake";
import { createWorkers } from "#adapters/process";
import {
  createSqliteJobStore,
  createSqliteManifestStore,
  createSqliteRunStore,
  createSqliteWorkQueue,
  openMetadata,
} from "#adapters/sqlite";
import { createArtifactStore, systemClock } from "#adapters/system";
import { createIds, instantOf } from "#kernel";
import { type EnginePorts, jobSpecSchema, silentNotices, submitRun } from "#orchestration";
import type { WrittenFile } from "#relation";

const [folder = "", writer = "", count = "0"] = process.argv.slice(2);
const metadata = await openMetadata(join(folder, "metadata.sqlite"));
const ids = createIds(systemClock);
const lake = createLake(join(folder, "lake"), {
  manifests: createSqliteManifestStore(metadata),
  clock: systemClock,
  ids,
});
const runs = createSqliteRunStore(metadata);
const artifacts = createArtifactStore(join(folder, "artifacts"));

const content = Buffer.alloc(20_000, writer);

/** Writes in pieces, so that a kill can leave a torn file. */
async function writeSlowly(path: string): Promise<WrittenFile> {
  const file = createWriteStream(path);
  for (let piece = 0; piece < 4; piece += 1) await new Promise((resolve) => file.write(content, resolve));
  await new Promise((resolve) => file.end(resolve));
  return { path, rowCount: 1, sizeBytes: (await stat(path)).size };
}

const jobRun = ids.next(`job_${writer}`);
const spec = jobSpecSchema.parse({
  name: `writing-${writer}`,
  tasks: [{ task_key: "write", operation_task: { operation: "write" } }],
  max_concurrent_runs: 1000,
});
const engine: EnginePorts = {
  store: createSqliteJobStore(metadata),
  queue: createSqliteWorkQueue(metadata),
  workers: createWorkers(),
  notices: silentNotices,
  jobs: { [spec.name]: spec },
  clock: systemClock,
  ids,
};
process.stdout.write("ready\n");
for (let index = 0; index < Number(count); index += 1) {
  const operation = `${jobRun}-${index}`;
  const fields = [{ name: "value", type: "number" }] as const;
  const digest = await artifacts.put(operation);
  const add = [await writeSlowly(await lake.newFile("shared"))];
  const { version } = await lake.commit("shared", { operation, fields, add, summary: { digest } });
  const run = { id: operation, kind: "trial", name: operation, startedAt: instantOf(systemClock) } as const;
  runs.record(run, {
    metrics: [{ name: "version", value: version, step: 0 }],
    artifacts: { digest },
    status: "finished",
  });
  submitRun({ job: spec.name, idempotencyToken: operation.slice(-64) }, engine);
  process.stdout.write(`${operation}\n`);
}
metadata.close();
