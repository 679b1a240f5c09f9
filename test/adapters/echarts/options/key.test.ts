import { lightPalette } from "#reporting";
import { type Key, keyElements, keyHeight, letterOf } from "#src/adapters/echarts/options/key.js";
import { ellipsis, textWidth } from "#src/adapters/echarts/options/text.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const keyNamed = (name: string): Key => ({ name, color: "#000000", symbol: { kind: "line", dash: [] } });

describe("keyElements", () => {
  it("never reaches over the drawing's edge nor over another entry", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 120 }), { maxLength: 8 }),
        fc.integer({ min: 200, max: 900 }),
        (names, width) => {
          const keys = names.map(keyNamed);
          const elements = keyElements(keys, { width, height: 300, palette: lightPalette });
          const boxes = elements.map((element) => {
            const { x, y, children } = element as unknown as {
              x: number;
              y: number;
              children: { x?: number; style: { text?: string } }[];
            };
            const label = children.at(-1)!;
            return { row: y, from: x, to: x + label.x! + textWidth(label.style.text!) };
          });
          for (const [at, box] of boxes.entries()) {
            expect(box.to).toBeLessThanOrEqual(width);
            expect(box.row).toBeLessThan(keyHeight(keys, width));
            const next = boxes[at + 1];
            if (next?.row === box.row) expect(next.from).toBeGreaterThan(box.to);
          }
        },
      ),
    );
  });
});

describe("ellipsis", () => {
  it("keeps what fits and cuts what does not to the width", () => {
    expect(ellipsis("tenure", 200)).toBe("tenure");
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), fc.integer({ min: 30, max: 400 }), (text, width) => {
        expect(textWidth(ellipsis(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("letterOf", () => {
  it("counts from A", () => {
    expect([0, 1, 25].map(letterOf)).toEqual(["A", "B", "Z"]);
  });
});
