import { notFound } from "#kernel";
import {
  type Alias,
  type AliasChange,
  type AliasJournalEntry,
  checkJournal,
  journalMoves,
  type ModelVersion,
  type NewModelVersion,
  type RegistryStore,
} from "#registry";

interface RegisteredModel {
  readonly versions: ModelVersion[];
  readonly aliases: Map<Alias, number>;
  readonly journal: AliasJournalEntry[];
}

function versionAt(model: RegisteredModel, name: string, version: number): ModelVersion {
  const found = model.versions[version - 1];
  if (found !== undefined) return found;
  throw notFound("registry/version-not-found", `there is no version ${version} of model "${name}"`, { name, version });
}

function addVersion(model: RegisteredModel, added: NewModelVersion): ModelVersion {
  const present = model.versions.find((version) => version.runId === added.runId);
  if (present !== undefined) return present;
  const version: ModelVersion = {
    ...structuredClone(added),
    version: model.versions.length + 1,
    validation: "none",
    validationDigest: null,
  };
  model.versions.push(version);
  return version;
}

function move(model: RegisteredModel, change: AliasChange): void {
  const entries = journalMoves(change, {
    versionOf: (alias) => model.aliases.get(alias) ?? null,
    lastEntry: (alias) => model.journal.findLast((entry) => alias === undefined || entry.alias === alias),
  });
  for (const { to } of entries) if (to !== null) versionAt(model, change.name, to);
  for (const { alias, to } of entries) {
    if (to === null) model.aliases.delete(alias);
    else model.aliases.set(alias, to);
  }
  model.journal.push(...entries);
}

/** Keeps model versions, aliases and their journal in this process. */
export function createMemoryRegistryStore(): RegistryStore {
  const models = new Map<string, RegisteredModel>();
  const modelOf = (name: string): RegisteredModel => {
    const known = models.get(name) ?? { versions: [], aliases: new Map(), journal: [] };
    models.set(name, known);
    return known;
  };
  const aliases = (name: string): Readonly<Partial<Record<Alias, number>>> => Object.fromEntries(modelOf(name).aliases);
  return {
    createVersion: (version) => addVersion(modelOf(version.name), version),
    getVersion: (name, version) => versionAt(modelOf(name), name, version),
    listVersions: (name) => modelOf(name).versions.toReversed(),
    annotate: (name, version, change) => {
      const present = versionAt(modelOf(name), name, version);
      modelOf(name).versions[version - 1] = {
        ...present,
        tags: { ...present.tags, ...change.tags },
        validation: change.validation ?? present.validation,
        validationDigest: change.validationDigest ?? present.validationDigest,
      };
    },
    aliases,
    moveAliases: (change) => move(modelOf(change.name), change),
    journal: (name) => {
      const entries = [...modelOf(name).journal];
      checkJournal(name, entries, aliases(name));
      return entries;
    },
  };
}
