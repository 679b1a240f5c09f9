import { conflict, digestOf, externalFailure, invalidInput } from "#kernel";
import type { Alias, AliasJournalEntry } from "./model-version.js";
import type { AliasChange } from "./ports.js";

/** Where the aliases of one model are and how they got there, as a store knows it inside its transaction. */
export interface AliasLedger {
  /** Where the alias is now; null when no version carries it. */
  versionOf(alias: Alias): number | null;
  /** The newest line of the journal, of one alias or of the model. */
  lastEntry(alias?: Alias): AliasJournalEntry | undefined;
}

const chainStart = "0".repeat(64);

function sealed(entry: Omit<AliasJournalEntry, "digest">, previousDigest: string): AliasJournalEntry {
  return { ...entry, digest: digestOf({ ...entry, previousDigest }) };
}

function placeOf(version: number | null): string {
  return version === null ? "on no version" : `on version ${version}`;
}

function refuseMoved(change: AliasChange, ledger: AliasLedger): void {
  for (const { alias, expected } of change.moves) {
    const actual = ledger.versionOf(alias);
    if (actual === expected) continue;
    const last = ledger.lastEntry(alias);
    const who =
      last === undefined ? "it was never moved" : `${last.actor} moved it last, at ${last.at} (${last.reason})`;
    throw conflict(
      "registry/alias-moved",
      `alias "${alias}" of "${change.name}" is ${placeOf(actual)}, not ${placeOf(expected)}: ${who}; look again, then decide`,
      { name: change.name, alias, expected, actual, movedBy: last?.actor ?? null, movedAt: last?.at ?? null },
    );
  }
}

function refuseRepeated(change: AliasChange): void {
  const aliases = change.moves.map((move) => move.alias);
  if (new Set(aliases).size === aliases.length) return;
  throw invalidInput(
    "registry/alias-repeated",
    `one change of "${change.name}" moves an alias twice: ${aliases.join(", ")}`,
  );
}

/**
 * The journal lines of a change, in the order of its moves, each chained to the line before it.
 * @throws Conflict `registry/alias-moved`, naming who moved it last, when an alias is not where the mover expected it
 */
export function journalMoves(change: AliasChange, ledger: AliasLedger): readonly AliasJournalEntry[] {
  refuseRepeated(change);
  refuseMoved(change, ledger);
  const { name, action, actor, reason, evidenceDigest, at } = change;
  let last = ledger.lastEntry();
  return change.moves.map(({ alias, expected, version }) => {
    const sequence = (last?.sequence ?? 0) + 1;
    const facts = { sequence, at, name, action, alias, from: expected, to: version, actor, reason, evidenceDigest };
    last = sealed(facts, last?.digest ?? chainStart);
    return last;
  });
}

function firstBreak(entries: readonly AliasJournalEntry[]): number | undefined {
  let previousDigest = chainStart;
  for (const [index, { digest, ...facts }] of entries.entries()) {
    const expected = sealed(facts, previousDigest).digest;
    if (digest !== expected || facts.sequence !== index + 1) return index + 1;
    previousDigest = digest;
  }
  return undefined;
}

function replayed(entries: readonly AliasJournalEntry[]): Partial<Record<Alias, number>> {
  const places = new Map(entries.map(({ alias, to }) => [alias, to]));
  return Object.fromEntries([...places].filter(([, version]) => version !== null));
}

/**
 * Checks that a model's journal is unbroken and ends where the aliases are; a line that was changed, added or left out is
 * noticed.
 * @param entries oldest first
 * @throws ExternalFailure `registry/journal-broken`
 */
export function checkJournal(
  name: string,
  entries: readonly AliasJournalEntry[],
  aliases: Readonly<Partial<Record<Alias, number>>>,
): void {
  const broken = firstBreak(entries);
  const endsElsewhere = digestOf(replayed(entries)) !== digestOf(aliases);
  if (broken === undefined && !endsElsewhere) return;
  const what = broken === undefined ? "does not end where the aliases are" : `breaks at line ${broken}`;
  throw externalFailure(
    "registry/journal-broken",
    `the alias journal of "${name}" ${what}: it was changed outside Driftloop; compare it with a backup`,
    { details: { name, line: broken ?? null } },
  );
}
