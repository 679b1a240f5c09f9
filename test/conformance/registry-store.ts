import type { Alias, AliasChange, NewModelVersion, RegistryStore } from "#registry";
import { assert, constantFrom, integer, option, property, record } from "fast-check";
import { expect, it } from "vitest";

/** A version that is to be registered. */
export function newVersion(runId: string, name = "churn"): NewModelVersion {
  return {
    name,
    createdAt: "2026-01-01T00:00:00.000Z",
    runId,
    artifacts: { "model.json": `digest of ${runId}` },
    lineage: { tables: { raw: 3 }, code: null },
    metrics: { auc: 0.84, brier: Number.NaN },
    tags: { origin: "test" },
  };
}

/** A change of aliases. */
export function change(moves: AliasChange["moves"], actor = "Ann"): AliasChange {
  const why = { action: "promote", reason: "better", evidenceDigest: "e1", at: "2026-01-02T00:00:00.000Z" } as const;
  return { name: "churn", moves, actor, ...why };
}

const to = (alias: Alias, expected: number | null, version: number | null) => ({ alias, expected, version });

async function withVersions(create: () => Promise<RegistryStore>, count: number): Promise<RegistryStore> {
  const store = await create();
  for (let index = 1; index <= count; index += 1) store.createVersion(newVersion(`run-${index}`));
  return store;
}

/** What every RegistryStore does. */
export function registryStoreConformance(create: () => Promise<RegistryStore>): void {
  it("numbers the versions of each model from 1 and gives them back newest first", async () => {
    const store = await create();
    expect(store.createVersion(newVersion("a")).version).toBe(1);
    expect(store.createVersion(newVersion("b")).version).toBe(2);
    expect(store.createVersion(newVersion("a", "other")).version).toBe(1);
    expect(store.getVersion("churn", 1)).toEqual({
      ...newVersion("a"),
      version: 1,
      validation: "none",
      validationDigest: null,
    });
    expect(store.listVersions("churn").map((version) => version.runId)).toEqual(["b", "a"]);
    expect(store.listVersions("nothing")).toEqual([]);
  });

  it("returns the first version when a run registers again", async () => {
    const store = await create();
    const first = store.createVersion(newVersion("a"));
    expect(store.createVersion({ ...newVersion("a"), tags: { changed: "yes" } })).toEqual(first);
    expect(store.listVersions("churn")).toHaveLength(1);
  });

  it("says which version is missing", async () => {
    const store = await create();
    const missing = expect.objectContaining({ kind: "NotFound", code: "registry/version-not-found" });
    expect(() => store.getVersion("churn", 1)).toThrow(missing);
    expect(() => store.annotate("churn", 1, { validation: "passed" })).toThrow(missing);
    expect(() => store.moveAliases(change([to("champion", null, 7)]))).toThrow(missing);
    expect(store.aliases("churn")).toEqual({});
    expect(store.journal("churn")).toEqual([]);
  });

  it("adds tags and a verdict without touching the rest", async () => {
    const store = await withVersions(create, 1);
    store.annotate("churn", 1, { tags: { owner: "Bo" } });
    store.annotate("churn", 1, { validation: "passed", validationDigest: "v1" });
    expect(store.getVersion("churn", 1)).toEqual({
      ...newVersion("run-1"),
      version: 1,
      tags: { origin: "test", owner: "Bo" },
      validation: "passed",
      validationDigest: "v1",
    });
  });

  it("makes all moves of a change and journals each in order", async () => {
    const store = await withVersions(create, 2);
    store.moveAliases(change([to("champion", null, 1)]));
    store.moveAliases(
      change([to("champion", 1, 2), to("previous_champion", null, 1), to("challenger", null, null)], "Bo"),
    );
    expect(store.aliases("churn")).toEqual({ champion: 2, previous_champion: 1 });
    const lines = store
      .journal("churn")
      .map(({ sequence, alias, from, to, actor }) => [sequence, alias, from, to, actor]);
    expect(lines).toEqual([
      [1, "champion", null, 1, "Ann"],
      [2, "champion", 1, 2, "Bo"],
      [3, "previous_champion", null, 1, "Bo"],
      [4, "challenger", null, null, "Bo"],
    ]);
    expect(store.journal("churn")[0]).toMatchObject({ action: "promote", reason: "better", evidenceDigest: "e1" });
    expect(store.aliases("other")).toEqual({});
  });

  it("makes no move when one alias is not where it was expected, and names who moved it last", async () => {
    const store = await withVersions(create, 3);
    store.moveAliases(change([to("champion", null, 1)], "Ann"));
    store.moveAliases(change([to("champion", 1, 2)], "Bo"));
    const late = change([to("challenger", null, 3), to("champion", 1, 3)], "Cy");
    expect(() => store.moveAliases(late)).toThrow(
      expect.objectContaining({
        kind: "Conflict",
        code: "registry/alias-moved",
        message: expect.stringMatching(/"champion".*on version 2, not on version 1.*Bo/) as string,
        details: expect.objectContaining({ movedBy: "Bo", actual: 2, expected: 1 }) as object,
      }),
    );
    expect(store.aliases("churn")).toEqual({ champion: 2 });
    expect(store.journal("churn")).toHaveLength(2);
  });

  it("refuses a change that moves one alias twice", async () => {
    const store = await withVersions(create, 2);
    expect(() => store.moveAliases(change([to("champion", null, 1), to("champion", 1, 2)]))).toThrow(
      expect.objectContaining({ code: "registry/alias-repeated" }),
    );
  });

  it("keeps aliases equal to a plain model under any sequence of moves", async () => {
    const aliasNames: readonly Alias[] = ["champion", "challenger", "previous_champion"];
    const version = option(integer({ min: 1, max: 3 }));
    const move = record({ alias: constantFrom(...aliasNames), expected: version, version });
    const store = await withVersions(create, 3);
    const model = new Map<Alias, number>();
    let lines = 0;
    assert(
      property(move, (one) => {
        const fits = (model.get(one.alias) ?? null) === one.expected;
        const act = (): void => store.moveAliases(change([one]));
        if (fits) act();
        else expect(act).toThrow(expect.objectContaining({ code: "registry/alias-moved" }));
        if (fits && one.version === null) model.delete(one.alias);
        if (fits && one.version !== null) model.set(one.alias, one.version);
        lines += fits ? 1 : 0;
        expect(store.aliases("churn")).toEqual(Object.fromEntries(model));
        expect(store.journal("churn")).toHaveLength(lines);
      }),
      { numRuns: 80 },
    );
    expect(lines).toBeGreaterThan(5);
  });
}
