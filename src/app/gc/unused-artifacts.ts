import { digestsIn, namedDigests } from "#adapters/sqlite";
import { type AgedPath, agedPathsIn } from "#adapters/system";
import type { Instant } from "#kernel";
import { join } from "node:path";
import { type Project, stateFolderOf } from "../project/open-project.js";

/** Longer than any task needs between storing an artifact and writing down its name. */
const youngMs = 24 * 3_600_000;

/** Larger artifacts are boosters, which name no others. */
const mostTextBytes = 16 * 1024 * 1024;

/** What artifacts name other artifacts: a model its booster, a validation report its model. */
async function withNamed(roots: ReadonlySet<string>, stored: readonly AgedPath[], project: Project) {
  const sizes = new Map(stored.map(({ name, sizeBytes }) => [name, sizeBytes]));
  const kept = new Set([...roots].filter((digest) => sizes.has(digest)));
  for (const digest of kept) {
    if (sizes.get(digest)! > mostTextBytes) continue;
    const text = new TextDecoder().decode(await project.ports.artifacts.get(digest));
    for (const named of digestsIn(text)) if (sizes.has(named)) kept.add(named);
  }
  return kept;
}

/**
 * Artifacts that no version, alias move, young run or other record of the project needs.
 * @param since runs that ended before this are history, unless a version came from them
 */
export async function unusedArtifacts(project: Project, since: Instant): Promise<readonly AgedPath[]> {
  const stored = agedPathsIn(join(stateFolderOf(project.folder), "artifacts"));
  const now = project.ports.clock.now();
  const kept = await withNamed(namedDigests(project.metadata, since), stored, project);
  const isOld = ({ changedAt }: AgedPath): boolean => changedAt < now - youngMs && changedAt < Date.parse(since);
  return stored.filter((file) => /^[0-9a-f]{64}$/.test(file.name) && !kept.has(file.name) && isOld(file));
}
