import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inferContract, ingestFile, profileFile } from "#ingestion";
import { contractFor, type IngestionBench, openIngestionBench } from "../ingestion/ingestion-bench.js";

let bench: IngestionBench;
beforeAll(async () => {
  bench = await openIngestionBench();
});
afterAll(() => bench.close());

const contract = contractFor({ id: { type: "text" }, x: { type: "number" } }, { entity: ["id"] });
const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("");

async function failure(work: Promise<unknown>): Promise<{ kind: unknown; code: unknown; message: string }> {
  const thrown = await work.then(
    () => expect.unreachable("it was accepted"),
    (error: unknown) => error,
  );
  const { kind, code, message } = thrown as { kind: string; code: string; message: string };
  return { kind, code, message };
}

async function versions(): Promise<readonly number[]> {
  return [(await bench.tables.snapshot("raw")).version, (await bench.tables.snapshot("quarantine")).version];
}

describe("a file that cannot be ingested is one clear error and changes nothing", () => {
  test.each([
    ["an empty file", "", "ingestion/empty-file", /is empty/],
    ["only blank lines", "\n\n\n", "ingestion/empty-file", /no readable line/],
    ["a header only", "id,x,y\n", "ingestion/no-rows", /a header but no rows/],
    [
      "an unknown delimiter",
      "id^x^y\nA^1^0\n",
      "ingestion/columns-missing",
      /one column only: values must be divided by/,
    ],
    ["a missing column", "id,y\nA,1\n", "ingestion/columns-missing", /lacks "x" of the contract/],
    ["a misspelt column", "idd,x,y\nA,1,0\n", "ingestion/columns-missing", /lacks "id" \(the file has "idd"\)/],
    ["no header", "1,2,0\n2,3,1\n", "ingestion/no-header", /add a header line/],
    ["a header whose quotes do not close", 'id,"x,y\nA,1,0\n', "ingestion/header-unreadable", /quotes do not close/],
    ["a name twice in the header", "id,x,x,y\nA,1,2,0\n", "ingestion/duplicate-header", /two columns "x"/],
    ["a workbook", "PK\u0003\u0004 and more", "ingestion/not-a-table", /Excel workbook; save the sheet as CSV/],
    ["a damaged Parquet file", "PAR1 and no more", "ingestion/not-a-table", /begins like a Parquet file/],
  ])("for %s", async (_, content, code, message) => {
    const before = await versions();
    const path = await bench.write("bad.csv", content);
    const found = await failure(ingestFile(path, contract, bench.ports));
    expect(found).toEqual({ kind: "InvalidInput", code, message: expect.stringMatching(message) as string });
    expect(found.message).toContain("bad.csv");
    expect(await versions()).toEqual(before);
    expect(await bench.leftovers()).toEqual([]);
  });

  test("for a folder and for a file that is not there", async () => {
    await mkdir(`${bench.folder}/folder.csv`);
    const folder = await failure(ingestFile(`${bench.folder}/folder.csv`, contract, bench.ports));
    expect(folder).toMatchObject({ kind: "InvalidInput", code: "ingestion/is-a-directory" });
    const absent = await failure(ingestFile(`${bench.folder}/absent.csv`, contract, bench.ports));
    expect(absent).toMatchObject({ kind: "InvalidInput", code: "ingestion/file-not-found" });
  });
});

describe("bad rows go to quarantine and the others land", () => {
  test.each([
    ["inf and nan spellings", "A,inf,0\nB,-Infinity,0\nC,nan,0\nD,1e999,0\nE,1,0\n", { "unreadable type": 4 }],
    ["ragged rows", "F,1\nG,1,0,9\nH,1,0\n", { "wrong number of fields": 2 }],
    ["duplicate keys", "I,1,0\nI,1,0\nI,2,0\n", { "duplicate key": 2 }],
    ["quotes that do not close", 'J,"1,0\nK,1,0\n', { "unbalanced quotes": 1 }],
    [
      "mixed encodings",
      Buffer.concat([Buffer.from("Lé,1,0\nM"), Buffer.from([0xe9]), Buffer.from(",1,0\n")]),
      { "undecodable bytes": 1 },
    ],
  ])("for %s", async (name, content, reasons) => {
    const path = await bench.write(`${name}.csv`, Buffer.concat([Buffer.from("id,x,y\n"), Buffer.from(content)]));
    const report = await ingestFile(path, contract, bench.ports);
    expect(report.quarantinedByReason).toEqual(reasons);
    expect(report.acceptedCount).toBe(1);
  });

  test("for a line of 200 MB, in little memory", async () => {
    const path = `${bench.folder}/huge.csv`;
    const file = createWriteStream(path);
    file.write("id,x,y\nA1,1,0\nA2,");
    const block = Buffer.alloc(1 << 22, "7");
    for (let written = 0; written < 200e6; written += block.length) {
      if (!file.write(block)) await once(file, "drain");
    }
    file.end(",1\nA3,1,1\n");
    await once(file, "close");
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 10);
    const report = await ingestFile(path, contract, bench.ports);
    clearInterval(watch);
    expect(report).toMatchObject({ acceptedCount: 2, quarantinedByReason: { "line too long": 1 } });
    expect(peak - before).toBeLessThan(150e6);
  });
});

describe("a data set that cannot be learnt from is refused at the start", () => {
  test.each([
    [
      "a label that is not there",
      "id,x,churn\nA,1,0\nB,2,1\n",
      "ingestion/label-missing",
      /no label column "y".*"id", "x", "churn"/,
    ],
    ["a label with nothing in it", "id,x,y\nA,1,\nB,2,NA\n", "ingestion/label-empty", /no value in any row/],
    ["one class only", "id,x,y\nA,1,No\nB,2,No\n", "ingestion/label-constant", /is "No" in every row/],
    [
      "three classes",
      "id,x,y\nA,1,low\nB,2,mid\nC,3,high\nD,4,mid\n",
      "ingestion/label-not-binary",
      /has 3 classes: "mid" \(2\), "high" \(1\), "low" \(1\)/,
    ],
  ])("for %s", async (_, content, code, message) => {
    const profile = await profileFile(await bench.write("start.csv", content), bench.ports.reader, "y");
    const found = await failure((async () => inferContract(profile, { label: "y" }))());
    expect(found).toEqual({ kind: "InvalidInput", code, message: expect.stringMatching(message) as string });
  });

  test("a column without values, and 10,000 levels, are no obstacle", async () => {
    const content = `id,empty,level,y\n${rows(20_000, (i) => `K${i},,L${i % 10_000},${i % 3 === 0 ? 1 : 0}\n`)}`;
    const path = await bench.write("levels.csv", content);
    const { contract, featureColumns, excluded } = inferContract(await profileFile(path, bench.ports.reader, "y"), {
      label: "y",
    });
    expect(contract.columns["level"]).toEqual({ type: "category" });
    expect(featureColumns).toEqual(["level"]);
    expect(excluded["empty"]).toBe("it has no value in any row");
    expect(await ingestFile(path, contract, bench.ports)).toMatchObject({ acceptedCount: 20_000, quarantinedCount: 0 });
  });
});
