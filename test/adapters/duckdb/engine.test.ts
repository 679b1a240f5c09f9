import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseExpression, type Relation } from "#relation";
import type { Field, Row } from "#tabular";
import { columnsOfRelation } from "../../conformance/expression-runners.js";
import { countingBatches } from "./counting-batches.js";
import { everyType, temporaryEngine } from "./temporary-engine.js";

const fields = everyType;
const open = temporaryEngine();
const { folder, store } = open;

describe("write", () => {
  it("writes a relation to a file of allowed types and reports rows and size", async () => {
    const input = await store("source.parquet", fields, [{ id: "a", n: 2, b: true, t: 5 }]);
    const path = join(folder, "it's a copy.parquet");
    const columns = [
      { name: 'do"uble', expression: parseExpression("n * 2", fields) },
      { name: "is_a", expression: parseExpression("id = 'a'", fields) },
      { name: "t", expression: parseExpression("t", fields) },
    ];
    const written = await open.engine.write({ kind: "project", input, columns }, path);
    expect(written.rowCount).toBe(1);
    expect(written.sizeBytes).toBeGreaterThan(100);
    const copied: Relation = {
      kind: "parquet",
      paths: [path],
      fields: await open.engine.fieldsOf({ kind: "project", input, columns }),
    };
    expect(await columnsOfRelation(open.engine, copied)).toEqual([[4], [true], [5]]);
  });

  it("fails without a file when the folder does not exist", async () => {
    const path = join(folder, "absent", "a.parquet");
    const empty: Relation = { kind: "parquet", paths: [], fields };
    await expect(open.engine.write(empty, path)).rejects.toMatchObject({
      kind: "ExternalFailure",
      code: "duckdb/write-failed",
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe("stream", () => {
  it("gives batches of the wanted size in order, whatever DuckDB's chunks are", async () => {
    const path = join(folder, "count.parquet");
    const number: readonly Field[] = [{ name: "n", type: "number" }];
    await open.engine.writeBatches(number, countingBatches(20_000, 7000), path);
    const input: Relation = { kind: "parquet", paths: [path], fields: number };
    const relation: Relation = { kind: "filter", input, where: parseExpression("n % 3 <> 1", number) };
    for (const batchRows of [1000, 2048, 5000, 100_000]) {
      const sizes: number[] = [];
      const values: number[] = [];
      for await (const batch of open.engine.stream(relation, { batchRows })) {
        sizes.push(batch.rowCount);
        expect(batch.columns[0]).toHaveLength(batch.rowCount);
        values.push(...(batch.columns[0] as Float64Array));
      }
      expect(sizes.slice(0, -1).every((size) => size === batchRows)).toBe(true);
      expect(values).toEqual(Array.from({ length: 20_000 }, (_, n) => n).filter((n) => n % 3 !== 1));
    }
  });

  it("reads Parquet files that others wrote: integers, decimals, NaN, dates, times with a zone", async () => {
    const path = join(folder, "foreign.parquet");
    await open.database.run(
      `copy (select * from (values (1::bigint, 1.25::decimal(10, 2), 'nan'::float, date '2024-01-31', timestamptz '2024-01-31 10:00:00+02', 7::utinyint),
       (null, null, 2.5::float, null, null, null)) v(i, d, f, day, z, s)) to '${path}' (format parquet)`,
    );
    const stored: readonly Field[] = [
      { name: "i", type: "number" },
      { name: "d", type: "number" },
      { name: "f", type: "number" },
      { name: "day", type: "timestamp" },
      { name: "z", type: "timestamp" },
      { name: "s", type: "text" },
    ];
    const input: Relation = { kind: "parquet", paths: [path], fields: stored };
    const columns = [
      ...stored.map(({ name, type }) => ({ name, expression: { kind: "column", name, type } as const })),
      { name: "missing", expression: parseExpression("f is null", stored) },
      { name: "greater", expression: parseExpression("f > 1e300", stored) },
    ];
    expect(await columnsOfRelation(open.engine, { kind: "project", input, columns })).toEqual([
      [1, null],
      [1.25, null],
      [null, 2.5],
      [Date.UTC(2024, 0, 31), null],
      [Date.UTC(2024, 0, 31, 8), null],
      ["7", null],
      [true, false],
      [null, false],
    ]);
  });

  it("gives no batch for a table without files", async () => {
    expect(await columnsOfRelation(open.engine, { kind: "parquet", paths: [], fields })).toEqual([[], [], [], []]);
    expect(await open.engine.count({ kind: "parquet", paths: [], fields })).toBe(0);
  });

  it("reads CSV as text in file order, quotes and blanks kept, an empty field missing", async () => {
    const path = join(folder, "a.csv");
    await writeFile(path, 'a;"b c"\n1;" x"\n;"say ""hi""\nagain"\nnan;\'q\'\n');
    const dialect = { delimiter: ";", quote: '"', hasHeader: true, encoding: "utf-8" } as const;
    const csv: Relation = { kind: "csv", path, dialect, columns: ["a", "b c"] };
    expect(await columnsOfRelation(open.engine, csv)).toEqual([
      ["1", null, "nan"],
      [" x", 'say "hi"\nagain', "'q'"],
    ]);
  });
});

describe("relations", () => {
  it("sort, limit, union and first-per-key keep what they promise", async () => {
    const input = await store("sorted.parquet", fields, [
      { id: "a", n: 2, b: true, t: 1 },
      { id: "b", n: null, b: true, t: 2 },
      { id: "a", n: 1, b: false, t: 3 },
      { id: "a", n: 1, b: false, t: 2 },
    ]);
    const sorted: Relation = { kind: "sort", input, by: [{ column: "n", descending: true }, { column: "t" }] };
    expect((await columnsOfRelation(open.engine, sorted))[3]).toEqual([1, 2, 3, 2]);
    expect((await columnsOfRelation(open.engine, { kind: "limit", input: sorted, rows: 2 }))[1]).toEqual([2, 1]);
    expect((await columnsOfRelation(open.engine, { kind: "union", inputs: [input, sorted] }))[0]).toHaveLength(8);
    const first: Relation = { kind: "first-per-key", input, keys: ["id"], by: [{ column: "n" }] };
    const ordered: Relation = { kind: "sort", input: first, by: [{ column: "id" }] };
    expect(await columnsOfRelation(open.engine, ordered)).toEqual([
      ["a", "b"],
      [1, null],
      [false, true],
      [2, 2],
    ]);
  });

  it("join drops rows without a match, also those with a missing key", async () => {
    const left = await store(
      "left.parquet",
      [fields[0]!, fields[1]!],
      [
        { id: "a", n: 1 },
        { id: null, n: 2 },
        { id: "z", n: 3 },
      ],
    );
    const right = await store(
      "right.parquet",
      [fields[0]!, fields[2]!],
      [
        { id: "a", b: true },
        { id: null, b: false },
      ],
    );
    expect(await columnsOfRelation(open.engine, { kind: "join", left, right, keys: ["id"] })).toEqual([
      ["a"],
      [1],
      [true],
    ]);
  });

  it("as-of join never sees a value before it was available, and a late correction never hides a newer event", async () => {
    const labels: readonly Field[] = [
      { name: "id", type: "text" },
      { name: "asOf", type: "timestamp" },
    ];
    const facts: readonly Field[] = [
      { name: "id", type: "text" },
      { name: "v", type: "text" },
      { name: "at", type: "timestamp" },
      { name: "known", type: "timestamp" },
    ];
    const right = await store("facts.parquet", facts, [
      { id: "a", v: "first", at: 10, known: 12 },
      { id: "a", v: "second", at: 20, known: 21 },
      { id: "a", v: "first, corrected late", at: 10, known: 30 },
      { id: "a", v: "second, corrected", at: 20, known: 40 },
      { id: "a", v: "told before it happens", at: 60, known: 50 },
      { id: "a", v: "never known", at: 5, known: null },
      { id: "b", v: "another key", at: 1, known: 1 },
    ]);
    const times = [5, 10, 11, 12, 20, 21, 30, 39, 40, 55, 60, null];
    const left = await store("labels.parquet", labels, [
      ...times.map((asOf) => ({ id: "a", asOf })),
      { id: "c", asOf: 99 },
    ]);
    const join: Relation = {
      kind: "as-of-join",
      left,
      right,
      keys: ["id"],
      leftTime: "asOf",
      rightTime: "at",
      rightAvailableAt: "known",
    };
    const [ids, asOf, values] = await columnsOfRelation(open.engine, {
      kind: "sort",
      input: join,
      by: [{ column: "id" }, { column: "asOf" }],
    });
    expect(ids).toEqual([...times.map(() => "a"), "c"]);
    expect(Object.fromEntries(asOf!.map((time, index) => [String(time), values![index]]))).toEqual({
      5: null,
      10: null,
      11: null,
      12: "first",
      20: "first",
      21: "second",
      30: "second",
      39: "second",
      40: "second, corrected",
      55: "second, corrected",
      60: "told before it happens",
      null: null,
      99: null,
    });
  });
});

describe("names and texts that look like SQL", () => {
  const hostile = [`"; drop table t; --`, `a" as "b`, "it's", "`x`", "${x}", "\\", "select", "né 😀", " "];

  it("are only names and texts", async () => {
    const columns: readonly Field[] = hostile.map((name) => ({ name, type: "text" }));
    const row: Row = Object.fromEntries(hostile.map((name) => [name, name]));
    const input = await store("hostile ' [1]*.parquet", columns, [row]);
    const projections = columns.map(({ name }) => ({
      name: `is ${name}`,
      expression: {
        kind: "in",
        operand: { kind: "column", name, type: "text" },
        values: [name],
        negated: false,
        type: "boolean",
      } as const,
    }));
    const first: Relation = { kind: "first-per-key", input, keys: [hostile[0]!], by: [{ column: hostile[1]! }] };
    const values = await columnsOfRelation(open.engine, { kind: "project", input: first, columns: projections });
    expect(values).toEqual(hostile.map(() => [true]));
  });
});
