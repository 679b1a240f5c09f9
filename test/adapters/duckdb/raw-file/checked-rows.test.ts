import { afterAll, beforeAll, expect, test } from "vitest";
import { rowChecksOf } from "#ingestion";
import type { Relation } from "#relation";
import { columnNamesOf } from "#tabular";
import { contractFor, type IngestionBench, openIngestionBench } from "../../../ingestion/ingestion-bench.js";

let bench: IngestionBench;
beforeAll(async () => {
  bench = await openIngestionBench();
});
afterAll(() => bench.close());

const contract = contractFor({
  id: { type: "text" },
  amount: { type: "number", range: [0, 100] },
  y: { type: "category", domain: ["1", "0"] },
});
const columns = columnNamesOf(contract);
const request = { columns, checks: rowChecksOf(contract), ingestedAt: 86_400_000 };
const mixed = 'id,amount,y\n1,10,1\n2,ten,0\n3,"30",1\n4,40\n5,-1,0\n6,60,"0"\n7,70,1\n';
const clean = "id,amount,y\n1,10,1\n2,20,0\n3,30,1\n";

interface Passed {
  readonly good: readonly (readonly unknown[])[];
  readonly refused: readonly Readonly<Record<string, unknown>>[];
}

async function rowsIn(path: string | undefined): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return path === undefined ? [] : bench.database.rows(`SELECT * FROM read_parquet('${path}')`);
}

let files = 0;
async function readAndQuarantine(content: string, select: (rows: Relation) => Relation): Promise<Passed> {
  files += 1;
  const file = await bench.ports.reader.open(await bench.write(`read-${files}.csv`, content), columns);
  try {
    const good: unknown[][] = [];
    for await (const batch of file.read({ ...request, select, batchRows: 2 })) {
      expect(batch.rowCount).toBeLessThanOrEqual(2);
      for (let row = 0; row < batch.rowCount; row += 1) good.push(batch.columns.map((column) => column[row]));
    }
    const quarantinePath = `${bench.folder}/refused-${files}.parquet`;
    const { quarantined } = await file.quarantine({ ...request, quarantinePath }, good.length);
    return { good, refused: await rowsIn(quarantined?.path) };
  } finally {
    await file.close();
  }
}

async function land(content: string): Promise<Passed> {
  const file = await bench.ports.reader.open(await bench.write(`read-${files}.csv`, content), columns);
  try {
    const path = (name: string): string => `${bench.folder}/${name}-${files}.parquet`;
    const places = { acceptedPath: path("land"), sparePath: path("spare"), quarantinePath: path("landed-refused") };
    const { accepted, quarantined } = await file.land({
      ...request,
      ...places,
      warnings: [],
      key: [],
      storedPaths: [],
    });
    const good = (await rowsIn(accepted?.path)).map((row) => columns.map((name) => row[name]));
    return { good, refused: await rowsIn(quarantined?.path) };
  } finally {
    await file.close();
  }
}

const rawColumns = (rows: Relation): Relation => ({
  kind: "project",
  input: rows,
  columns: columns.map((name) => ({ name, expression: { kind: "column", name, type: "text" } })),
});

test.each([
  ["some rows break the contract or cannot be read", mixed, 4, 3],
  ["every row is good", clean, 3, 0],
  ["no row is good", "id,amount,y\n1,ten,1\n2,20\n", 0, 2],
])("reading gives the rows that landing accepts, and refuses the same ones, when %s", async (_, content, good, bad) => {
  const read = await readAndQuarantine(content, rawColumns);
  const landed = await land(content);

  expect(read.good).toHaveLength(good);
  expect(read.refused).toHaveLength(bad);
  expect(read).toEqual(landed);
});

test("a read row carries its file, its line and its time of arrival", async () => {
  const facts = await readAndQuarantine(mixed, (rows) => ({
    kind: "project",
    input: rows,
    columns: [
      { name: "source", expression: { kind: "column", name: "_source", type: "text" } },
      { name: "line", expression: { kind: "column", name: "_line", type: "number" } },
      { name: "at", expression: { kind: "column", name: "_ingested_at", type: "timestamp" } },
    ],
  }));

  expect(facts.good).toEqual([2, 4, 7, 8].map((line) => [`read-${files}.csv`, line, 86_400_000]));
  expect(facts.refused.map((row) => [row["line"], row["column"], row["reason"]])).toEqual([
    [3, "amount", "unreadable type"],
    [5, "", "wrong number of fields"],
    [6, "amount", "below range"],
  ]);
});
