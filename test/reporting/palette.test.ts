import { type ChartPalette, darkPalette, lightPalette, themedPalette } from "#reporting";
import { paletteVariables } from "#src/reporting/palette.js";
import { describe, expect, it } from "vitest";

/** Relative luminance of a `#rrggbb` colour. @source WCAG 2.2 */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast ratio of two colours, 1 to 21. @source WCAG 2.2 */
function contrast(left: string, right: string): number {
  const [darker, lighter] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe.each([
  ["light", lightPalette],
  ["dark", darkPalette],
] satisfies [string, ChartPalette][])("the %s palette", (_name, palette) => {
  it("gives text a contrast of at least 4.5 and lines of data at least 3", () => {
    for (const role of ["ink", "muted"] as const) expect(contrast(palette[role], palette.surface)).toBeGreaterThan(4.5);
    for (const role of ["first", "second", "third", "mark"] as const) {
      expect(contrast(palette[role], palette.surface)).toBeGreaterThan(3);
    }
  });

  it("declares one variable per role", () => {
    const declared = [...paletteVariables(palette).matchAll(/--chart-(\w+): (#\w{6});/g)].map(([, role]) => role);
    expect(declared).toEqual(Object.keys(palette));
  });
});

describe("the themed palette", () => {
  it("falls back to the light colours where no variable is declared", () => {
    expect(themedPalette.first).toBe(`var(--chart-first, ${lightPalette.first})`);
    expect(Object.keys(themedPalette)).toEqual(Object.keys(lightPalette));
  });
});
