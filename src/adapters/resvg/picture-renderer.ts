import { createRequire } from "node:module";
import type { PictureRenderer } from "#notifications";

/**
 * Fonts that come with this program, so that a picture is the same on a machine that has none. The condensed ones are about as
 * wide as the fonts that drawings leave room for; the others are a seventh wider.
 */
function fontFiles(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return ["DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"].map((name) =>
    resolve(`dejavu-fonts-ttf/ttf/${name}`),
  );
}

/** Drawings that follow a page's theme name their light colour as the fallback of a variable; a picture takes that one. */
function withoutVariables(svg: string): string {
  return svg.replaceAll(/var\(--[\w-]+,\s*([^()]+)\)/g, "$1");
}

const family = "DejaVu Sans Condensed";

/** Pixels of the drawing that are added at both sides, because letters may be a little wider than was thought. */
const margin = 8;

/** The drawing with some room at its sides. */
function withMargin(svg: string): string {
  const [tag] = /^<svg[^>]*>/.exec(svg) ?? [""];
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(tag) ?? [];
  if (width === undefined || height === undefined) return svg;
  const wider = Number(width) + 2 * margin;
  const opened = tag
    .replace(/ (width|height)="[^"]*"/g, "")
    .replace(/viewBox="[^"]*"/, `width="${wider}" height="${height}" viewBox="-${margin} 0 ${wider} ${height}"`);
  return opened + svg.slice(tag.length);
}

/** Draws SVG as PNG on white with resvg, in a worker thread, without a browser and without the system's fonts. */
export function createPictureRenderer(): PictureRenderer {
  return {
    png: async (svg, widthPx) => {
      // Loaded at first need: most runs draw no picture.
      const { renderAsync } = await import("@resvg/resvg-js");
      const image = await renderAsync(withMargin(withoutVariables(svg)), {
        background: "#ffffff",
        fitTo: { mode: "width", value: widthPx },
        font: {
          fontFiles: [...fontFiles()],
          loadSystemFonts: false,
          defaultFontFamily: family,
          sansSerifFamily: family,
          serifFamily: family,
          monospaceFamily: family,
        },
      });
      return image.asPng();
    },
  };
}
