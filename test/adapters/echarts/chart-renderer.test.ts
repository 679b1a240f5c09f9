import { openChartRenderer } from "#adapters/echarts";
import { type ChartModel, type ChartRenderer, darkPalette, describeChart, lightPalette } from "#reporting";
import { beforeAll, describe, expect, it } from "vitest";
import { chartOf, charts } from "./charts.js";

let renderer: ChartRenderer;
beforeAll(async () => {
  renderer = await openChartRenderer();
});

const size = { width: 432, height: 340 };
const decoded = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => decoded(match[1]!));

/** Names of elements that are open at the end, or closed without being open. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, close, name, rest] of svg.matchAll(/<(\/?)([\w:]+)([^>]*)>/g)) {
    if (close === "") open.push(...(rest!.endsWith("/") ? [] : [name!]));
    else if (open.pop() !== name) return [name!];
  }
  return open;
}

describe.each(charts.map((chart) => [chart.id, chart] as const))("the drawing of %s", (_id, chart) => {
  it("is one balanced svg element with viewBox, title and description", () => {
    const svg = renderer.svg(chart, size);
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 432 340" role="img"/);
    expect(svg.trimEnd()).toMatch(/<\/svg>$/);
    expect(unbalanced(svg)).toEqual([]);
    expect(svg).toContain(`<title id="${chart.id}-432-title">${chart.title}</title>`);
    expect(decoded(/<desc [^>]*>([^<]*)/.exec(svg)![1]!)).toBe(describeChart(chart));
  });

  it("has no style sheet, script, hover class, broken number or address to load", () => {
    const svg = renderer.svg(chart, size);
    expect(svg).not.toMatch(/<style|<script|<image| class=|ecmeta|NaN|undefined|Infinity/);
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
  });

  it("is the same text each time", () => {
    expect(renderer.svg(chart, size)).toBe(renderer.svg(chart, size));
  });
});

describe("openChartRenderer", () => {
  it("writes axis titles, key, marks and numbers as text", () => {
    const written = texts(renderer.svg(chartOf("line", "profit"), { width: 922, height: 340 }));
    for (const text of ["Profit", "Contact all: $153,950", "Break-even t* 0.083: $164,350", "A", "B", "C", "$150K"]) {
      expect(written).toContain(text);
    }
  });

  it("writes number, share and meaning into each cell of a confusion matrix", () => {
    const written = texts(renderer.svg(chartOf("matrix", "confusion-matrix"), size)).map((text) =>
      text.replace("\u00a0", " "),
    );
    expect(written).toEqual(
      expect.arrayContaining(["250", "found", "66.8 % of row", "124", "missed", "160", "false alarms", "875"]),
    );
  });

  it("uses the colours it is given", async () => {
    const dark = await openChartRenderer(darkPalette);
    const chart = chartOf("line", "roc");
    expect(dark.svg(chart, size)).toContain(darkPalette.first);
    expect(dark.svg(chart, size)).not.toContain(lightPalette.first);
  });

  it("cuts long names instead of drawing over the edge", () => {
    const bar: ChartModel = { ...chartOf("bar", "importance"), bars: [{ label: "x".repeat(300), value: 1 }] };
    const label = texts(renderer.svg(bar, size)).find((text) => text.startsWith("xxx"))!;
    expect(label).toMatch(/^x{10,40}…$/);
  });

  it("draws empty charts and charts with numbers that do not exist", () => {
    const line = chartOf("line", "roc");
    const empty: ChartModel[] = [
      { ...line, series: [], marks: [] },
      {
        ...line,
        series: [
          {
            name: "m",
            shape: "line",
            points: [
              [0, Number.NaN],
              [1, 1],
            ],
            band: [],
          },
        ],
        marks: [{ name: "m", at: [Number.NaN, 0] }],
      },
      { ...chartOf("bar", "lift"), bars: [] },
      { ...chartOf("calibration", "calibration"), points: [] },
      { ...chartOf("histogram", "score-histogram"), edges: [], series: [], marks: [] },
      { ...chartOf("matrix", "confusion-matrix"), rows: [], columns: [], cells: [] },
    ];
    for (const chart of empty) expect(renderer.svg(chart, size)).not.toMatch(/NaN|undefined/);
  });

  it.each(["<script>", "</svg>", '"/><image href="x">', "{b}", "&lt;", "{a|b}"])("escapes the name %s", (label) => {
    const svg = renderer.svg({ ...chartOf("bar", "lift"), id: label, title: label, bars: [{ label, value: 1 }] }, size);
    expect(svg).not.toMatch(/<script|<image/);
    expect(unbalanced(svg)).toEqual([]);
    expect(texts(svg)).toContain(label);
  });
});
