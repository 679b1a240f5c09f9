import type { DuckDBVector } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckdbDatabase, openDuckdb } from "#src/adapters/duckdb/connection.js";
import { copyNumbers, copyTexts } from "#src/adapters/duckdb/vector-values.js";

const texts = ["", "short", "twelve bytes", "more than twelve", null, "é😀", "😀😀😀😀", "\uFEFFmark", null];

/** The same vector as a release of the library without the private parts would show it. */
function withoutInside(vector: DuckDBVector): DuckDBVector {
  return { itemCount: vector.itemCount, getItem: (row: number) => vector.getItem(row) } as unknown as DuckDBVector;
}

describe("values of DuckDB vectors", () => {
  let database: DuckdbDatabase;
  beforeAll(async () => {
    database = await openDuckdb({ threads: 1 });
  });
  afterAll(() => database.close());

  async function withVector(sql: string, look: (vector: DuckDBVector) => void): Promise<void> {
    for await (const chunk of database.stream(sql)) look(chunk.getColumnVector(0));
  }

  it("copy numbers as memory, with the parts of the library that this needs still there", async () => {
    await withVector("select i / 4 from range(5) t(i)", (vector) => {
      expect((vector as unknown as { items: unknown }).items).toBeInstanceOf(Float64Array);
      const into = new Float64Array(7).fill(-1);
      copyNumbers(vector, { from: 0, to: 5 }, into, 1);
      expect([...into]).toEqual([-1, 0, 0.25, 0.5, 0.75, 1, -1]);
    });
  });

  it("copy numbers one by one where the library shows no memory, NaN for null", async () => {
    await withVector("select unnest([1.5, null, 2])::double", (vector) => {
      const into = new Float64Array(3);
      copyNumbers(withoutInside(vector), { from: 0, to: 3 }, into, 0);
      expect([...into]).toEqual([1.5, Number.NaN, 2]);
    });
  });

  it.each([
    ["from memory", (vector: DuckDBVector) => vector, texts],
    ["one by one", withoutInside, texts.map((text) => (text === "\uFEFFmark" ? "mark" : text))],
  ])("copy texts of every length and null %s", async (_, seen, expected) => {
    const list = texts.map((text) => (text === null ? "null" : `'${text}'`)).join(", ");
    await withVector(`select unnest([${list}])`, (vector) => {
      const into: (string | null)[] = [];
      copyTexts(seen(vector), { from: 0, to: vector.itemCount }, into, 0);
      expect(into).toEqual(expected);
    });
  });

  it("copy texts of a chunk with more than 64 rows and scattered nulls", async () => {
    await withVector("select case when i % 3 = 0 then null else 'v' || i end from range(2000) t(i)", (vector) => {
      const into: (string | null)[] = [];
      copyTexts(vector, { from: 5, to: 2000 }, into, 0);
      expect(into).toEqual(Array.from({ length: 1995 }, (_, i) => ((i + 5) % 3 === 0 ? null : `v${i + 5}`)));
    });
  });
});
