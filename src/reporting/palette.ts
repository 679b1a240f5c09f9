/** Colours of a chart by what they are for, as any CSS colour. */
export interface ChartPalette {
  /** Text that matters: labels of bars and cells. */
  readonly ink: string;
  /** Axis text and legends. */
  readonly muted: string;
  /** Grid and axis lines. */
  readonly line: string;
  /** What the chart stands on. */
  readonly surface: string;
  /** First, second and third series. */
  readonly first: string;
  readonly second: string;
  readonly third: string;
  /** Marked places. */
  readonly mark: string;
  /** Welcome and unwelcome cells. */
  readonly good: string;
  readonly bad: string;
  /** Levels of a heat map; on white each is darker than the one before, on a dark ground each is lighter. */
  readonly calm: string;
  readonly info: string;
  readonly warn: string;
  readonly act: string;
}

/** On white. */
export const lightPalette: ChartPalette = {
  ink: "#18212f",
  muted: "#556070",
  line: "#dfe3e9",
  surface: "#ffffff",
  first: "#1f5fa8",
  second: "#c0561a",
  third: "#3f7d58",
  mark: "#18212f",
  good: "#1f5fa8",
  bad: "#c0561a",
  calm: "#e6ebf1",
  info: "#8fbce8",
  warn: "#d9822b",
  act: "#8c1d18",
};

/** On a dark ground. */
export const darkPalette: ChartPalette = {
  ink: "#e8ecf2",
  muted: "#a3adbb",
  line: "#343d4a",
  surface: "#171c24",
  first: "#74aef2",
  second: "#f0975c",
  third: "#7cc49a",
  mark: "#e8ecf2",
  good: "#74aef2",
  bad: "#f0975c",
  calm: "#28313d",
  info: "#3d6896",
  warn: "#d98a3a",
  act: "#ffb0a8",
};

type Role = keyof ChartPalette;

const roles = [
  "ink",
  "muted",
  "line",
  "surface",
  "first",
  "second",
  "third",
  "mark",
  "good",
  "bad",
  "calm",
  "info",
  "warn",
  "act",
] satisfies Role[];

/** Every role as a CSS variable, so that one drawing follows the page's theme; the light colour is the fallback. */
export const themedPalette: ChartPalette = mapPalette((role) => `var(--chart-${role}, ${lightPalette[role]})`);

/**
 * The declarations that give `themedPalette` its colours.
 * @param palette the colours
 * @returns CSS declarations, one per role
 */
export function paletteVariables(palette: ChartPalette): string {
  return roles.map((role) => `--chart-${role}: ${palette[role]};`).join(" ");
}

function mapPalette(colour: (role: Role) => string): ChartPalette {
  const entries = roles.map((role) => [role, colour(role)]);
  return Object.fromEntries(entries) as ChartPalette;
}
