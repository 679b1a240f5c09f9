import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTableFileReader, type DuckdbDatabase, openDuckdb } from "#adapters/duckdb";
import { openPlainTableFile } from "#adapters/parquet";
import type { TableFile } from "#ingestion";
import { DriftloopError } from "#kernel";

let folder = "";
let database: DuckdbDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "driftloop-parquet-"));
  database = await openDuckdb({});
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function written(select: string, options = ""): Promise<string> {
  const path = join(folder, "table.parquet");
  await database.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options})`);
  return path;
}

type Columns = readonly (readonly (number | string | null)[])[];

async function columnsOf(file: TableFile): Promise<Columns> {
  const columns: (number | string | null)[][] = file.fields.map(() => []);
  await file.scan(file.fields, (place, values) => {
    for (const value of values) columns[place]!.push(value);
  });
  await file.close();
  return columns;
}

async function readByEngine(path: string): Promise<{ readonly file: TableFile; readonly columns: Columns }> {
  const file = await createTableFileReader(database).open(path);
  return { file, columns: await columnsOf(file) };
}

async function expectSame(path: string): Promise<void> {
  const plain = openPlainTableFile(path);
  const engine = await readByEngine(path);
  expect(plain).toBeDefined();
  expect({ name: plain!.name, rows: plain!.rowCount, fields: plain!.fields }).toEqual({
    name: engine.file.name,
    rows: engine.file.rowCount,
    fields: engine.file.fields,
  });
  expect(await columnsOf(plain!)).toEqual(engine.columns);
}

const everyType = (rows: number): string => `
  SELECT sin(i) AS d, (CASE WHEN i % 7 = 0 THEN NULL ELSE cos(i) END)::DOUBLE AS gaps, (i % 5)::DOUBLE AS few,
    sin(i)::FLOAT AS f, (i * 7919 % 100000 - 50000)::INTEGER AS whole, (i % 200 - 100)::TINYINT AS tiny, (i % 300)::SMALLINT AS small,
    (4000000000 + i)::UINTEGER AS unsigned, (i % 1000 * 9007199254740993 - 4611686018427387904)::BIGINT AS big,
    'level ' || (i % 12) AS level, CASE WHEN i % 3 = 0 THEN NULL ELSE md5(i::VARCHAR) || repeat('ü', i % 40) END AS long,
    NULL::DOUBLE AS never, CASE WHEN i % 2 = 0 THEN 'NaN'::DOUBLE ELSE '-inf'::DOUBLE END AS special
  FROM range(${rows}) t(i)`;

describe("a plain Parquet file read without an engine", () => {
  it.each(["snappy", "uncompressed", "gzip"])("holds what DuckDB reads of it (%s)", async (compression) => {
    await expectSame(await written(everyType(3000), `, COMPRESSION ${compression}`));
  });

  it("holds the same in several groups of rows, with dictionaries and without", async () => {
    await expectSame(await written(everyType(150_000), ", ROW_GROUP_SIZE 20480"));
  });

  it("holds one row", async () => {
    await expectSame(await written("SELECT 1.5::DOUBLE AS x, 'a' AS y"));
  });

  it("hands over only the columns that are wanted, in the order in which they are", async () => {
    const file = openPlainTableFile(await written(everyType(10)))!;
    const [first, second] = [
      file.fields.find(({ name }) => name === "level")!,
      file.fields.find(({ name }) => name === "few")!,
    ];
    const seen: unknown[] = [];
    await file.scan([first, second], (place, values) => seen.push([place, values[3]]));
    await file.close();
    expect(seen).toEqual([
      [0, "level 3"],
      [1, 3],
    ]);
  });

  // pyarrow 26.0.1: write_table(data_page_version="2.0", use_dictionary=["s", "x"], compression="snappy", row_group_size=30)
  it("holds pages of version 2, with dictionaries and gaps, as pyarrow writes them", async () => {
    await expectSame("test/adapters/parquet/pyarrow-version-2.parquet");
  });
});

describe("a file that is left to the engine", () => {
  it.each([
    ["dates", "SELECT DATE '2026-01-31' AS x"],
    ["times", "SELECT TIMESTAMP '2026-01-31' AS x"],
    ["decimals", "SELECT 1.5::DECIMAL(9, 2) AS x"],
    ["booleans", "SELECT true AS x"],
    ["lists", "SELECT [1, 2] AS x"],
    ["structs", "SELECT {'a': 1.5::DOUBLE} AS x"],
    ["binaries", "SELECT 'a'::BLOB AS x"],
    ["whole numbers beyond 63 bits", "SELECT 18446744073709551615::UBIGINT AS x"],
    ["no rows", "SELECT 1.5::DOUBLE AS x LIMIT 0"],
  ])("holds %s", async (_, select) => {
    expect(openPlainTableFile(await written(select))).toBeUndefined();
  });

  it("is packed in a way that is not known here", async () => {
    expect(openPlainTableFile(await written("SELECT 1.5::DOUBLE AS x", ", COMPRESSION zstd"))).toBeUndefined();
  });

  it("is no Parquet file, a folder, or not there", () => {
    writeFileSync(join(folder, "table.csv"), "a,b\n1,2\n");
    for (const path of [join(folder, "table.csv"), folder, join(folder, "none")]) {
      expect(openPlainTableFile(path)).toBeUndefined();
    }
  });
});

/** What becomes of a file some of whose bytes are others: read, left to the engine, or refused in one sentence. */
async function outcomeOf(path: string): Promise<string> {
  const file = openPlainTableFile(path);
  if (file === undefined) return "left";
  try {
    await columnsOf(file);
    return "read";
  } catch (thrown) {
    await file.close();
    return thrown instanceof DriftloopError ? thrown.code : `unexpected: ${String(thrown)}`;
  }
}

describe("a damaged file", () => {
  it("is read, left to the engine or refused, whatever bytes are changed", async () => {
    const path = await written(everyType(40));
    const bytes = readFileSync(path);
    const damaged = join(folder, "damaged.parquet");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const changed = Buffer.from(bytes);
          for (const { at, to } of changes) changed[at] = to;
          writeFileSync(damaged, changed);
          expect(["left", "read", "ingestion/not-a-table"]).toContain(await outcomeOf(damaged));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("whose packed values were cut out is refused", async () => {
    const path = await written("SELECT sin(i) AS x FROM range(5000) t(i)");
    const descriptor = openSync(path, "r+");
    writeSync(descriptor, Buffer.alloc(2000), 0, 2000, 2000);
    writeSync(descriptor, Buffer.alloc(8, 255), 0, 8, 4);
    closeSync(descriptor);
    expect(statSync(path).size).toBeGreaterThan(5000);
    expect(await outcomeOf(path)).toBe("ingestion/not-a-table");
  });
});
