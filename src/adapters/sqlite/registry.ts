import { notFound } from "#kernel";
import {
  type Alias,
  type AliasAction,
  type AliasChange,
  type AliasJournalEntry,
  type AliasLedger,
  checkJournal,
  journalMoves,
  type ModelVersion,
  type NewModelVersion,
  type RegistryStore,
  type ValidationStatus,
} from "#registry";
import type { Metadata, SqlRow } from "./connection.js";
import { numbersText, parsed, parsedNumbers } from "./json-column.js";

function versionOf(row: SqlRow): ModelVersion {
  return {
    name: row["name"] as string,
    version: row["version"] as number,
    createdAt: row["created_at"] as string,
    runId: row["run_id"] as string,
    artifacts: parsed(row["artifacts"]) as ModelVersion["artifacts"],
    lineage: parsed(row["lineage"]) as ModelVersion["lineage"],
    metrics: parsedNumbers(row["metrics"]),
    tags: parsed(row["tags"]) as ModelVersion["tags"],
    validation: row["validation"] as ValidationStatus,
    validationDigest: row["validation_digest"] as string | null,
  };
}

function entryOf(row: SqlRow): AliasJournalEntry {
  return {
    sequence: row["sequence"] as number,
    at: row["at"] as string,
    name: row["name"] as string,
    action: row["action"] as AliasAction,
    alias: row["alias"] as Alias,
    from: row["from_version"] as number | null,
    to: row["to_version"] as number | null,
    actor: row["actor"] as string,
    reason: row["reason"] as string,
    evidenceDigest: row["evidence_digest"] as string | null,
    digest: row["digest"] as string,
  };
}

function getVersion(metadata: Metadata, name: string, version: number): ModelVersion {
  const row = metadata.get("SELECT * FROM model_versions WHERE name = ? AND version = ?", name, version);
  if (row === undefined) {
    throw notFound("registry/version-not-found", `there is no version ${version} of model "${name}"`, {
      name,
      version,
    });
  }
  return versionOf(row);
}

function createVersion(metadata: Metadata, added: NewModelVersion): ModelVersion {
  const { name, runId } = added;
  const present = metadata.get("SELECT * FROM model_versions WHERE name = ? AND run_id = ?", name, runId);
  if (present !== undefined) return versionOf(present);
  const newest = metadata.get("SELECT max(version) AS newest FROM model_versions WHERE name = ?", name);
  const version = ((newest?.["newest"] as number | null) ?? 0) + 1;
  metadata.run(
    `INSERT INTO model_versions (name, version, created_at, run_id, artifacts, lineage, metrics, tags, validation)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'none')`,
    name,
    version,
    added.createdAt,
    runId,
    JSON.stringify(added.artifacts),
    JSON.stringify(added.lineage),
    numbersText(added.metrics),
    JSON.stringify(added.tags),
  );
  return getVersion(metadata, name, version);
}

type Annotation = Parameters<RegistryStore["annotate"]>[2];

function annotate(metadata: Metadata, present: ModelVersion, change: Annotation): void {
  metadata.run(
    "UPDATE model_versions SET tags = ?, validation = ?, validation_digest = ? WHERE name = ? AND version = ?",
    JSON.stringify({ ...present.tags, ...change.tags }),
    change.validation ?? present.validation,
    change.validationDigest ?? present.validationDigest,
    present.name,
    present.version,
  );
}

function aliasesOf(metadata: Metadata, name: string): Readonly<Partial<Record<Alias, number>>> {
  const rows = metadata.all("SELECT alias, version FROM model_aliases WHERE name = ?", name);
  return Object.fromEntries(rows.map((row) => [row["alias"] as Alias, row["version"] as number]));
}

function ledgerOf(metadata: Metadata, name: string): AliasLedger {
  const aliases = aliasesOf(metadata, name);
  const newest = "ORDER BY sequence DESC LIMIT 1";
  return {
    versionOf: (alias) => aliases[alias] ?? null,
    lastEntry: (alias) => {
      const row =
        alias === undefined
          ? metadata.get(`SELECT * FROM alias_journal WHERE name = ? ${newest}`, name)
          : metadata.get(`SELECT * FROM alias_journal WHERE name = ? AND alias = ? ${newest}`, name, alias);
      return row === undefined ? undefined : entryOf(row);
    },
  };
}

function journalEntry(metadata: Metadata, entry: AliasJournalEntry): void {
  metadata.run(
    `INSERT INTO alias_journal
       (name, sequence, at, action, alias, from_version, to_version, actor, reason, evidence_digest, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.name,
    entry.sequence,
    entry.at,
    entry.action,
    entry.alias,
    entry.from,
    entry.to,
    entry.actor,
    entry.reason,
    entry.evidenceDigest,
    entry.digest,
  );
}

function place(metadata: Metadata, { name, alias, to }: AliasJournalEntry): void {
  if (to === null) {
    metadata.run("DELETE FROM model_aliases WHERE name = ? AND alias = ?", name, alias);
    return;
  }
  getVersion(metadata, name, to);
  metadata.run(
    `INSERT INTO model_aliases (name, alias, version) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version`,
    name,
    alias,
    to,
  );
}

function moveAliases(metadata: Metadata, change: AliasChange): void {
  for (const entry of journalMoves(change, ledgerOf(metadata, change.name))) {
    place(metadata, entry);
    journalEntry(metadata, entry);
  }
}

function journal(metadata: Metadata, name: string): readonly AliasJournalEntry[] {
  const entries = metadata.all("SELECT * FROM alias_journal WHERE name = ? ORDER BY sequence", name).map(entryOf);
  checkJournal(name, entries, aliasesOf(metadata, name));
  return entries;
}

/** Keeps model versions, aliases and their journal in the metadata database. */
export function createSqliteRegistryStore(metadata: Metadata): RegistryStore {
  return {
    createVersion: (version) => metadata.transaction(() => createVersion(metadata, version)),
    getVersion: (name, version) => getVersion(metadata, name, version),
    listVersions: (name) =>
      metadata.all("SELECT * FROM model_versions WHERE name = ? ORDER BY version DESC", name).map(versionOf),
    annotate: (name, version, change) =>
      metadata.transaction(() => annotate(metadata, getVersion(metadata, name, version), change)),
    aliases: (name) => aliasesOf(metadata, name),
    moveAliases: (change) => metadata.transaction(() => moveAliases(metadata, change)),
    journal: (name) => metadata.snapshot(() => journal(metadata, name)),
  };
}
