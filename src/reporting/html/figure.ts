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
    const svg = context.charts.svg(chart, sizeOf(chart, width));
    return html`<div class="drawing ${use}">${trusted(svg)}</div>\n`;
  });
  return html`<figure class="${block.width}" id="figure-${chart.id}"><p class="figure-title">${chart.title}</p>
${svgs}<figcaption><strong>Figure ${context.next("figure")}.</strong> ${block.caption}</figcaption></figure>
`;
}

function sizeOf(chart: ChartModel, width: number): ChartSize {
  if (chart.kind === "bar" && chart.orientation === "horizontal") {
    return { width, height: 64 + chart.bars.length * 25 };
  }
  return { width, height: width > 400 ? 340 : 320 };
}
