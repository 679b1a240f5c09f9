import { join } from "node:path";
import { createLake, type LakeProblem, verifyLake } from "#adapters/lake";
import { createSqliteManifestStore, createSqliteRunStore, openMetadata } from "#adapters/sqlite";
import { createArtifactStore, systemClock } from "#adapters/system";
import { createIds } from "#kernel";
import type { TableVersion } from "#relation";
import type { Run } from "#tracking";

/** What a project holds after processes wrote to it. */
export interface ProjectState {
  /** Problems of the database file. */
  readonly damage: readonly string[];
  /** Files that are not what their manifest says. */
  readonly problems: readonly LakeProblem[];
  readonly versions: readonly TableVersion[];
  readonly runs: readonly Run[];
  /** Artifacts whose bytes were read and match their name. */
  readonly artifacts: ReadonlySet<string>;
  /** Files without a version, deleted by this look. */
  readonly orphans: readonly string[];
}

/** Reads a project that `write-project` wrote to. */
export async function inspectProject(folder: string): Promise<ProjectState> {
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  const manifests = createSqliteManifestStore(metadata);
  const lake = createLake(join(folder, "lake"), { manifests, clock: systemClock, ids: createIds(systemClock) });
  const store = createArtifactStore(join(folder, "artifacts"));
  const artifacts = await store.list();
  await Promise.all(artifacts.map(async (digest) => store.get(digest)));
  const orphans = await lake.removeOrphans(0);
  const state = {
    damage: metadata.integrityCheck(),
    problems: await verifyLake(lake),
    versions: await lake.versions("shared"),
    runs: createSqliteRunStore(metadata).search({ limit: Number.POSITIVE_INFINITY }),
    artifacts: new Set(artifacts),
    orphans,
  };
  metadata.close();
  return state;
}
