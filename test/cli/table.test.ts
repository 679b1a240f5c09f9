import { lineWidth, renderPairs, renderTable, widthOf, wrapText } from "#src/cli/print/table.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const green = "\u001b[32mok\u001b[39m";

describe("renderTable", () => {
  test("aligns columns two spaces apart, without blanks at line ends", () => {
    const table = renderTable(
      [{ title: "name" }, { title: "n", align: "right" }, { title: "" }],
      [
        ["a", "1,000", "last"],
        ["long name", "7", ""],
      ],
    );

    expect(table).toBe("name           n\na          1,000  last\nlong name      7");
  });

  test("leaves out the line of titles when there is none, and takes missing cells for empty", () => {
    expect(renderTable([{ title: "" }, { title: "" }], [["a", "b"], ["ccc"]])).toBe("a    b\nccc");
    expect(renderTable([{ title: "only titles" }], [])).toBe("only titles");
  });

  test("does not count colour codes, and counts letters, not UTF-16 units", () => {
    expect(widthOf(green)).toBe(2);
    expect(
      renderTable(
        [{ title: "" }, { title: "" }],
        [
          [green, "x"],
          ["ab😀", "y"],
        ],
      ),
    ).toBe(`${green}   x\nab😀  y`);
  });

  test("takes more rows than a function takes arguments", () => {
    const rows = Array.from({ length: 200_000 }, () => ["x"]);

    expect(renderTable([{ title: "" }], rows).length).toBe(2 * rows.length - 1);
  });

  test("begins a column at the same place in every line", () => {
    const rows = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(rows, (cells) => {
        const clean = cells.map(([left]) => [left.replaceAll(/\s/g, "_"), "|"]);
        const places = renderTable([{ title: "" }, { title: "" }], clean)
          .split("\n")
          .map((line) => [...line].lastIndexOf("|"));
        expect(new Set(places).size).toBe(1);
      }),
    );
  });
});

describe("wrapText", () => {
  test("breaks at spaces, indents every line and leaves a word that is too long whole", () => {
    expect(wrapText("one two three extraordinarily four", 10, "  ")).toBe(
      "  one two\n  three\n  extraordinarily\n  four",
    );
  });

  test("keeps all words in order, on lines that are no wider than asked unless a word is", () => {
    const words = fc.array(fc.stringMatching(/^[a-zé]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 3, max: 40 }), fc.constantFrom("", "  "), (list, width, indent) => {
        const lines = wrapText(list.join(" "), width, indent).split("\n");
        expect(lines.flatMap((line) => line.slice(indent.length).split(" "))).toEqual(list);
        for (const line of lines) {
          expect(line.startsWith(indent)).toBe(true);
          if (line.slice(indent.length).includes(" ")) expect(widthOf(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe("renderPairs", () => {
  test("puts values below each other, shortens digests and goes on in the next line", () => {
    const text = renderPairs([
      ["rows", 3],
      ["digest", "ab".repeat(32)],
      ["columns", new Array(12).fill("tenure").join(", ")],
    ]);

    expect(text.split("\n")).toEqual([
      "  rows     3",
      "  digest   abababababababab…",
      `  columns  ${new Array(8).fill("tenure,").join(" ")}`,
      `           ${new Array(4).fill("tenure").join(", ")}`,
    ]);
  });

  test("has no line wider than a terminal, whatever the values are", () => {
    const entries = fc.array(fc.tuple(fc.stringMatching(/^[a-zA-Z_]{1,24}$/), fc.jsonValue()));
    fc.assert(
      fc.property(entries, (pairs) => {
        for (const line of renderPairs(pairs).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(lineWidth);
      }),
    );
  });

  test("is empty without entries", () => {
    expect(renderPairs([])).toBe("");
  });
});
