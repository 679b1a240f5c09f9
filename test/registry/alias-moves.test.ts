import { type Alias, type AliasMove, journalMoves, promotionMoves, rejectionMoves, rollbackMoves } from "#registry";
import { assert, constantFrom, option, property, record } from "fast-check";
import { describe, expect, test } from "vitest";

type Places = Partial<Record<Alias, number>>;

function after(places: Places, moves: readonly AliasMove[]): Places {
  const next = { ...places };
  for (const { alias, expected, version } of moves) {
    expect(places[alias] ?? null).toBe(expected);
    if (version === null) delete next[alias];
    else next[alias] = version;
  }
  return next;
}

describe("promotion moves", () => {
  test("make the first version champion and leave no previous champion", () => {
    expect(after({ challenger: 1 }, promotionMoves({ challenger: 1 }, 1))).toEqual({ champion: 1 });
  });

  test("turn the old champion into the previous one and take the alias challenger away", () => {
    const places = { champion: 3, challenger: 5, previous_champion: 2 };
    expect(after(places, promotionMoves(places, 5))).toEqual({ champion: 5, previous_champion: 3 });
  });

  test("leave another version's alias challenger alone", () => {
    const places = { champion: 3, challenger: 6 };
    expect(after(places, promotionMoves(places, 5))).toEqual({ champion: 5, previous_champion: 3, challenger: 6 });
  });

  test("refuse the version that is champion already", () => {
    expect(() => promotionMoves({ champion: 3 }, 3)).toThrow(
      expect.objectContaining({ code: "registry/already-champion" }),
    );
  });

  test("are refused by the journal when somebody else moved the champion in between", () => {
    const moves = promotionMoves({ champion: 3, challenger: 5 }, 5);
    const ledger = { versionOf: (alias: Alias) => (alias === "champion" ? 4 : null), lastEntry: () => undefined };
    const change = {
      name: "churn",
      moves,
      action: "promote",
      actor: "ana",
      reason: "better",
      evidenceDigest: null,
      at: "2026-01-01T00:00:00.000Z",
    } as const;
    expect(() => journalMoves(change, ledger)).toThrow(expect.objectContaining({ code: "registry/alias-moved" }));
  });

  test("always leave exactly the promoted version as champion, with no alias named twice", () => {
    const version = constantFrom(1, 2, 3, 4);
    const places = record({
      champion: option(version, { nil: undefined }),
      challenger: option(version, { nil: undefined }),
      previous_champion: option(version, { nil: undefined }),
    });
    assert(
      property(places, version, (drawn, promoted) => {
        const aliases = Object.fromEntries(Object.entries(drawn).filter(([, at]) => at !== undefined)) as Places;
        if (aliases.champion === promoted) return;
        const moves = promotionMoves(aliases, promoted);
        expect(new Set(moves.map(({ alias }) => alias)).size).toBe(moves.length);
        const next = after(aliases, moves);
        expect(next.champion).toBe(promoted);
        expect(next.challenger).not.toBe(promoted);
        if (aliases.champion !== undefined) expect(after(next, rollbackMoves(next)).champion).toBe(aliases.champion);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe("rollback moves", () => {
  test("swap champion and previous champion, so that twice is nothing", () => {
    const places = { champion: 5, previous_champion: 3, challenger: 6 };
    const once = after(places, rollbackMoves(places));
    expect(once).toEqual({ champion: 3, previous_champion: 5, challenger: 6 });
    expect(after(once, rollbackMoves(once))).toEqual(places);
  });

  test("refuse without a previous champion", () => {
    expect(() => rollbackMoves({ champion: 1 })).toThrow(
      expect.objectContaining({ kind: "NotReady", code: "registry/nothing-to-roll-back" }),
    );
  });
});

describe("rejection moves", () => {
  test("take the alias challenger away", () => {
    expect(after({ champion: 1, challenger: 2 }, rejectionMoves({ champion: 1, challenger: 2 }, 2))).toEqual({
      champion: 1,
    });
  });

  test("refuse a version that is not the challenger", () => {
    expect(() => rejectionMoves({ champion: 1, challenger: 3 }, 2)).toThrow(
      expect.objectContaining({ code: "registry/not-challenger" }),
    );
  });
});
