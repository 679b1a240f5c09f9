import {
  createSqliteEnvelopeStore,
  createSqliteJobStore,
  createSqliteManifestStore,
  createSqliteOutboxStore,
  createSqliteRegistryStore,
  createSqliteRunStore,
  createSqliteScheduleStore,
  createSqliteWorkQueue,
  type Metadata,
  openMetadata,
} from "#adapters/sqlite";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JobStores, jobStoreConformance } from "../../conformance/job-store.js";
import { manifest, manifestStoreConformance } from "../../conformance/manifest-store.js";
import { outboxStoreConformance, type OutboxStores } from "../../conformance/outbox-store.js";
import { change, newVersion, registryStoreConformance } from "../../conformance/registry-store.js";
import { scheduleStoreConformance } from "../../conformance/schedule-store.js";
import { runStoreConformance } from "../../conformance/run-store.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const folder = temporaryFolder();
const open: Metadata[] = [];
afterAll(() => {
  for (const metadata of open) metadata.close();
});

async function newMetadata(): Promise<Metadata> {
  const metadata = await openMetadata(join(folder, `metadata-${open.length}.sqlite`));
  open.push(metadata);
  return metadata;
}

async function newOutbox(): Promise<OutboxStores> {
  const metadata = await newMetadata();
  return { outbox: createSqliteOutboxStore(metadata), envelopes: createSqliteEnvelopeStore(metadata) };
}

async function newJobs(): Promise<JobStores> {
  const metadata = await newMetadata();
  return { store: createSqliteJobStore(metadata), queue: createSqliteWorkQueue(metadata) };
}

const suites = {
  ManifestStore: () => manifestStoreConformance(async () => createSqliteManifestStore(await newMetadata())),
  RunStore: () => runStoreConformance(async () => createSqliteRunStore(await newMetadata())),
  RegistryStore: () => registryStoreConformance(async () => createSqliteRegistryStore(await newMetadata())),
  ScheduleStore: () => scheduleStoreConformance(async () => createSqliteScheduleStore(await newMetadata())),
  JobStore: () => jobStoreConformance(newJobs),
  OutboxStore: () => outboxStoreConformance(newOutbox),
};

for (const [port, suite] of Object.entries(suites)) describe(`${port} over SQLite`, suite);

it("text with a NUL character is refused instead of being cut", async () => {
  const store = createSqliteRunStore(await newMetadata());
  const run = { id: "a\0b", kind: "training", name: "a", startedAt: "2026-01-01T00:00:00.000Z" } as const;
  expect(() => store.create(run)).toThrow(expect.objectContaining({ code: "sqlite/nul-character" }));
});

describe("what may never change", () => {
  let metadata: Metadata;
  beforeAll(async () => {
    metadata = await newMetadata();
    const registry = createSqliteRegistryStore(metadata);
    for (const run of ["a", "b", "c"]) registry.createVersion(newVersion(run));
    registry.moveAliases(change([{ alias: "champion", expected: null, version: 1 }]));
    registry.moveAliases(change([{ alias: "champion", expected: 1, version: 2 }]));
    registry.moveAliases(change([{ alias: "champion", expected: 2, version: 3 }]));
  });

  it("alias journal, model versions and table versions refuse changes through plain SQL", () => {
    createSqliteManifestStore(metadata).append(manifest(1));
    const refused = expect.objectContaining({ code: "sqlite/failed" });
    expect(() => metadata.run("UPDATE alias_journal SET actor = 'Eve'")).toThrow(refused);
    expect(() => metadata.run("DELETE FROM alias_journal")).toThrow(refused);
    expect(() => metadata.run("UPDATE model_versions SET artifacts = '{}'")).toThrow(refused);
    expect(() => metadata.run("UPDATE table_versions SET row_count = 9")).toThrow(refused);
    expect(() => metadata.run("DELETE FROM table_versions")).toThrow(refused);
  });

  it.each([
    ["a changed line", "UPDATE alias_journal SET actor = 'Eve' WHERE sequence = 2"],
    ["a missing first line", "DELETE FROM alias_journal WHERE sequence = 1"],
    ["a missing middle line", "DELETE FROM alias_journal WHERE sequence = 2"],
    ["a missing last line", "DELETE FROM alias_journal WHERE sequence = 3"],
    ["an alias moved without a line", "UPDATE model_aliases SET version = 1"],
  ])("the journal is refused as broken after %s", (_, sql) => {
    const outcome = (): void =>
      metadata.transaction(() => {
        metadata.run("DROP TRIGGER alias_journal_stays");
        metadata.run("DROP TRIGGER alias_journal_remains");
        metadata.run(sql);
        createSqliteRegistryStore(metadata).journal("churn");
      });
    expect(outcome).toThrow(expect.objectContaining({ kind: "ExternalFailure", code: "registry/journal-broken" }));
    expect(createSqliteRegistryStore(metadata).journal("churn")).toHaveLength(3);
  });
});
