import { stratifiedFolds } from "#training";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const rowsArbitrary = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()), { minLength: 1, maxLength: 120 })
  .map((rows) => ({
    entities: rows.map(([entity]) => `e${entity}`),
    labels: Uint8Array.from(rows, ([, isPositive]) => (isPositive ? 1 : 0)),
  }));

describe("stratifiedFolds", () => {
  test("judges every row once, by models that saw all others, and keeps an entity on one side", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.integer({ min: 2, max: 7 }), fc.integer(), ({ entities, labels }, folds, seed) => {
        const made = stratifiedFolds(entities, labels, { folds, seed });
        const all = entities.map((_, row) => row);
        expect(made).toHaveLength(folds);
        expect(made.flatMap(({ validRows }) => [...validRows]).toSorted((left, right) => left - right)).toEqual(all);
        for (const { trainRows, validRows } of made) {
          expect([...trainRows, ...validRows].toSorted((left, right) => left - right)).toEqual(all);
          const judged = new Set([...validRows].map((row) => entities[row]!));
          expect([...trainRows].some((row) => judged.has(entities[row]!))).toBe(false);
        }
      }),
    );
  });

  test("spreads entities of each class evenly: no fold has two more than another", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.integer({ min: 2, max: 7 }), ({ entities, labels }, folds) => {
        const positives = new Set(entities.filter((_, row) => labels[row] === 1));
        const made = stratifiedFolds(entities, labels, { folds, seed: 1 });
        for (const isPositive of [true, false]) {
          const counts = made.map(({ validRows }) => {
            const judged = new Set([...validRows].map((row) => entities[row]!));
            return [...judged].filter((entity) => positives.has(entity) === isPositive).length;
          });
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("repeats itself for a seed and differs for another", () => {
    const entities = Array.from({ length: 60 }, (_, row) => `e${row}`);
    const labels = Uint8Array.from(entities, (_, row) => (row % 3 === 0 ? 1 : 0));
    const made = stratifiedFolds(entities, labels, { folds: 5, seed: 42 });

    expect(stratifiedFolds(entities, labels, { folds: 5, seed: 42 })).toEqual(made);
    expect(stratifiedFolds(entities, labels, { folds: 5, seed: 43 })).not.toEqual(made);
  });
});
