import { createHighRiskCollector, type ScoredEntity } from "#inference";
import type { ColumnBatch } from "#tabular";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const fields = [
  { name: "n", type: "number" },
  { name: "t", type: "text" },
] as const;

interface Scored extends ScoredEntity {
  readonly n: number;
  readonly t: string | null;
}

function batchOf(rows: readonly Scored[]): ColumnBatch {
  return { rowCount: rows.length, fields, columns: [Float64Array.from(rows, ({ n }) => n), rows.map(({ t }) => t)] };
}

function collect(
  size: number,
  batches: readonly (readonly Scored[])[],
): ReturnType<ReturnType<typeof createHighRiskCollector>["rows"]> {
  const collector = createHighRiskCollector(size);
  for (const rows of batches) {
    collector.add(
      rows.map(({ entity }) => entity),
      Float64Array.from(rows, ({ probability }) => probability),
      batchOf(rows),
    );
  }
  return collector.rows();
}

function sorted(rows: readonly Scored[], size: number): readonly Scored[] {
  return rows
    .toSorted((left, right) => right.probability - left.probability || (left.entity < right.entity ? -1 : 1))
    .slice(0, size);
}

const probabilities = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const population = fc
  .array(fc.record({ probability: probabilities, n: fc.double(), t: fc.option(fc.string()) }), { maxLength: 80 })
  .map((rows) => rows.map((row, index): Scored => ({ ...row, entity: `c${(index * 37) % 101}` })));

describe("createHighRiskCollector", () => {
  test("keeps what a full sort would, with the features of each, however the rows are cut into batches", () => {
    fc.assert(
      fc.property(
        population,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (rows, size, batchRows) => {
          const batches = Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, index) =>
            rows.slice(index * batchRows, (index + 1) * batchRows),
          );
          const expected = sorted(rows, size);
          const kept = collect(size, batches);
          expect(kept.entities).toEqual(expected.map(({ entity, probability }) => ({ entity, probability })));
          if (rows.length > 0) expect(kept.features).toEqual(batchOf(expected));
        },
      ),
    );
  });

  test("still keeps them after many times more rows than it holds", () => {
    const rows = Array.from({ length: 20_000 }, (_, index): Scored => {
      const probability = ((index * 7919) % 9973) / 9973;
      return { entity: `c${String(index).padStart(5, "0")}`, probability, n: index, t: null };
    });

    const { entities, features } = collect(25, [rows.slice(0, 9000), rows.slice(9000)]);

    expect(entities).toEqual(sorted(rows, 25).map(({ entity, probability }) => ({ entity, probability })));
    expect(features.columns[0]).toEqual(Float64Array.from(entities, ({ entity }) => Number(entity.slice(1))));
  });

  test("is empty before the first row", () => {
    expect(createHighRiskCollector(3).rows()).toEqual({
      entities: [],
      features: { rowCount: 0, fields: [], columns: [] },
    });
  });

  test("can be read, added to and read again", () => {
    const collector = createHighRiskCollector(2);
    const row = (entity: string, probability: number): Scored => ({ entity, probability, n: 1, t: null });
    const add = (scored: Scored): void =>
      collector.add([scored.entity], Float64Array.of(scored.probability), batchOf([scored]));
    add(row("a", 0.1));
    expect(collector.rows().entities.map(({ entity }) => entity)).toEqual(["a"]);
    add(row("b", 0.3));
    add(row("c", 0.2));
    expect(collector.rows().entities.map(({ entity }) => entity)).toEqual(["b", "c"]);
  });
});
