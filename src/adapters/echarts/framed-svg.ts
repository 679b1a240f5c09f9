import type { HoverTarget } from "./options/time/picture.js";
import { type ChartModel, type ChartSize, describeChart } from "#reporting";

/**
 * A drawing of ECharts as an image with a name and a description. Hover styles, event attributes and ids that depend on
 * what was drawn before are taken out, so equal charts give equal text.
 * @param svg what ECharts wrote
 * @param chart what it shows
 * @param size its viewBox
 * @param targets places that tell more when they are pointed at
 */
export function framedSvg(
  svg: string,
  chart: ChartModel,
  size: ChartSize,
  targets: readonly HoverTarget[] = [],
): string {
  const prefix = `${chart.id.replace(/[^\w-]/g, "-")}-${size.width}`;
  const names = `${prefix}-title ${prefix}-description`;
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${names}">` +
    `<title id="${prefix}-title">${escapeXml(chart.title)}</title>` +
    `<desc id="${prefix}-description">${escapeXml(describeChart(chart))}</desc>`;
  return open + withTargets(drawingOf(svg, prefix), targets);
}

function withTargets(svg: string, targets: readonly HoverTarget[]): string {
  if (targets.length === 0) return svg;
  const rects = targets.map(
    ({ x, y, width, height, note }) =>
      `<rect x="${tenths(x)}" y="${tenths(y)}" width="${tenths(width)}" height="${tenths(height)}"><title>${escapeXml(note)}</title></rect>`,
  );
  return svg.replace(/<\/svg>\s*$/, () => `<g fill="transparent">${rects.join("")}</g></svg>`);
}

const tenths = (value: number): string => String(Math.round(value * 10) / 10);

/** User text inside the drawing has its quotes escaped by ECharts, so attribute patterns only meet real attributes. */
function drawingOf(svg: string, prefix: string): string {
  return svg
    .replace(/^<svg[^>]*>\s*/, "")
    .replace(/<style[^>]*>[\s\S]*?<\/style>\s*/g, "")
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replace(/(id="|url\(#)zr\d+-/g, `$1${prefix}-`);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly the characters that XML forbids
  const printable = text.replace(/\p{Surrogate}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd");
  return printable.replace(/[&<>"]/g, (character) => entities[character]!);
}
