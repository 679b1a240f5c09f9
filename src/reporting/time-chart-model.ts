import type { ChartAxis, ChartBase } from "./chart-base.js";
import type { Interval, NumberFormat } from "./number-format.js";

/** How much a cell or a signal matters; the last two say why there is nothing to judge. */
export type ChartLevel = "calm" | "info" | "warn" | "act" | "missing" | "failed";

/** One window of a chart over time: [start, end), epoch ms. */
export interface ChartWindow {
  readonly start: number;
  readonly end: number;
}

/** One feature in one window. */
export interface HeatCell {
  readonly level: ChartLevel;
  /** Null when there is none. */
  readonly value: number | null;
  /** Everything known about the cell, such as `psi 0.31, n 100, q 0.002`; shown when it is pointed at. */
  readonly note: string;
}

/** Rows by windows, shaded by how much a cell matters. A narrow drawing shows the newest windows that fit. */
export interface HeatMapChart extends ChartBase {
  readonly kind: "heatmap";
  /** What the rows are, such as `Feature`. */
  readonly rowTitle: string;
  readonly format: NumberFormat;
  /** Oldest first. */
  readonly windows: readonly ChartWindow[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly HeatCell[] }[];
}

/** How much a number rests on: nothing but scores, some of the labels, or all of them. */
export type TimelineStage = "estimated" | "partial" | "mature";

/** One window's number. */
export interface TimelinePoint extends ChartWindow {
  readonly stage: TimelineStage;
  /** Null when there is none. */
  readonly value: number | null;
  readonly interval?: Interval;
  /** Labelled share of the rows, 0 to 1; null when unknown. */
  readonly coverage: number | null;
  readonly sampleSize: number;
  /** Why there is no number. */
  readonly reason?: string;
  /** Whether rows may still come. */
  readonly isRunning?: boolean;
}

/** A metric over time with bands, levels to compare with and, below, how many labels there are. */
export interface TimelineChart extends ChartBase {
  readonly kind: "timeline";
  readonly yAxis: ChartAxis;
  /** Oldest first. */
  readonly points: readonly TimelinePoint[];
  /** Numbers to compare with, such as the one at training; each holds over the windows of its steps. */
  readonly levels: readonly {
    readonly name: string;
    readonly tone: "plain" | "bad";
    readonly steps: readonly (ChartWindow & { readonly value: number })[];
  }[];
  /** Moments worth naming, such as a promotion. */
  readonly marks: readonly { readonly name: string; readonly at: number }[];
}

/** Something that happened in a lane. */
export interface LaneEvent {
  /** Epoch ms. */
  readonly at: number;
  /** End of what lasts. */
  readonly until?: number;
  readonly look: "fired" | "held" | "quiet" | "cooldown" | "promotion";
  /** For a person; shown when it is pointed at. */
  readonly note: string;
}

/** What happened when, one lane per kind. */
export interface LanesChart extends ChartBase {
  readonly kind: "lanes";
  readonly from: number;
  readonly until: number;
  readonly lanes: readonly { readonly name: string; readonly events: readonly LaneEvent[] }[];
  /** Moments that concern every lane. */
  readonly marks: readonly { readonly name: string; readonly at: number }[];
}

/** One bin of two distributions; shares are of all rows of their side, 0 to 1. */
export interface DistributionBin {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
  /** Rows without a value and values the reference never had stand apart. */
  readonly role: "value" | "missing" | "unseen";
}

/** Reference and current rows by bin or category. */
export interface DistributionChart extends ChartBase {
  readonly kind: "distribution";
  readonly referenceName: string;
  readonly currentName: string;
  /** What the bins are of. */
  readonly axisLabel: string;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly bins: readonly DistributionBin[];
}

/** Shares of a whole per window; each column adds up to 1 unless it is empty. */
export interface StackChart extends ChartBase {
  readonly kind: "stack";
  readonly parts: readonly { readonly name: string; readonly tone: "good" | "bad"; readonly isStrong: boolean }[];
  /** Counts by part; null where nothing is known. */
  readonly columns: readonly (ChartWindow & { readonly counts: readonly number[] | null; readonly note: string })[];
}

/** How a difference comes about: steps that add up exactly to the total. */
export interface WaterfallChart extends ChartBase {
  readonly kind: "waterfall";
  readonly format: NumberFormat;
  readonly axisLabel: string;
  readonly steps: readonly { readonly label: string; readonly value: number }[];
  readonly totalLabel: string;
}

/** Charts of what happens over time and of what changed. */
export type TimeChartModel =
  | HeatMapChart
  | TimelineChart
  | LanesChart
  | DistributionChart
  | StackChart
  | WaterfallChart;
