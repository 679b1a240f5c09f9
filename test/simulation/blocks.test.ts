import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "#kernel";
import { groupRows } from "#src/simulation/population/blocks.js";
import { fitColumn } from "#src/simulation/population/column.js";

const row = record({
  x: integer({ min: 0, max: 50 }),
  y: integer({ min: 0, max: 3 }),
  level: constantFrom("a", "b", ""),
});

describe("blocks of similar rows", () => {
  test("hold every row once", () => {
    assert(
      property(array(row, { minLength: 1, maxLength: 300 }), integer(), (rows, seed) => {
        const columns = [
          fitColumn(
            "x",
            { type: "integer" },
            rows.map(({ x }) => String(x)),
          ),
          fitColumn(
            "y",
            { type: "number" },
            rows.map(({ y }) => String(y)),
          ),
          fitColumn(
            "level",
            { type: "category" },
            rows.map(({ level }) => level),
          ),
        ];
        const { blockOf, rows: blocks } = groupRows(columns, rows.length, createRandom(seed));
        const members = blocks.flatMap((block) => [...block]);
        expect(members.toSorted((left, right) => left - right)).toEqual([...rows.keys()]);
        for (const [block, list] of blocks.entries()) {
          expect(list.length).toBeGreaterThan(0);
          for (const member of list) expect(blockOf[member]).toBe(block);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("are small where rows can be told apart, and hold similar ones", () => {
    const texts = Array.from({ length: 400 }, (_, index) => String(index));
    const levels = texts.map((text) => (Number(text) < 150 ? "low" : "high"));
    const columns = [fitColumn("x", { type: "integer" }, texts), fitColumn("level", { type: "category" }, levels)];
    const { rows } = groupRows(columns, 400, createRandom(1));
    for (const block of rows) {
      expect(block.length).toBeGreaterThanOrEqual(4);
      expect(block.length).toBeLessThanOrEqual(12);
      expect(Math.max(...block) - Math.min(...block)).toBeLessThan(20);
    }
  });
});
