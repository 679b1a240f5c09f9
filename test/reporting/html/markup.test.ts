import { escapeHtml, html, trusted } from "#src/reporting/html/markup.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("html", () => {
  it("escapes text, keeps markup, joins lists and leaves nothing for null", () => {
    const list = ["<", html`<b>${"&"}</b>`, 3];
    expect(html`<p title="${'"'}">${list}${null}${trusted("<i></i>")}</p>`.markup).toBe(
      '<p title="&quot;">&lt;<b>&amp;</b>3<i></i></p>',
    );
  });
});

describe("escapeHtml", () => {
  it("leaves no character that could open a tag, an attribute or an entity of its own", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
        (text) => {
          const escaped = escapeHtml(text);
          expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
        },
      ),
    );
  });

  it("can be undone for all text that a document may hold", () => {
    const characters: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("<", ">", "&", '"', "'", ";", "#", "39", "lt", "amp", " ", "é", "漢", "😀", "\n"),
        }),
        (text) => {
          expect(escapeHtml(text).replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => characters[entity]!)).toBe(text);
        },
      ),
    );
  });

  it("replaces control characters and lone surrogates", () => {
    expect(escapeHtml("a\u0000b\ud800c\td")).toBe("a\ufffdb\ufffdc\td");
  });
});
