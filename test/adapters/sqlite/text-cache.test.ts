import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTextCache } from "#src/adapters/sqlite/text-cache.js";

describe("a cache of texts", () => {
  it("gives what reading gives, and the same value again for a text that was read lately", () => {
    let reads = 0;
    const read = createTextCache((text): unknown => {
      reads += 1;
      return JSON.parse(text);
    }, 2);
    const first = read("[1]");
    expect(first).toEqual([1]);
    expect(read("[1]")).toBe(first);
    expect(reads).toBe(1);
  });

  it("never remembers more than twice as many texts as it was told, and never a wrong one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 4 }),
        (wanted, most) => {
          const reads: string[] = [];
          const read = createTextCache((text) => {
            reads.push(text);
            return { text };
          }, most);
          for (const [place, number] of wanted.entries()) {
            expect(read(`text ${number}`)).toEqual({ text: `text ${number}` });
            const lately = new Set(wanted.slice(0, place));
            if (!lately.has(number)) expect(reads.at(-1)).toBe(`text ${number}`);
          }
          // With more distinct texts than can be remembered between two askings, each asking reads.
          const distinct = Array.from({ length: 2 * most + 1 }, (_, index) => `new ${index}`);
          for (const text of distinct) read(text);
          const before = reads.length;
          read("new 0");
          expect(reads.length).toBe(before + 1);
        },
      ),
    );
  });
});
