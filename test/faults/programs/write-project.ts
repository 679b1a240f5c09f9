// One of several processes that write to the same project: `<project folder> <writer> <how many commits>`.
// Says "ready", then one line for each commit that was acknowledged.
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createLake } from "#adapters/lake";
import { createSqliteJobStore, createSqliteManifestStore, createSqliteRunStore, openMetadata } from "#adapters/sqlite";
import { createArtifactStore, systemClock } from "#adapters/system";
import { createIds, instantOf } from "#kernel";
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
const jobs = createSqliteJobStore(metadata);
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
jobs.createRun({
  id: jobRun,
  job: "writing",
  inputDigest: writer,
  parameters: null,
  status: "running",
  startedAt: instantOf(systemClock),
  endedAt: null,
  error: null,
});
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
  jobs.saveTask({
    runId: jobRun,
    taskKey: `write-${index}`,
    inputDigest: digest,
    output: { version },
    startedAt: instantOf(systemClock),
    endedAt: instantOf(systemClock),
  });
  process.stdout.write(`${operation}\n`);
}
jobs.endRun(jobRun, "succeeded", instantOf(systemClock), null);
metadata.close();
