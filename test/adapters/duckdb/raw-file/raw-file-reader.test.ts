import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingestFile } from "#ingestion";
import { contractFor, type IngestionBench, openIngestionBench } from "../../../ingestion/ingestion-bench.js";

let bench: IngestionBench;
beforeAll(async () => {
  bench = await openIngestionBench({ maxRecordBytes: 20_000 });
});
afterAll(() => bench.close());

async function shapeOf(
  content: string | Uint8Array,
  expected: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const path = await bench.write("shape.csv", content);
  const file = await bench.ports.reader.open(path, expected);
  await file.close();
  const { delimiter, hasHeader, columns, encoding, rowCount, unreadableCount } = file.shape;
  return { delimiter, hasHeader, columns, encoding, rowCount, unreadableCount };
}

interface Landed {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly refused: readonly Readonly<Record<string, unknown>>[];
}

let landing = 0;
/** Lands a file as it is: every column text, nothing required. */
async function land(content: string | Uint8Array, name = "land.csv"): Promise<Landed> {
  const file = await bench.ports.reader.open(await bench.write(name, content));
  try {
    landing += 1;
    const acceptedPath = `${bench.folder}/accepted-${landing}.parquet`;
    const quarantinePath = `${bench.folder}/quarantine-${landing}.parquet`;
    const { accepted, quarantined } = await file.land({
      columns: file.shape.columns,
      checks: [],
      warnings: [],
      key: [],
      storedPaths: [],
      ingestedAt: 0,
      acceptedPath,
      sparePath: `${bench.folder}/spare-${landing}.parquet`,
      quarantinePath,
    });
    const read = (path: string | undefined, columns: string): ReturnType<IngestionBench["rows"]> =>
      path === undefined ? Promise.resolve([]) : bench.database.rows(`SELECT ${columns} FROM read_parquet('${path}')`);
    return {
      rows: await read(accepted?.path, "* EXCLUDE (_source, _ingested_at)"),
      refused: await read(quarantined?.path, 'line, reason, "row"'),
    };
  } finally {
    await file.close();
  }
}

const header = {
  delimiter: ",",
  hasHeader: true,
  columns: ["a", "b"],
  encoding: "utf-8",
  rowCount: 2,
  unreadableCount: 0,
};

describe("opening a raw file", () => {
  test.each([
    ["comma", "a,b\n1,x\n2,y\n", {}],
    ["semicolon, with decimal commas", "a;b\n1,5;x\n2,5;y\n", { delimiter: ";" }],
    ["tab", "a\tb\n1\tx\n2\ty\n", { delimiter: "\t" }],
    ["pipe", "a|b\n1|x\n2|y\n", { delimiter: "|" }],
    ["delimiters inside quotes", 'a;b\n"1,2,3";x\n"4,5,6";y\n', { delimiter: ";" }],
    ["no line end at the end", "a,b\n1,x\n2,y", {}],
    ["carriage returns", "a,b\r\n1,x\r\n2,y\r\n", {}],
    ["a byte order mark", "\ufeffa,b\n1,x\n2,y\n", {}],
    ["no header", "1,x\n2,y\n", { hasHeader: false, columns: ["column1", "column2"] }],
    ["an unnamed column", ",b\n1,x\n2,y\n", { columns: ["column1", "b"] }],
    ["one column only", "a\n1\n2\n", { columns: ["a"] }],
    [
      "spaces, quotes and other letters in the header",
      '"a ""q""",größe €\n1,x\n2,y\n',
      { columns: ['a "q"', "größe €"] },
    ],
    ["blank lines", "\n\na,b\n1,x\n\n2,y\n\n", {}],
  ])("recognises %s", async (_, content, difference) => {
    expect(await shapeOf(content)).toEqual({ ...header, ...difference });
  });

  test("takes a numeric first record for a header when it holds an expected name", async () => {
    expect(await shapeOf("2023,y\n1,0\n", ["y"])).toMatchObject({
      hasHeader: true,
      columns: ["2023", "y"],
      rowCount: 1,
    });
  });

  const accented = "a,b\n1,é€\n2,y\n";
  test.each([
    ["UTF-16 little endian", "utf-16", Buffer.from(`\ufeff${accented}`, "utf16le")],
    ["UTF-16 big endian", "utf-16", Buffer.from(`\ufeff${accented}`, "utf16le").swap16()],
    ["UTF-16 without a mark", "utf-16", Buffer.from("a,b\n1,é\n2,y\n", "utf16le")],
    ["Windows-1252", "windows-1252", Buffer.from("a,b\n1,\xe9\x80\n2,y\n", "latin1")],
  ])("reads %s", async (_, encoding, bytes) => {
    expect(await shapeOf(bytes)).toEqual({ ...header, encoding });
    const { rows } = await land(bytes);
    expect(rows[0]!["b"]).toMatch(/^é€?$/);
  });

  test("takes special characters in a file name literally, and folder names with = for no column", async () => {
    const { rows } = await land("a,b\n1,x\n", "we*ird [1]{a} k=v?.csv");
    expect(rows).toEqual([{ a: "1", b: "x", _line: 2 }]);
  });
});

describe("landing a raw file", () => {
  test("keeps every text exactly: empty, blank, quoted, null-like", async () => {
    const { rows } = await land('a,b\n,""\n" ",NULL\n"x\ny","q""r"\nNA,"a,b"\n');
    expect(rows).toEqual([
      { a: "", b: "", _line: 2 },
      { a: " ", b: "NULL", _line: 3 },
      { a: "x\ny", b: 'q"r', _line: 4 },
      { a: "NA", b: "a,b", _line: 6 },
    ]);
  });

  test("refuses ragged records with their line, and keeps the others", async () => {
    const { rows, refused } = await land('a,b\n1,x\n2\n"3\n4",y\n5,z,extra\n6,w\n');
    expect(rows.map((row) => row["_line"])).toEqual([2, 4, 7]);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "wrong number of fields"],
      [6, "wrong number of fields"],
    ]);
    expect(refused[1]!["row"]).toBe('{"text":"5,z,extra"}');
  });

  test("costs one line where quotes do not close, wherever that is", async () => {
    const { rows, refused } = await land('a,b\n1,"x\n2,y\n3,"z"w\n4,"v"\n5,"u');
    expect(rows.map((row) => row["_line"])).toEqual([3, 5]);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "unbalanced quotes"],
      [4, "unbalanced quotes"],
      [6, "unbalanced quotes"],
    ]);
  });

  test("keeps quotes inside unquoted values as they are", async () => {
    const { rows } = await land('a,b\n5" pipe,"6"" pipe"\n');
    expect(rows).toEqual([{ a: '5" pipe', b: '6" pipe', _line: 2 }]);
  });

  test("refuses lines that are not valid in the file's encoding, and lines with NUL bytes", async () => {
    const bytes = Buffer.concat([Buffer.from("a,b\n1,é\n2,"), Buffer.from([0xe9]), Buffer.from("\n3,\u0000\n4,ü\n")]);
    const { rows, refused } = await land(bytes);
    expect(rows.map((row) => row["b"])).toEqual(["é", "ü"]);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "undecodable bytes"],
      [4, "undecodable bytes"],
    ]);
  });

  test("refuses a record above the limit and keeps its beginning only", async () => {
    const { rows, refused } = await land(`a,b\n1,${"x".repeat(50_000)}\n2,y\n3,"${"z\n".repeat(20_000)}\n`);
    expect(rows.slice(0, 1)).toEqual([{ a: "2", b: "y", _line: 3 }]);
    expect(refused[0]).toMatchObject({ line: 2, reason: "line too long" });
    expect(String(refused[0]!["row"]).length).toBeLessThan(2200);
    expect(refused[1]).toMatchObject({ line: 4, reason: "unbalanced quotes" });
  });

  test("reads lines that end in different ways", async () => {
    const { rows } = await land("a,b\r\n1,x\n2,y\r3,z");
    expect(rows.map((row) => [row["a"], row["b"], row["_line"]])).toEqual([
      ["1", "x", 2],
      ["2", "y", 3],
      ["3", "z", 4],
    ]);
  });

  test("reads Parquet as it would read the same table as text", async () => {
    const path = `${bench.folder}/typed.parquet`;
    await bench.database.run(
      `COPY (SELECT 1 AS whole, 29.85::DOUBLE AS part, true AS flag, DATE '2024-01-31' AS day,
       TIMESTAMP '2024-01-31 10:00:00' AS at, NULL::VARCHAR AS none, 'é' AS text) TO '${path}' (FORMAT parquet)`,
    );
    const file = await bench.ports.reader.open(path);
    const facts = (await file.profile(null)).find(({ name }) => name === "at");
    await file.close();
    expect(facts?.topLevels).toEqual([{ value: "2024-01-31T10:00:00.000", count: 1 }]);
    const contract = contractFor({ whole: { type: "integer" }, at: { type: "timestamp" }, none: { type: "text" } });
    const report = await ingestFile(path, contract, bench.ports);
    expect([report.acceptedCount, report.quarantinedCount, report.ignoredColumns]).toEqual([
      1,
      0,
      ["part", "flag", "day", "text"],
    ]);
  });

  test("leaves no temporary file behind", async () => {
    await land('a,b\n1,"x\ny"\n2\n');
    expect(await bench.leftovers()).toEqual([]);
  });
});

const cell = fc.oneof(
  fc.string({ maxLength: 6 }).filter((text) => !text.includes("\u0000")),
  fc.string({ unit: fc.constantFrom('"', ",", ";", "\n", "\r", "\t", "|", " ", "a", "é", "'", "\\"), maxLength: 6 }),
  fc.constantFrom("", " ", "NA", "NULL", "0", "-1.5"),
);
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

const lineEndsIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;

describe("a table that was written as CSV", () => {
  const style = fc.record({
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    quotesAll: fc.boolean(),
    endsWithLineEnd: fc.boolean(),
  });

  test("comes back exactly, with exact lines, whatever its delimiter, quoting, line ends and bad lines", async () => {
    const badAfter = fc.array(fc.nat(8), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        table,
        style,
        badAfter,
        async (rows, { delimiter, lineEnd, quotesAll, endsWithLineEnd }, bad) => {
          const quote = (text: string): string =>
            quotesAll || /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
          const columns = rows[0]!.map((_, index) => `name${index}`);
          let line = 2;
          let content = columns.join(delimiter);
          const expected: (string | number)[][] = [];
          const expectedBad: number[] = [];
          for (const [index, row] of rows.entries()) {
            if (bad.includes(index)) {
              content += `${lineEnd}${["x", ...columns].join(delimiter)}`;
              expectedBad.push(line);
              line += 1;
            }
            content += lineEnd + row.map(quote).join(delimiter);
            expected.push([...row, line]);
            line += 1 + row.reduce((sum, text) => sum + lineEndsIn(text), 0);
          }
          const { rows: found, refused } = await land(content + (endsWithLineEnd ? lineEnd : ""));
          expect(found.map((row) => [...columns, "_line"].map((name) => row[name]))).toEqual(expected);
          expect(refused.map((row) => row["line"])).toEqual(expectedBad);
        },
      ),
      { numRuns: 60 },
    );
  });
});
