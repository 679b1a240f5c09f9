import { columnsOf, type TableVersion, tableChanges } from "#relation";
import { type PendingApproval, pendingApprovals } from "#pipelines";
import type { Alias, AliasJournalEntry, ModelVersion } from "#registry";
import type { Run, RunKind } from "#tracking";
import type { Project } from "../project/open-project.js";

/** The newest runs. */
export function listRuns(project: Project, query: { readonly kind?: RunKind; readonly limit: number }): readonly Run[] {
  if (query.kind !== undefined) return project.ports.runs.search(query);
  const found = (["training", "validation", "inference"] as const).flatMap((kind) =>
    project.ports.runs.search({ kind, limit: query.limit }),
  );
  return found.sort((left, right) => (left.startedAt < right.startedAt ? 1 : -1)).slice(0, query.limit);
}

/** A run with the runs nested in it. */
export interface RunDetail {
  readonly run: Run;
  /** In order of trial. */
  readonly trials: readonly Run[];
}

/** One run in full. */
export function showRun(project: Project, id: string): RunDetail {
  const run = project.ports.runs.get(id);
  const trials = project.ports.runs.search({ kind: "trial", parentId: id, limit: 10_000 });
  return { run, trials: trials.toSorted((left, right) => (left.id < right.id ? -1 : 1)) };
}

/** One fact in which two runs differ. */
export interface RunDifference {
  readonly kind: "param" | "metric";
  readonly name: string;
  readonly a: string | number | null;
  readonly b: string | number | null;
}

/** Parameters and metrics in which two runs differ. */
export function compareRuns(project: Project, a: string, b: string): readonly RunDifference[] {
  const [left, right] = [project.ports.runs.get(a), project.ports.runs.get(b)];
  const differences = (
    kind: RunDifference["kind"],
    of: (run: Run) => Readonly<Record<string, unknown>>,
  ): readonly RunDifference[] =>
    [...new Set([...Object.keys(of(left)), ...Object.keys(of(right))])].sort().flatMap((name) => {
      const [x, y] = [of(left)[name] ?? null, of(right)[name] ?? null].map((value) =>
        typeof value === "number" || value === null ? value : JSON.stringify(value),
      ) as [string | number | null, string | number | null];
      return x === y ? [] : [{ kind, name, a: x, b: y }];
    });
  return [...differences("param", (run) => run.params), ...differences("metric", (run) => run.metrics)];
}

/** A version with the aliases on it. */
export interface ModelDetail extends ModelVersion {
  readonly aliases: readonly Alias[];
}

function withAliases(project: Project, version: ModelVersion): ModelDetail {
  const aliases = Object.entries(project.ports.registry.aliases(version.name)) as [Alias, number][];
  return { ...version, aliases: aliases.filter(([, on]) => on === version.version).map(([alias]) => alias) };
}

/** All versions, newest first. */
export function listModels(project: Project): readonly ModelDetail[] {
  return project.ports.registry.listVersions(project.settings.name).map((version) => withAliases(project, version));
}

/** Versions that wait for a person, newest first, each with what is recommended. */
export function listPending(project: Project): Promise<readonly PendingApproval[]> {
  return pendingApprovals(project.settings, project.ports);
}

/** One version. */
export function showModel(project: Project, version: number): ModelDetail {
  return withAliases(project, project.ports.registry.getVersion(project.settings.name, version));
}

/** Every move of an alias, oldest first. */
export function aliasHistory(project: Project): readonly AliasJournalEntry[] {
  return project.ports.registry.journal(project.settings.name);
}

/** Feature definitions and the versions of the tables they feed. */
export interface FeatureOverview {
  readonly features: readonly {
    readonly name: string;
    readonly kind: string;
    readonly text: string;
    readonly columns: readonly string[];
    readonly actionable: boolean;
  }[];
  readonly versions: readonly TableVersion[];
}

/** Definitions and table versions. */
export async function showFeatures(project: Project): Promise<FeatureOverview> {
  const features = project.settings.definitions.map(({ name, kind, text, expression, actionable }) => ({
    name,
    kind,
    text,
    columns: columnsOf(expression),
    actionable,
  }));
  return { features, versions: await project.ports.tables.versions("features") };
}

/** Rows that came and went between two versions of the feature table. */
export interface FeatureDiff {
  readonly from: number;
  readonly to: number;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  readonly columnsAdded: readonly string[];
  readonly columnsRemoved: readonly string[];
}

/** What changed in the feature table between two versions. */
export async function diffFeatures(project: Project, from: number, to: number): Promise<FeatureDiff> {
  const { tables } = project.ports;
  const changes = await tableChanges(tables, "features", from, to);
  const [before, after] = [
    await tables.snapshot("features", { version: from }),
    await tables.snapshot("features", { version: to }),
  ];
  const namesOf = (fields: readonly { readonly name: string }[]): readonly string[] => fields.map(({ name }) => name);
  const rows = (files: readonly { readonly rowCount: number }[]): number =>
    files.reduce((sum, file) => sum + file.rowCount, 0);
  return {
    from,
    to,
    rowsAdded: rows(changes.added),
    rowsRemoved: rows(changes.removed),
    columnsAdded: namesOf(after.fields).filter((name) => !namesOf(before.fields).includes(name)),
    columnsRemoved: namesOf(before.fields).filter((name) => !namesOf(after.fields).includes(name)),
  };
}
