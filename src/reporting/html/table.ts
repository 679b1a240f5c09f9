import { formatInterval, formatNumber, type Quantity } from "../number-format.js";
import type { ChipStatus, TableBlock, TableCell, TableColumn } from "../page-model.js";
import type { BlockContext } from "./context.js";
import { html, type Markup } from "./markup.js";

/** A table with no more rows stays on one printed page. */
const shortRows = 6;

/** A table with as many columns is set smaller, intervals below their values. */
const manyColumns = 9;

/**
 * A table that stays a table for assistive technology when a phone shows its rows as cards.
 * @param block the table
 * @param context numbering of the tables
 */
export function tableHtml(block: TableBlock, context: BlockContext): Markup {
  const number = context.next("table");
  const short = block.rows.length <= shortRows ? " short" : "";
  const told = block.columns.some(({ prose }) => prose === true) ? " told" : "";
  const dense = block.columns.length >= manyColumns ? " dense" : "";
  return html`<div class="table ${block.narrow}${short}${told}${dense}" role="region" aria-labelledby="table-${number}" tabindex="0">
<table role="table"><caption id="table-${number}"><strong>Table ${number}.</strong> ${block.caption}</caption>
<thead role="rowgroup"><tr role="row">${block.columns.map(headHtml)}</tr></thead>
<tbody role="rowgroup">
${block.rows.map((row) => rowHtml(row, block.columns))}</tbody></table></div>
`;
}

function classOf(column: TableColumn): string {
  return column.prose === true ? `${column.align} prose-cell` : column.align;
}

function headHtml(column: TableColumn): Markup {
  return html`<th role="columnheader" scope="col" class="${column.align}">${column.label}</th>`;
}

function rowHtml(row: readonly TableCell[], columns: readonly TableColumn[]): Markup {
  const cells = columns.map((column, index) => {
    const content = contentHtml(row[index] ?? { kind: "text", text: "" });
    if (index === 0) return html`<th role="rowheader" scope="row" class="${column.align}">${content}</th>`;
    return html`<td role="cell" class="${classOf(column)}" data-label="${column.label}"><div>${content}</div></td>`;
  });
  return html`<tr role="row">${cells}</tr>\n`;
}

type CellRenderers = {
  readonly [Kind in TableCell["kind"]]: (cell: Extract<TableCell, { kind: Kind }>) => Markup;
};

const cellRenderers: CellRenderers = {
  text: (cell) => html`${cell.text}`,
  code: (cell) => html`<code>${cell.text}</code>`,
  quantity: (cell) => quantityHtml(cell.quantity),
  chip: (cell) => chipHtml(cell.status, cell.text),
  list: (cell) => html`<ul>${cell.items.map((item) => html`<li>${item}</li>`)}</ul>`,
};

function contentHtml(cell: TableCell): Markup {
  const render = cellRenderers[cell.kind] as (cell: TableCell) => Markup;
  return render(cell);
}

function quantityHtml(quantity: Quantity): Markup {
  const { value, format, interval } = quantity;
  const text = formatNumber(value, format);
  if (interval === undefined) return html`<span class="value">${text}</span>`;
  return html`<span class="value">${text}</span> <span class="interval">${formatInterval(interval, format)}</span>`;
}

const chipMarks = { passed: "✓", failed: "✕", error: "!", info: "i" } satisfies Record<ChipStatus, string>;

function chipHtml(status: ChipStatus, text: string): Markup {
  return html`<span class="chip ${status}"><span aria-hidden="true">${chipMarks[status]}</span> ${text}</span>`;
}
