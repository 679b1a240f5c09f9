import { createRequire } from "node:module";
import type { PictureRenderer } from "#notifications";

/** Fonts that come with this program, so that a picture is the same on a machine that has none. */
function fontFiles(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}`));
}

/** Drawings that follow a page's theme name their light colour as the fallback of a variable; a picture takes that one. */
function withoutVariables(svg: string): string {
  return svg.replaceAll(/var\(--[\w-]+,\s*([^()]+)\)/g, "$1");
}

/** Draws SVG as PNG on white with resvg, in a worker thread, without a browser and without the system's fonts. */
export function createPictureRenderer(): PictureRenderer {
  return {
    png: async (svg, widthPx) => {
      // Loaded at first need: most runs draw no picture.
      const { renderAsync } = await import("@resvg/resvg-js");
      const image = await renderAsync(withoutVariables(svg), {
        background: "#ffffff",
        fitTo: { mode: "width", value: widthPx },
        font: {
          fontFiles: [...fontFiles()],
          loadSystemFonts: false,
          defaultFontFamily: "DejaVu Sans",
          sansSerifFamily: "DejaVu Sans",
          serifFamily: "DejaVu Sans",
          monospaceFamily: "DejaVu Sans",
        },
      });
      return image.asPng();
    },
  };
}
