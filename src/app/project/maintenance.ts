import { basename, dirname, join, resolve } from "node:path";
import { verifyLake } from "#adapters/lake";
import { createSqliteManifestStore } from "#adapters/sqlite";
import { copyPath, isEmptyFolder, isPresent, makeFolder, movePath } from "#adapters/system";
import { loadProjectFolder, projectFileName } from "#config";
import { type Clock, invalidInput, messageOf } from "#kernel";
import { type Project, stateFolderOf } from "./open-project.js";

/** What verification found. */
export interface VerifyResult {
  readonly tables: number;
  readonly files: number;
  readonly artifacts: number;
  readonly versions: number;
  /** One line per damaged thing; empty when all is sound. */
  readonly problems: readonly string[];
}

async function problemOf(what: string, check: () => unknown): Promise<readonly string[]> {
  try {
    await check();
    return [];
  } catch (error) {
    return [`${what}: ${messageOf(error)}`];
  }
}

async function artifactProblems(project: Project): Promise<{ count: number; problems: readonly string[] }> {
  const { artifacts, registry } = project.ports;
  const stored = await artifacts.list();
  const named = registry
    .listVersions(project.settings.name)
    .flatMap(({ version, artifacts: names, validationDigest }) =>
      [
        ...Object.entries(names),
        ...(validationDigest === null ? [] : [["validation.json", validationDigest] as const]),
      ].map(([name, digest]) => ({ what: `version ${version}, ${name}`, digest })),
    );
  const known = new Set(named.map(({ digest }) => digest));
  const others = stored
    .filter((digest) => !known.has(digest))
    .map((digest) => ({ what: `artifact ${digest}`, digest }));
  const problems: string[] = [];
  for (const { what, digest } of [...named, ...others])
    problems.push(...(await problemOf(what, () => artifacts.get(digest))));
  return { count: stored.length, problems };
}

/** Checks tables, artifacts, the registry's journal and the metadata database against their digests. */
export async function verify(project: Project): Promise<VerifyResult> {
  const { tables, registry } = project.ports;
  const names = await tables.tables();
  const lake = await verifyLake(tables, createSqliteManifestStore(project.metadata).expired());
  const artifacts = await artifactProblems(project);
  const versions = await Promise.all(names.map((name) => tables.versions(name)));
  return {
    tables: names.length,
    files: versions.flat().reduce((sum, { added }) => sum + added.length, 0),
    artifacts: artifacts.count,
    versions: registry.listVersions(project.settings.name).length,
    problems: [
      ...project.metadata.integrityCheck().map((line) => `metadata.sqlite: ${line}`),
      ...lake.map(({ table, path, kind }) => `table ${table}: ${path} is ${kind}`),
      ...artifacts.problems,
      ...(await problemOf("alias journal", () => registry.journal(project.settings.name))),
    ],
  };
}

/** Where a copy of the state is. */
export interface BackupResult {
  readonly folder: string;
}

/**
 * Copies a project's state and its project file into a new folder. The database goes first: files it names are immutable
 * and there by then.
 * @throws InvalidInput `backup/not-empty`
 */
export async function backup(project: Project, target: string): Promise<BackupResult> {
  const folder = resolve(target);
  if (!isEmptyFolder(folder))
    throw invalidInput("backup/not-empty", `${folder} holds something already; name a new folder`);
  const state = stateFolderOf(folder);
  makeFolder(state);
  project.metadata.backup(join(state, "metadata.sqlite"));
  for (const part of ["lake", "artifacts"]) {
    const from = join(stateFolderOf(project.folder), part);
    if (isPresent(from)) copyPath(from, join(state, part));
  }
  copyPath(join(project.folder, projectFileName), join(folder, projectFileName));
  return { folder };
}

/** What a reset did. */
export interface ResetResult {
  readonly reset: boolean;
  /** Where the former state is, to be put back or deleted by hand. */
  readonly movedTo: string | null;
}

/**
 * Moves a project's state aside, so that the project starts over and a mistake can be undone.
 * @param sure true skips the question
 */
export async function reset(
  context: { readonly folder: string; readonly clock: Clock; readonly confirm: (question: string) => Promise<boolean> },
  sure: boolean,
): Promise<ResetResult> {
  const { folder, config } = loadProjectFolder(context.folder);
  const state = stateFolderOf(folder);
  if (!isPresent(state)) return { reset: false, movedTo: null };
  const question = `Move all runs, models and tables of ${config.name} (${state}) aside?`;
  if (!sure && !(await context.confirm(question))) return { reset: false, movedTo: null };
  const stamp = new Date(context.clock.now()).toISOString().replaceAll(/[:.]/g, "-");
  const movedTo = join(dirname(state), `${basename(state)}.removed-${stamp}`);
  movePath(state, movedTo);
  return { reset: true, movedTo };
}
