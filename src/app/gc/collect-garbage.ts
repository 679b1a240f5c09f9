import { join } from "node:path";
import { expireFiles, unneededFiles } from "#adapters/lake";
import { createSqliteManifestStore } from "#adapters/sqlite";
import { type AgedPath, agedPathsIn, removePath } from "#adapters/system";
import { type Instant, instantOf, type Json, parseDuration } from "#kernel";
import { logFolderOf } from "../jobs/engine.js";
import { type Project, stateFolderOf } from "../project/open-project.js";
import { unusedArtifacts } from "./unused-artifacts.js";

/** What one kind of garbage takes. */
export interface GarbageShare {
  readonly kind: "logs" | "reports" | "artifacts" | "table files" | "orphaned files" | "messages";
  readonly count: number;
  /** Null where it is not known. */
  readonly sizeBytes: number | null;
}

/** What a collection freed, or would free. */
export interface GarbageResult {
  readonly dryRun: boolean;
  readonly shares: readonly GarbageShare[];
  readonly sizeBytes: number;
}

const orphanAgeMs = 24 * 3_600_000;

function sinceOf(project: Project, duration: string): Instant {
  return new Date(project.ports.clock.now() - parseDuration(duration)).toISOString();
}

function shareOf(kind: GarbageShare["kind"], files: readonly { readonly sizeBytes: number }[]): GarbageShare {
  return { kind, count: files.length, sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function oldOf(paths: readonly AgedPath[], since: Instant): readonly AgedPath[] {
  return paths.filter(({ changedAt }) => changedAt < Date.parse(since));
}

/** Logs of runs that have ended; a run that is queued for long keeps its log. */
function oldLogs(project: Project): readonly AgedPath[] {
  const open = new Set(
    (["queued", "running"] as const).flatMap((status) => project.ports.jobs.search({ status }).map(({ id }) => id)),
  );
  const old = oldOf(agedPathsIn(logFolderOf(project)), sinceOf(project, project.config.retention.logs));
  return old.filter(({ name }) => !open.has(name) && !name.endsWith(".jsonl"));
}

function oldReports(project: Project): readonly AgedPath[] {
  const since = sinceOf(project, project.config.retention.reports);
  return oldOf(agedPathsIn(join(stateFolderOf(project.folder), "reports")), since);
}

/** Table versions that a lineage names: `featuresVersion: 3` is version 3 of the table `features`. */
function versionsIn(lineage: Json): readonly (readonly [string, number])[] {
  if (lineage === null || typeof lineage !== "object") return [];
  return Object.entries(lineage).flatMap(([key, value]) => {
    const table = /^(\w+)Version$/.exec(key)?.[1]?.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return table === undefined || typeof value !== "number" ? [] : [[table, value] as const];
  });
}

function neededVersions({ ports, settings }: Project, since: Instant): Record<string, readonly number[]> {
  const versions = ports.registry.listVersions(settings.name).map(({ lineage }) => lineage);
  const runs = ports.runs
    .search({ kind: "training", limit: Number.MAX_SAFE_INTEGER })
    .filter(({ startedAt, endedAt }) => endedAt === null || startedAt >= since)
    .map(({ params }) => params["lineage"] ?? null);
  const needed: Record<string, number[]> = {};
  for (const [table, version] of [...versions, ...runs].flatMap(versionsIn)) (needed[table] ??= []).push(version);
  return needed;
}

async function collectTableFiles(project: Project, dryRun: boolean): Promise<GarbageShare> {
  const manifests = createSqliteManifestStore(project.metadata);
  const since = sinceOf(project, project.config.retention.tableVersions);
  const files = unneededFiles(manifests, { since, byTable: neededVersions(project, since) });
  const lake = join(stateFolderOf(project.folder), "lake");
  if (!dryRun) await expireFiles(lake, manifests, files, instantOf(project.ports.clock));
  return shareOf("table files", files);
}

async function collectFiles(
  kind: GarbageShare["kind"],
  files: readonly AgedPath[],
  dryRun: boolean,
): Promise<GarbageShare> {
  if (!dryRun) for (const { path } of files) removePath(path);
  return shareOf(kind, files);
}

async function collectDatabase(project: Project): Promise<readonly GarbageShare[]> {
  const since = sinceOf(project, project.config.retention.notifications);
  const messages = project.mailroom.envelopes.prune(since);
  const orphans = await project.ports.tables.removeOrphans(orphanAgeMs);
  return [
    { kind: "messages", count: messages, sizeBytes: null },
    { kind: "orphaned files", count: orphans.length, sizeBytes: null },
  ];
}

/**
 * Removes what is older than the project's retention and what nothing needs: versions with their artifacts, reports and the
 * table versions they came from, aliases, evaluations and open runs keep all they name.
 * @param options `dryRun`: only count; messages and orphaned files are counted when they are removed
 */
export async function collectGarbage(project: Project, options: { readonly dryRun: boolean }): Promise<GarbageResult> {
  const { dryRun } = options;
  const shares = [
    await collectFiles("logs", oldLogs(project), dryRun),
    await collectFiles("reports", oldReports(project), dryRun),
    await collectTableFiles(project, dryRun),
    await collectFiles(
      "artifacts",
      await unusedArtifacts(project, sinceOf(project, project.config.retention.artifacts)),
      dryRun,
    ),
    ...(dryRun ? [] : await collectDatabase(project)),
  ];
  return { dryRun, shares, sizeBytes: shares.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0) };
}
