import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cleanedRelation, ingestFile } from "#ingestion";
import { externalFailure } from "#kernel";
import { duckdbDialect, relationToSql, type TableStore } from "#relation";
import { contractFor, type IngestionBench, openIngestionBench } from "./ingestion-bench.js";

let bench: IngestionBench;
beforeEach(async () => {
  bench = await openIngestionBench();
});
afterEach(() => bench.close());

const contract = contractFor(
  {
    id: { type: "text" },
    age: { type: "integer", range: [0, 120] },
    plan: { type: "category", domain: ["basic", "plus"] },
    paid: { type: "number", missing: [" "], whenMissing: 0 },
    y: { type: "category", domain: ["0", "1"] },
  },
  { entity: ["id"] },
);
const header = "id,age,plan,paid,y\n";

async function ingest(name: string, content: string): ReturnType<typeof ingestFile> {
  return ingestFile(await bench.write(name, content), contract, bench.ports);
}

async function cleaned(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const sql = relationToSql(cleanedRelation(contract, await bench.tables.snapshot("raw")), duckdbDialect);
  return bench.database.rows(`SELECT id, age, plan, paid, y, _source, _line FROM (${sql}) ORDER BY id`);
}

describe("ingesting a file", () => {
  test("lands good rows as they arrived and refused ones with line, column and reason", async () => {
    const report = await ingest(
      "first.csv",
      `${header}A,30,basic, ,0\nB,old,basic,1,1\nC,130,plus,2,0\nD,-1,plus,2,0\n,5,plus,2,0\nE,5,gold,2,\nF,5,plus,2,maybe\nA,31,plus,9,1\nG,5\n`,
    );
    expect(report).toMatchObject({
      source: "first.csv",
      readCount: 9,
      acceptedCount: 2,
      quarantinedCount: 7,
      duplicateCount: 0,
      warnings: [{ column: "plan", reason: "not in domain", rowCount: 1 }],
      rawVersion: 1,
      quarantineVersion: 1,
      alreadyIngested: false,
    });
    expect(await bench.rows("raw")).toEqual([
      { id: "A", age: "30", plan: "basic", paid: " ", y: "0", _source: "first.csv", _line: 2 },
      { id: "E", age: "5", plan: "gold", paid: "2", y: "", _source: "first.csv", _line: 7 },
    ]);
    const refused = await bench.rows("quarantine");
    expect(refused.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, "age", "unreadable type"],
      [4, "age", "above range"],
      [5, "age", "below range"],
      [6, "id", "required value missing"],
      [8, "y", "not in domain"],
      [9, "id", "duplicate key"],
      [10, "", "wrong number of fields"],
    ]);
    expect(JSON.parse(String(refused[0]!["row"]))).toEqual({ id: "B", age: "old", plan: "basic", paid: "1", y: "1" });
  });

  test("adds nothing when the same bytes come again, under any name", async () => {
    const content = `${header}A,30,basic,1,0\nB,old,basic,1,1\n`;
    const first = await ingest("first.csv", content);
    bench.clock.nowMs += 1000;
    const again = await ingest("copy.csv", content);
    expect(again).toEqual({ ...first, alreadyIngested: true });
    expect([(await bench.rows("raw")).length, (await bench.rows("quarantine")).length]).toEqual([1, 1]);
  });

  test("skips rows that are there unchanged, and keeps changed ones as new rows of which the newest counts", async () => {
    await ingest("monday.csv", `${header}A,30,basic,1,0\nB,40,plus,2,0\n`);
    bench.clock.nowMs += 1000;
    const tuesday = await ingest("tuesday.csv", `${header}A,30,basic,1,0\nB,41,plus,,1\nC,50,plus,3,1\n`);
    expect(tuesday).toMatchObject({ acceptedCount: 2, duplicateCount: 1, quarantinedCount: 0 });
    bench.clock.nowMs += 1000;
    const wednesday = await ingest("wednesday.csv", `${header}B,40,plus,2,0\n`);
    expect(wednesday).toMatchObject({ acceptedCount: 1, duplicateCount: 0 });
    expect(await bench.rows("raw")).toHaveLength(5);
    expect(await cleaned()).toEqual([
      { id: "A", age: 30, plan: "basic", paid: 1, y: "0", _source: "monday.csv", _line: "2" },
      { id: "B", age: 40, plan: "plus", paid: 2, y: "0", _source: "wednesday.csv", _line: "2" },
      { id: "C", age: 50, plan: "plus", paid: 3, y: "1", _source: "tuesday.csv", _line: "4" },
    ]);
  });

  test("compares with rows from before a column joined the contract", async () => {
    await ingest("before.csv", `${header}A,30,basic,1,0\n`);
    const wider = contractFor({ ...contract.columns, city: { type: "text" } }, { entity: ["id"] });
    const path = await bench.write("after.csv", "id,age,plan,paid,y,city\nA,30,basic,1,0,Rome\n");
    expect(await ingestFile(path, wider, bench.ports)).toMatchObject({ acceptedCount: 1, duplicateCount: 0 });
  });

  test("keeps rows of one entity at different event times apart", async () => {
    const timed = contractFor({ id: { type: "text" }, at: { type: "date" } }, { entity: ["id"], eventTime: "at" });
    const path = await bench.write("timed.csv", "id,at,y\nA,2024-01-01,0\nA,2024-01-02,1\nA,2024-01-02,0\nA,soon,0\n");
    const report = await ingestFile(path, timed, bench.ports);
    expect(report.quarantinedByReason).toEqual({ "duplicate key": 1, "unreadable event time": 1 });
    expect(report.acceptedCount).toBe(2);
  });

  test("accepts a file without the label, which may come later", async () => {
    const path = await bench.write("unlabelled.csv", "id,age,plan,paid\nA,30,basic,1\n");
    expect(await ingestFile(path, contract, bench.ports)).toMatchObject({ acceptedCount: 1, quarantinedCount: 0 });
    expect((await cleaned())[0]!["y"]).toBeNull();
  });

  test("finishes without loss or doubling when it was cut off between its two commits", async () => {
    const content = `${header}A,30,basic,1,0\nB,old,basic,1,1\nC,1,plus,2,0\n`;
    const path = await bench.write("cut.csv", content);
    const cutOff: TableStore = {
      ...bench.tables,
      commit: (table, change) =>
        table === "raw"
          ? Promise.reject(externalFailure("test/cut-off", "power is gone"))
          : bench.tables.commit(table, change),
    };
    await expect(ingestFile(path, contract, { ...bench.ports, tables: cutOff })).rejects.toThrow("power is gone");
    expect([(await bench.rows("raw")).length, (await bench.rows("quarantine")).length]).toEqual([0, 1]);
    const report = await ingestFile(path, contract, bench.ports);
    expect(report).toMatchObject({ acceptedCount: 2, quarantinedCount: 1, alreadyIngested: false });
    expect([(await bench.rows("raw")).length, (await bench.rows("quarantine")).length]).toEqual([2, 1]);
    expect(await bench.leftovers()).toEqual([]);
  });

  test("keeps every row once when files with common rows arrive at the same moment", async () => {
    const files = [1, 2, 3].map((day) => `${header}A,30,basic,1,0\nB,40,plus,2,0\nN${day},${day},plus,2,0\n`);
    const reports = await Promise.all(files.map((content, index) => ingest(`day${index}.csv`, content)));
    const sum = (name: "acceptedCount" | "duplicateCount"): number =>
      reports.reduce((total, report) => total + report[name], 0);
    expect([sum("acceptedCount"), sum("duplicateCount")]).toEqual([5, 4]);
    expect((await bench.rows("raw")).map((row) => String(row["id"])).toSorted()).toEqual(["A", "B", "N1", "N2", "N3"]);
  });

  test("leaves no file in the lake that no version names when rows are dropped as duplicates", async () => {
    await ingest("doubled.csv", `${header}A,30,basic,1,0\nA,30,basic,1,0\n`);
    expect(await readdir(`${bench.folder}/lake/raw`)).toHaveLength(1);
  });
});
