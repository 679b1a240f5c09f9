import { openChartRenderer } from "#adapters/echarts";
import { createHtmlPageRenderer, type PageModel, themedPalette, trainingReport } from "#reporting";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fullInput, smallestInput } from "../training-report/example-input.js";

let render: (page: PageModel) => string;
let full: string;

beforeAll(async () => {
  const pages = createHtmlPageRenderer(await openChartRenderer(themedPalette));
  render = (page) => pages.html(page);
  full = render(trainingReport(fullInput));
});

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);

describe("a rendered page", () => {
  it("loads nothing: no script, no address, no reference outside itself", () => {
    expect(full).not.toMatch(/<script|<iframe|<object|<embed|<base|@import| on\w+=|javascript:/i);
    const references = matches(full, /\s(?:src|href|xlink:href|action|data|srcset|poster)="([^"]*)"/g);
    expect(references.filter((target) => !target.startsWith("#") && target !== "data:,")).toEqual([]);
    expect(matches(full, /url\(([^)]*)\)/g).filter((target) => !target.startsWith("#"))).toEqual([]);
    const addresses = matches(full, /(https?:\/\/[^\s"<)]*)/g);
    expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg"]));
  });

  it("forbids loading and running by its own policy", () => {
    expect(full).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`);
  });

  it("shows every section, figure and table, numbered in order", () => {
    const page = trainingReport(fullInput);
    for (const { id, title } of page.sections) {
      expect(full).toContain(`<h2 id="${id}-title">${title}</h2>`);
      expect(full).toContain(`<a href="#${id}">${title}</a>`);
    }
    expect(matches(full, /<strong>Figure (\d+)\.<\/strong>/g)).toEqual(
      Array.from({ length: 14 }, (_, at) => `${at + 1}`),
    );
    expect(matches(full, /<strong>Table (\d+)\.<\/strong>/g)).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("has unique ids, and every link and label points to one of them", () => {
    const ids = matches(full, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [
      ...matches(full, /href="#([^"]*)"/g),
      ...matches(full, /url\(#([^)]*)\)/g),
      ...matches(full, /aria-labelledby="([^"]*)"/g).flatMap((list) => list.split(" ")),
    ];
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it("draws each figure for a wide and a narrow page, each an image with a name", () => {
    expect(matches(full, /<figure class="(half|full)"/g)).toHaveLength(14);
    // 11 half figures in two widths, 3 full ones in three.
    expect(matches(full, /(<svg [^>]*role="img" aria-labelledby=)/g)).toHaveLength(11 * 2 + 3 * 3);
  });

  it("writes numbers with interval, sample size and definition", () => {
    expect(full).toContain(`<p class="number">0.846</p>`);
    expect(full).toContain(`95\u00a0% interval <span class="interval">[0.824, 0.868]</span>`);
    expect(full).toContain("n = 1,409");
    expect(full).toContain(`<strong>AUC.</strong> Share of positive–negative pairs`);
  });

  it("gives verdicts as words and marks, not as colour alone", () => {
    expect(full).toContain(`<span class="chip passed"><span aria-hidden="true">✓</span> passed</span>`);
    expect(full).toContain(`<span class="chip failed"><span aria-hidden="true">✕</span> failed, optional</span>`);
  });

  it("is the same text for the same page, whatever was drawn before", () => {
    expect(render(trainingReport(fullInput))).toBe(full);
  });

  it("has no table of contents when there is one section", () => {
    expect(render(trainingReport(smallestInput))).not.toContain("<nav");
    expect(full).toContain("<nav");
  });
});

/** Names of all tags, in order, of a page that shows a text in several places. */
function structure(text: string): string[] {
  const entities = [{ entity: text, probability: 1, band: text, reasons: [text] }];
  const lineage = [{ label: text, value: text, kind: "text" }] as const;
  const page = render(trainingReport({ ...smallestInput, highRisk: { total: 1, entities }, lineage }));
  return matches(page, /<(\/?\w+)/g);
}

describe("foreign text on a page", () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='a'>&{a|b}`;

  it("is escaped in names of projects, models, gates, columns, entities, reasons and charts", () => {
    const page = render(
      trainingReport({
        ...fullInput,
        project: hostile,
        model: { ...fullInput.model, name: hostile, description: hostile },
        baselineName: hostile,
        data: { ...fullInput.data, entities: hostile, outcome: hostile },
        metrics: [{ ...fullInput.metrics![0]!, label: hostile, definition: hostile }],
        importance: [{ feature: hostile, share: 1 }],
        gates: [{ ...fullInput.gates![0]!, name: hostile, value: hostile, bound: hostile, sentence: hostile }],
        highRisk: { total: 1, entities: [{ entity: hostile, probability: 1, band: hostile, reasons: [hostile] }] },
        search: { ...fullInput.search!, objective: hostile, bestParams: { [hostile]: hostile } },
        lineage: [{ label: hostile, value: hostile, kind: "digest" }],
      }),
    );
    expect(page).not.toMatch(/<script|<img/);
    expect(page.split("&lt;script&gt;alert(1)").length).toBeGreaterThan(20);
  });

  it("never changes the structure of the page", () => {
    const plain = structure("plain");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
          fc.constantFrom(hostile, "</td>", "<!--", "]]>"),
        ),
        (text) => {
          expect(structure(text)).toEqual(plain);
        },
      ),
      { numRuns: 40 },
    );
  });
});
