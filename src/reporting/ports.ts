import type { ChartModel } from "./chart-model.js";
import type { PageModel } from "./page-model.js";

/** Width and height of a drawing in CSS pixels; it scales from there. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Draws charts. */
export interface ChartRenderer {
  /**
   * One `<svg>` element that can stand alone or inside a page: it has a viewBox, a title and a description, no script, no
   * style sheet and no reference to anything outside itself. The same chart and size always give the same text; ids start
   * with the chart's id and width.
   * @param chart what to draw
   * @param size in CSS pixels
   */
  svg(chart: ChartModel, size: ChartSize): string;
}

/** Turns a page into a document. */
export interface PageRenderer {
  /**
   * One self-contained HTML document.
   * @param page what it says
   */
  html(page: PageModel): string;
}
