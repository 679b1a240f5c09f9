import { sha256 } from "#kernel";
import type { ArtifactStore } from "#registry";
import { expect, it } from "vitest";

/** What every ArtifactStore does. */
export function artifactStoreConformance(create: () => Promise<ArtifactStore>): void {
  it("gives back text and bytes under their SHA-256", async () => {
    const store = await create();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(await store.put("Zürich")).toBe(sha256("Zürich"));
    expect(await store.put(bytes)).toBe(sha256(bytes));
    expect(new TextDecoder().decode(await store.get(sha256("Zürich")))).toBe("Zürich");
    expect(Uint8Array.from(await store.get(sha256(bytes)))).toEqual(bytes);
  });

  it("keeps one copy when the same bytes are stored twice", async () => {
    const store = await create();
    expect(await store.list()).toEqual([]);
    await store.put("same");
    await store.put("same");
    await store.put("");
    expect(await store.list()).toEqual([sha256("same"), sha256("")].sort());
    expect(await store.get(sha256(""))).toHaveLength(0);
  });

  it("says which artifact is missing", async () => {
    const store = await create();
    await expect(store.get(sha256("never"))).rejects.toMatchObject({ kind: "NotFound", code: "artifact/not-found" });
  });

  it("names a place for each digest", async () => {
    const store = await create();
    expect(store.pathOf(sha256("a"))).toContain(sha256("a"));
  });
}
