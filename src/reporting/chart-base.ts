import type { NumberFormat } from "./number-format.js";

/** What every chart has. */
export interface ChartBase {
  /** Unique on its page; lower-case words with hyphens. */
  readonly id: string;
  /** Short name of what is drawn, such as `ROC curve`. */
  readonly title: string;
}

/** One axis of a chart with numbers. */
export interface ChartAxis {
  readonly label: string;
  readonly format: NumberFormat;
  /** First number on the axis; chosen from the data when absent. */
  readonly min?: number;
  /** Last number on the axis; chosen from the data when absent. */
  readonly max?: number;
  /** Numbers by their order of magnitude; all above 0. */
  readonly scale?: "log";
}
