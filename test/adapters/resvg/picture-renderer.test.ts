import { createPictureRenderer } from "#adapters/resvg";
import { expect, test } from "vitest";

const svg = (text: string, fill = "#000000"): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50" width="200" height="50"><title>t</title>` +
  `<text x="10" y="30" font-family="Helvetica, sans-serif" font-size="20" fill="${fill}">${text}</text></svg>`;

const widthOf = (png: Uint8Array): number => Buffer.from(png).readUInt32BE(16);

test("a drawing becomes a PNG of the wanted width", async () => {
  const png = await createPictureRenderer().png(svg("PSI 0.41"), 400);
  expect(Buffer.from(png).subarray(1, 4).toString()).toBe("PNG");
  expect(widthOf(png)).toBe(400);
});

test("text is drawn although the system's fonts are not used", async () => {
  const { png } = createPictureRenderer();
  const [blank, written, again] = await Promise.all([
    png(svg(""), 400),
    png(svg("tenure"), 400),
    png(svg("tenure"), 400),
  ]);
  expect(written.length).toBeGreaterThan(blank.length * 1.5);
  expect(again).toEqual(written);
});

test("a colour that follows the page's theme is drawn in its light form", async () => {
  const { png } = createPictureRenderer();
  expect(await png(svg("tenure", "var(--chart-first, #1f5fa8)"), 200)).toEqual(
    await png(svg("tenure", "#1f5fa8"), 200),
  );
});
