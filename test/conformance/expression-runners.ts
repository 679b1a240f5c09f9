import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDuckdbEngine } from "#adapters/duckdb";
import { type AnalyticsEngine, compileExpression, type Expression, type Relation, type Value } from "#relation";
import type { ColumnBatch, ColumnValues, Field, Row } from "#tabular";

/** One way to evaluate expressions; Spark is added here as a third. */
export interface ExpressionRunner {
  readonly name: string;
  /** `[expressions][rows]` */
  evaluate(expressions: readonly Expression[], fields: readonly Field[], rows: readonly Row[]): Promise<Value[][]>;
  close(): Promise<void>;
}

function columnOf(field: Field, rows: readonly Row[]): ColumnValues {
  const values = rows.map((row) => row[field.name] ?? null);
  if (field.type === "text") return values as (string | null)[];
  return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
}

export function batchOf(fields: readonly Field[], rows: readonly Row[]): ColumnBatch {
  return { rowCount: rows.length, fields, columns: fields.map((field) => columnOf(field, rows)) };
}

export async function* batchesOf(...batches: ColumnBatch[]): AsyncGenerator<ColumnBatch, void, undefined> {
  yield* batches;
}

function valueOf(field: Field, value: number | string | null): Value {
  if (value === null || Number.isNaN(value)) return null;
  return field.type === "boolean" ? value === 1 : value;
}

/** All values of a relation, column by column. */
export async function columnsOfRelation(engine: AnalyticsEngine, relation: Relation): Promise<Value[][]> {
  const fields = await engine.fieldsOf(relation);
  const columns: Value[][] = fields.map(() => []);
  for await (const batch of engine.stream(relation)) {
    for (const [index, field] of fields.entries()) {
      for (const value of batch.columns[index]!) columns[index]!.push(valueOf(field, value));
    }
  }
  return columns;
}

export async function createDuckdbRunner(): Promise<ExpressionRunner> {
  const engine = await createDuckdbEngine({ memoryLimitMb: 512, threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), "driftloop-conformance-"));
  let files = 0;
  return {
    name: "DuckDB",
    evaluate: async (expressions, fields, rows) => {
      files += 1;
      const path = join(folder, `${files}.parquet`);
      await engine.writeBatches(fields, batchesOf(batchOf(fields, rows)), path);
      const input: Relation = { kind: "parquet", paths: [path], fields };
      const columns = expressions.map((expression, index) => ({ name: `e${index}`, expression }));
      return columnsOfRelation(engine, { kind: "project", input, columns });
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function createRowRunner(): ExpressionRunner {
  return {
    name: "row function",
    evaluate: async (expressions, _fields, rows) =>
      expressions.map((expression) => {
        const compute = compileExpression(expression);
        return rows.map((row) => compute(row));
      }),
    close: async () => {},
  };
}

/**
 * Whether two engines agree: exactly, but -0 equals 0, and the functions of the C library (exp, ln, log1p, power) and
 * what is computed from them agree to `tolerance` relative.
 */
export function agrees(left: Value, right: Value, tolerance: number): boolean {
  if (typeof left !== "number" || typeof right !== "number") return left === right;
  if (left === right) return true;
  return Math.abs(left - right) <= tolerance * Math.max(Math.abs(left), Math.abs(right));
}
