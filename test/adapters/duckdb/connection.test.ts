import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckdbDatabase, openDuckdb } from "#src/adapters/duckdb/connection.js";
import { quoteIdentifier, quoteText } from "#src/adapters/duckdb/quoting.js";

async function rowsOf(database: DuckdbDatabase): Promise<number> {
  let rowCount = 0;
  for await (const chunk of database.stream("select * from range(50000)")) rowCount += chunk.rowCount;
  return rowCount;
}

describe("openDuckdb", () => {
  let database: DuckdbDatabase;
  beforeAll(async () => {
    database = await openDuckdb({ memoryLimitMb: 300, threads: 1 });
  });
  afterAll(() => database.close());

  it("applies limits, UTC and closed extension settings", async () => {
    const rows = await database.rows(
      `select name, value from duckdb_settings() where name in ('memory_limit', 'threads', 'TimeZone',
       'autoinstall_known_extensions', 'autoload_known_extensions', 'preserve_insertion_order', 'lock_configuration') order by name`,
    );
    expect(Object.fromEntries(rows.map((row) => [row["name"], row["value"]]))).toEqual({
      TimeZone: "UTC",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      lock_configuration: "true",
      memory_limit: "300.0 MiB",
      preserve_insertion_order: "true",
      threads: "1",
    });
  });

  it("keeps nothing in memory of files it has read: a long-running process reads new ones every day", async () => {
    const path = join(database.spillDirectory, "kept.parquet");
    await database.run(`copy (select range as number from range(5000)) to ${quoteText(path)} (format parquet)`);
    expect(await database.rows(`select count(number)::double as rows from read_parquet(${quoteText(path)})`)).toEqual([
      { rows: 5000 },
    ]);
    expect(await database.rows("select path from duckdb_external_file_cache()")).toEqual([]);
  });

  it("binds parameters of each kind", async () => {
    const rows = await database.rows("select $1 as a, $2 as b, $3 as c, $4 as d", ["it's", 1.5, true, null]);
    expect(rows).toEqual([{ a: "it's", b: 1.5, c: true, d: null }]);
  });

  it("streams chunks of two queries at the same time", async () => {
    expect(await Promise.all([rowsOf(database), rowsOf(database)])).toEqual([50000, 50000]);
  });

  it("stays usable when a stream is left early", async () => {
    for await (const chunk of database.stream("select * from range(10000000)")) {
      expect(chunk.rowCount).toBeGreaterThan(0);
      break;
    }
    expect(await database.rows("select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("reports a bad query as an external failure with DuckDB's message and cause", async () => {
    await expect(database.rows("select nothing_here")).rejects.toMatchObject({
      kind: "ExternalFailure",
      code: "duckdb/query-failed",
      message: expect.stringContaining("nothing_here"),
      cause: expect.any(Error),
    });
  });

  it("refuses to load an extension that is not built in", async () => {
    await expect(database.rows("select * from 'https://127.0.0.1:9/a.parquet'")).rejects.toMatchObject({
      kind: "ExternalFailure",
    });
  });

  it("removes its spill directory when closed", async () => {
    const other = await openDuckdb();
    expect(existsSync(other.spillDirectory)).toBe(true);
    await other.close();
    await other.close();
    expect(existsSync(other.spillDirectory)).toBe(false);
  });
});

describe("quoting", () => {
  it("doubles quotes and refuses NUL", () => {
    expect(quoteIdentifier('a"b')).toBe('"a""b"');
    expect(quoteText("it's; drop table x --")).toBe("'it''s; drop table x --'");
    expect(() => quoteText("a\u0000b")).toThrow(expect.objectContaining({ code: "expression/nul-in-text" }));
  });
});
