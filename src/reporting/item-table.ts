import { countFormat, type Quantity } from "./number-format.js";
import {
  type ChipStatus,
  quantityCell,
  type TableBlock,
  type TableCell,
  type TableColumn,
  textCell,
} from "./page-model.js";

/** A column of a table, and what it says of an item. */
export interface ItemColumn<Item> extends TableColumn {
  readonly cell: (item: Item) => TableCell;
}

/** A column of words. */
export function words<Item>(label: string, text: (item: Item) => string): ItemColumn<Item> {
  return { label, align: "text", cell: (item) => textCell(text(item)) };
}

/** A column of running text, which gets a line of its own on a phone. */
export function prose<Item>(label: string, text: (item: Item) => string): ItemColumn<Item> {
  return { ...words(label, text), prose: true };
}

/** A column of sentences, below each other. */
export function sentences<Item>(label: string, items: (item: Item) => readonly string[]): ItemColumn<Item> {
  return { label, align: "text", prose: true, cell: (item) => ({ kind: "list", items: items(item) }) };
}

/** A column of chips. */
export function chips<Item>(label: string, chip: (item: Item) => readonly [ChipStatus, string]): ItemColumn<Item> {
  return cells(label, (item) => {
    const [status, text] = chip(item);
    return { kind: "chip", status, text };
  });
}

/** A column of other cells that are read as words. */
export function cells<Item>(label: string, cell: (item: Item) => TableCell): ItemColumn<Item> {
  return { label, align: "text", cell };
}

/** A column of numbers, with intervals where there are some. */
export function quantities<Item>(label: string, quantity: (item: Item) => Quantity): ItemColumn<Item> {
  return { label, align: "number", cell: (item) => quantityCell(quantity(item)) };
}

/** A column of whole numbers. */
export function counts<Item>(label: string, value: (item: Item) => number | null): ItemColumn<Item> {
  return quantities(label, (item) => ({ value: value(item), format: countFormat }));
}

/** A column of numbers that are told as text, aligned like numbers. */
export function figures<Item>(label: string, text: (item: Item) => string): ItemColumn<Item> {
  return { label, align: "number", cell: (item) => textCell(text(item)) };
}

/** A table with a row per item; the first column names it. A phone shows rows as cards. */
export function tableOf<Item>(
  caption: string,
  items: readonly Item[],
  columns: readonly ItemColumn<Item>[],
): TableBlock {
  return {
    kind: "table",
    caption,
    narrow: "stack",
    columns: columns.map(({ cell: _cell, ...column }) => column),
    rows: items.map((item) => columns.map(({ cell }) => cell(item))),
  };
}
