import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteStudyStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { studyStoreConformance } from "../../conformance/study-store.js";

const opened: { readonly metadata: Metadata; readonly folder: string }[] = [];

async function openFresh(): Promise<Metadata> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-studies-"));
  const metadata = await openMetadata(join(folder, "metadata.db"));
  opened.push({ metadata, folder });
  return metadata;
}

afterEach(() => {
  for (const { metadata, folder } of opened.splice(0)) {
    metadata.close();
    rmSync(folder, { recursive: true });
  }
});

describe("StudyStore in SQLite", () => {
  studyStoreConformance(async () => createSqliteStudyStore(await openFresh()));

  it("keeps studies for the next process", async () => {
    const metadata = await openFresh();
    const store = createSqliteStudyStore(metadata);
    store.createStudy({
      definition: {
        name: "kept",
        direction: "maximize",
        space: { x: { kind: "float", low: 0, high: 1 } },
        sampler: { kind: "random" },
        pruner: { kind: "none" },
        seed: 1,
        schedule: { kind: "eager" },
        warmStart: [],
      },
      createdAt: "2026-03-01T00:00:00.000Z",
    });
    const second = await openMetadata(metadata.path);
    expect(createSqliteStudyStore(second).listStudies()).toEqual(store.listStudies());
    second.close();
  });
});
