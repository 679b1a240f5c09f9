import type { ChartModel } from "../chart-model.js";
import type { FigureBlock } from "../page-model.js";
import type { ChartSize } from "../ports.js";
import type { BlockContext } from "./context.js";
import { html, type Markup, trusted } from "./markup.js";

/** One drawing of a figure and where it is shown; text stays readable because no drawing is scaled far. */
interface Drawing {
  readonly use: "wide" | "medium" | "compact";
  readonly width: number;
}

const drawings = {
  half: [
    { use: "wide", width: 432 },
    { use: "compact", width: 340 },
  ],
  full: [
    { use: "wide", width: 922 },
    { use: "medium", width: 640 },
    { use: "compact", width: 340 },
  ],
} satisfies Record<FigureBlock["width"], readonly Drawing[]>;

/**
 * A numbered figure, drawn once per width of the page; the style sheet shows the one that fits.
 * @param block chart and caption
 * @param context who draws, and the numbering
 */
export function figureHtml(block: FigureBlock, context: BlockContext): Markup {
  const { chart } = block;
  const svgs = drawings[block.width].map(({ use, width }) => {
    const svg = context.charts.svg(chart, figureSize(chart, width));
    return html`<div class="drawing ${use}">${trusted(svg)}</div>\n`;
  });
  return html`<figure class="${block.width}" id="figure-${chart.id}"><p class="figure-title">${chart.title}</p>
${svgs}<figcaption><strong>Figure ${context.next("figure")}.</strong> ${block.caption}</figcaption></figure>
`;
}

/**
 * The size at which a chart is readable: as high as its rows ask for.
 * @param width CSS pixels
 */
export function figureSize(chart: ChartModel, width: number): ChartSize {
  return { width, height: heightOf(chart, width) };
}

/** Charts with rows grow with them; the others have the height that is left out here. */
const heights: {
  readonly [Kind in ChartModel["kind"]]?: (
    chart: Extract<ChartModel, { kind: Kind }>,
    isWide: boolean,
    width: number,
  ) => number | null;
} = {
  bar: ({ orientation, bars }) => (orientation === "horizontal" ? 64 + bars.length * 25 : null),
  heatmap: ({ rows }, isWide) => (isWide ? 62 : 106) + rows.length * 21,
  lanes: ({ lanes }, isWide) => (isWide ? 90 : 134) + lanes.length * 30,
  distribution: ({ bins }, isWide) => (isWide ? 36 : 56) + bins.length * 24,
  waterfall: ({ steps }) => 28 + (steps.length + 1) * 26,
  timeline: (_chart, isWide, width) => (width > 600 ? 380 : isWide ? 330 : 400),
};

function heightOf(chart: ChartModel, width: number): number {
  const isWide = width > 400;
  const height = heights[chart.kind] as
    | ((chart: ChartModel, isWide: boolean, width: number) => number | null)
    | undefined;
  return height?.(chart, isWide, width) ?? (isWide ? 340 : 320);
}
