import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckdbDatabase, openDuckdb } from "#adapters/duckdb";
import { openPlainTableFile } from "#adapters/parquet";
import { createRandom, type Random } from "#kernel";
import { byEngine, type Content, withoutEngine } from "./both-readers.js";

const fixtures = "test/adapters/parquet";
const folder = mkdtempSync(join(tmpdir(), "driftloop-parquet-"));
let database: DuckdbDatabase;

beforeAll(async () => {
  database = await openDuckdb({});
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function written(select: string, options = "", name = "table"): Promise<string> {
  const path = join(folder, `${name}.parquet`);
  await database.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options})`);
  return path;
}

async function expectSame(path: string): Promise<void> {
  expect(await withoutEngine(path)).toEqual(await byEngine(database, path));
}

const everyType = (rows: number): string => `
  SELECT sin(i) AS d, (CASE WHEN i % 7 = 0 THEN NULL ELSE cos(i) END)::DOUBLE AS gaps, (i % 5)::DOUBLE AS few,
    sin(i)::FLOAT AS f, (i * 7919 % 100000 - 50000)::INTEGER AS whole, (i % 200 - 100)::TINYINT AS tiny, (i % 300)::SMALLINT AS small,
    (4000000000 + i)::UINTEGER AS unsigned, (i % 1000 * 9007199254740993 - 4611686018427387904)::BIGINT AS big,
    'level ' || (i % 12) AS level, CASE WHEN i % 3 = 0 THEN NULL ELSE md5(i::VARCHAR) || repeat('ü', i % 40) END AS long,
    CASE i % 3 WHEN 0 THEN 9223372036854775807 WHEN 1 THEN -9223372036854775808 ELSE 0 END::BIGINT AS furthest,
    CASE i % 3 WHEN 0 THEN 127 WHEN 1 THEN -128 END::TINYINT AS ends8, CASE i % 3 WHEN 0 THEN 65535 ELSE i % 9 END::USMALLINT AS ends16,
    (255 - i % 256)::UTINYINT AS byte, CASE i % 3 WHEN 0 THEN -2147483648 ELSE i END::INTEGER AS ends32,
    CASE i % 4 WHEN 0 THEN '-0.0' WHEN 1 THEN '5e-324' WHEN 2 THEN '1.7976931348623157e308' END::DOUBLE AS extreme,
    CASE i % 5 WHEN 0 THEN '' WHEN 1 THEN repeat('x', i % 3000) WHEN 2 THEN '😀' || chr(0) || 'é' WHEN 3 THEN '�' END AS strange,
    NULL::VARCHAR AS wordless, NULL::DOUBLE AS never, CASE WHEN i % 2 = 0 THEN 'NaN'::DOUBLE ELSE '-inf'::DOUBLE END AS special
  FROM range(${rows}) t(i)`;

describe("a plain Parquet file read without an engine", () => {
  it.each(
    ["snappy", "uncompressed", "gzip"].flatMap((packing) =>
      ["", ", DICTIONARY_SIZE_LIMIT 1", ", ROW_GROUP_SIZE 2048", ", WRITE_BLOOM_FILTER false"].map((more) => [
        packing + more,
      ]),
    ),
  )("holds what DuckDB reads of it (%s)", async (options) => {
    await expectSame(await written(everyType(3000), `, COMPRESSION ${options}`));
  });

  it("holds the same in several groups of rows, with dictionaries and without", async () => {
    await expectSame(await written(everyType(50_000), ", ROW_GROUP_SIZE 20480"));
  });

  it("holds the same where no column has a gap, and where pages end within a group", async () => {
    await expectSame(await written("SELECT sin(i) AS x, 'text ' || i AS t, i AS n FROM range(250000) t(i)"));
  });

  it("holds texts longer than a part of the file that is read at once", async () => {
    await expectSame(
      await written("SELECT repeat(chr(97 + i::INTEGER), 1500000 + i::INTEGER) AS t FROM range(3) t(i)"),
    );
  });

  it.each(["V1", "V2"])(
    "holds the same or is left to DuckDB in the encodings of format version %s",
    async (version) => {
      for (const packing of ["snappy", "uncompressed", "gzip", "zstd", "lz4_raw", "brotli"]) {
        const path = await written(everyType(500), `, PARQUET_VERSION ${version}, COMPRESSION ${packing}`);
        const content = await withoutEngine(path);
        if (content !== "left") expect(content).toEqual(await byEngine(database, path));
      }
    },
  );

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
    await expectSame(join(fixtures, "pyarrow-version-2.parquet"));
  });

  // pyarrow 26.0.1: write_table(compression="snappy", row_group_size=17, data_page_size=64, write_page_checksum=True); x, i64, s with gaps,
  // none and nonet without a value, r and ls required, cat a pandas-like category
  it("holds small pages with checksums, required columns and columns without a value", async () => {
    await expectSame(join(fixtures, "pyarrow-version-1.parquet"));
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
    ["times of the day", "SELECT TIME '12:00' AS x"],
    ["ids", "SELECT uuid() AS x"],
    ["intervals", "SELECT INTERVAL 1 DAY AS x"],
    ["texts of another kind beside a number", "SELECT 1.5::DOUBLE AS x, '[1]'::JSON AS y"],
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

type Damage = (bytes: Buffer, random: Random) => Buffer;

const within = (random: Random, low: number, high: number): number => low + random.integer(high - low);

/** Of several bytes at once one may be what DuckDB stumbles over, and another one a value. */
function changed(bytes: Buffer, random: Random, [low, high]: readonly [number, number]): Buffer {
  const copy = Buffer.from(bytes);
  const at = within(random, low, high);
  copy[at] = random.integer(2) === 0 ? copy[at]! ^ (1 << random.integer(8)) : random.integer(256);
  return copy;
}

const footerOf = (bytes: Buffer): number => bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);

const damages: readonly (readonly [string, Damage])[] = [
  ["whose footer is changed", (bytes, random) => changed(bytes, random, [footerOf(bytes), bytes.length])],
  ["whose pages are changed", (bytes, random) => changed(bytes, random, [4, footerOf(bytes)])],
  [
    "that lacks a part",
    (bytes, random) => {
      const from = random.integer(bytes.length);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(within(random, from, bytes.length))]);
    },
  ],
  [
    "with bytes too many",
    (bytes, random) => {
      const at = random.integer(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([random.integer(256)]), bytes.subarray(at)]);
    },
  ],
];

async function readableByEngine(path: string): Promise<Content | null> {
  return byEngine(database, path).catch(() => null);
}

/** What is read is what DuckDB reads; where DuckDB stumbles over a part that no value needs, what the file held before. */
async function expectHarmless(damaged: string, whole: Content): Promise<void> {
  const content = await withoutEngine(damaged);
  if (typeof content === "string") return;
  const { columns, fields } = (await readableByEngine(damaged)) ?? whole;
  expect({ columns: content.columns, fields: content.fields }).toEqual({ columns, fields });
}

describe("a damaged file", () => {
  it.each(damages)("%s is read as DuckDB reads it, left to it or refused in one sentence", async (name, damage) => {
    const some = `SELECT sin(i) AS d, CASE WHEN i % 7 > 0 THEN cos(i) END AS gaps, (i % 5)::DOUBLE AS few, (i % 100)::TINYINT AS tiny,
      i AS big, 'l' || (i % 4) AS level, CASE WHEN i % 3 > 0 THEN md5(i::VARCHAR) END AS long FROM range(40) t(i)`;
    const files = [
      await written(some, "", "snappy"),
      await written(some, ", COMPRESSION uncompressed", "uncompressed"),
      await written(some, ", COMPRESSION gzip", "gzip"),
      join(fixtures, "pyarrow-version-1.parquet"),
      join(fixtures, "pyarrow-version-2.parquet"),
    ];
    const damaged = join(folder, "damaged.parquet");
    const random = createRandom(`damaged ${name}`);
    for (const path of files) {
      const [bytes, whole] = [readFileSync(path), await byEngine(database, path)];
      for (let run = 0; run < 100; run += 1) {
        writeFileSync(damaged, damage(bytes, random));
        await expectHarmless(damaged, whole);
      }
    }
  });

  // pyarrow 26.0.1: an array of texts made from the bytes FF FE
  it("whose texts are not UTF-8 is refused", async () => {
    expect(await withoutEngine(join(fixtures, "pyarrow-not-utf-8.parquet"))).toBe("refused");
  });

  it("that says that a page is a gigabyte long is refused before so much memory is taken", async () => {
    const path = await written("SELECT sin(i) AS x FROM range(5000) t(i)");
    const bytes = readFileSync(path);
    // The head of the first page: kind, then the length of its values unpacked, as zigzag of seven bits a byte.
    expect(bytes.subarray(4, 7).toString("hex")).toBe("150015");
    bytes.set([0xff, 0xff, 0x7f], 7);
    writeFileSync(path, bytes);
    const before = process.memoryUsage().arrayBuffers;
    expect(await withoutEngine(path)).toBe("refused");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 24);
  });
});

describe("a footer made of millions of empty structures", () => {
  it("is left to the engine before it fills the memory", () => {
    const path = join(folder, "bomb.parquet");
    const count = 8_000_000;
    // A list of structs as field 2, its length in seven bits a byte; each struct is one zero.
    const head = Buffer.from([
      0x29,
      0xfc,
      0x80 | (count & 127),
      0x80 | ((count >> 7) & 127),
      0x80 | ((count >> 14) & 127),
      count >> 21,
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length + count + 1);
    writeFileSync(
      path,
      Buffer.concat([Buffer.from("PAR1"), head, Buffer.alloc(count + 1), length, Buffer.from("PAR1")]),
    );
    const before = process.memoryUsage().heapTotal;
    expect(openPlainTableFile(path)).toBeUndefined();
    expect(process.memoryUsage().heapTotal - before).toBeLessThan(2 ** 30);
  });
});

describe("a receiver that fails", () => {
  it("is not taken for a damaged file", async () => {
    const file = openPlainTableFile(await written("SELECT 1.5::DOUBLE AS x"))!;
    const failure = new RangeError("too many");
    const scanned = file.scan(file.fields, () => {
      throw failure;
    });
    await expect(scanned).rejects.toBe(failure);
    await file.close();
  });
});
