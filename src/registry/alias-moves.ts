import { invalidInput, notReady } from "#kernel";
import type { Alias, AliasMove } from "./model-version.js";

/** Where the aliases of a model are, as its store knows. */
export type AliasPlaces = Readonly<Partial<Record<Alias, number>>>;

function move(aliases: AliasPlaces, alias: Alias, version: number | null): AliasMove {
  return { alias, expected: aliases[alias] ?? null, version };
}

/**
 * Moves that make a version champion: the old champion becomes previous champion, and the version is no longer challenger. A
 * store makes all of them or none, and refuses them when an alias is no longer where `aliases` says; champion goes first, so
 * that who lost a race is told who the champion is.
 * @param aliases as they were when the decision was made
 * @param version the version to promote
 * @throws InvalidInput `registry/already-champion`
 */
export function promotionMoves(aliases: AliasPlaces, version: number): readonly AliasMove[] {
  const { champion, challenger } = aliases;
  if (champion === version) {
    throw invalidInput(
      "registry/already-champion",
      `version ${version} is the champion already; nothing is to be promoted`,
    );
  }
  return [
    move(aliases, "champion", version),
    ...(champion === undefined ? [] : [move(aliases, "previous_champion", champion)]),
    ...(challenger === version ? [move(aliases, "challenger", null)] : []),
  ];
}

/**
 * Moves that put the previous champion back; it and the champion change places, so that a second rollback undoes the first.
 * @param aliases as they are
 * @throws NotReady `registry/nothing-to-roll-back`
 */
export function rollbackMoves(aliases: AliasPlaces): readonly AliasMove[] {
  const { champion, previous_champion: previous } = aliases;
  if (champion === undefined || previous === undefined) {
    throw notReady(
      "registry/nothing-to-roll-back",
      "there is no previous champion to go back to; a rollback needs two promotions",
    );
  }
  return [move(aliases, "champion", previous), move(aliases, "previous_champion", champion)];
}

/**
 * Moves that take the alias challenger from a version.
 * @param aliases as they are
 * @param version the version to reject
 * @throws NotReady `registry/not-challenger` when another version, or none, is the challenger
 */
export function rejectionMoves(aliases: AliasPlaces, version: number): readonly AliasMove[] {
  if (aliases.challenger === version) return [move(aliases, "challenger", null)];
  const who = aliases.challenger === undefined ? "there is no challenger" : `version ${aliases.challenger} is`;
  throw notReady(
    "registry/not-challenger",
    `version ${version} is not the challenger, ${who}; only a challenger can be rejected`,
  );
}
