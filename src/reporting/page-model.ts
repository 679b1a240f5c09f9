import type { Instant } from "#kernel";
import type { ChartModel } from "./chart-model.js";
import type { Quantity } from "./number-format.js";

/** Outcome of a check as a chip: a word and a mark, never colour alone. */
export type ChipStatus = "passed" | "failed" | "error" | "info";

/** Mood of a callout. */
export type Tone = "good" | "bad" | "caution" | "neutral";

/** One number that deserves a card. */
export interface HeadlineNumber {
  readonly label: string;
  readonly quantity: Quantity;
  /** Rows behind the number. */
  readonly sampleSize?: number;
  /** What the number means, in one sentence; becomes a footnote. */
  readonly definition?: string;
  /** A short remark under the number, such as `baseline 0.839`. */
  readonly remark?: string;
}

/** Cards with the numbers to read first. */
export interface HeadlineBlock {
  readonly kind: "headline";
  /** Confidence of the intervals, 0 to 1. */
  readonly confidence: number;
  readonly numbers: readonly HeadlineNumber[];
}

/** Running text. */
export interface ParagraphBlock {
  readonly kind: "paragraph";
  readonly text: string;
}

/** What a table cell holds. */
export type TableCell =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "quantity"; readonly quantity: Quantity }
  | { readonly kind: "chip"; readonly status: ChipStatus; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] };

/** One column of a table. */
export interface TableColumn {
  readonly label: string;
  /** Numbers are aligned at the right, words at the left. */
  readonly align: "text" | "number";
  /** Whether it holds running text, which gets a line of its own on a phone. */
  readonly prose?: boolean;
}

/** Rows and columns; the first column names the row. */
export interface TableBlock {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** `[row][column]`, as many cells as columns. */
  readonly rows: readonly (readonly TableCell[])[];
  /** How it fits a phone: rows are stacked as cards, or the table scrolls sideways. */
  readonly narrow: "stack" | "scroll";
}

/** A chart with a caption that says what is to be seen. */
export interface FigureBlock {
  readonly kind: "figure";
  readonly chart: ChartModel;
  /** One sentence: what the reader sees, not what the chart is. */
  readonly caption: string;
  /** `half` figures stand in pairs where there is room. */
  readonly width: "half" | "full";
}

/** Terms and what they are here. */
export interface DefinitionsBlock {
  readonly kind: "definitions";
  readonly items: readonly { readonly term: string; readonly text: string; readonly code?: boolean }[];
}

/** A sentence that must not be missed, with its explanation. */
export interface CalloutBlock {
  readonly kind: "callout";
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

/** Terms, or a table, that only those who want to know more unfold; printed unfolded. */
export interface FoldBlock {
  readonly kind: "fold";
  readonly summary: string;
  readonly items: readonly { readonly term: string; readonly text: string }[];
  readonly table?: TableBlock;
}

/** A part of a section. */
export type Block =
  | HeadlineBlock
  | ParagraphBlock
  | TableBlock
  | FigureBlock
  | DefinitionsBlock
  | CalloutBlock
  | FoldBlock;

/** A chapter of a page. */
export interface PageSection {
  /** Unique on its page; the anchor of the table of contents. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A report as data: what it says, not how it looks. */
export interface PageModel {
  readonly title: string;
  readonly subtitle: string;
  /** Small line above the title, such as the project's name. */
  readonly eyebrow: string;
  readonly generatedAt: Instant;
  readonly sections: readonly PageSection[];
}

/** A cell with words. */
export function textCell(text: string): TableCell {
  return { kind: "text", text };
}

/** A cell with a number and, if it has one, its interval. */
export function quantityCell(quantity: Quantity): TableCell {
  return { kind: "quantity", quantity };
}
