import { formatCount, formatInterval, formatNumber, percentFormat } from "../number-format.js";
import type { HeadlineBlock, HeadlineNumber } from "../page-model.js";
import type { BlockContext } from "./context.js";
import { html, type Markup } from "./markup.js";

/**
 * Cards with numbers, and their definitions as numbered notes below.
 * @param block the numbers
 * @param context numbering of the notes
 */
export function headlineHtml(block: HeadlineBlock, context: BlockContext): Markup {
  const cards = block.numbers.map((entry) => ({
    entry,
    note: entry.definition === undefined ? null : context.next("note"),
  }));
  const notes = cards.filter(({ note }) => note !== null);
  return html`<ul class="cards">${cards.map(({ entry, note }) => cardHtml(entry, note, block.confidence))}</ul>
${notes.length === 0 ? null : html`<ol class="notes">${notes.map(({ entry, note }) => noteHtml(entry, note!))}</ol>\n`}`;
}

function cardHtml(entry: HeadlineNumber, note: number | null, confidence: number): Markup {
  const text = formatNumber(entry.quantity.value, entry.quantity.format);
  return html`<li class="card"><p class="label">${entry.label}${referenceHtml(note)}</p>
<p class="${text.length > 10 ? "number long" : "number"}">${text}</p>
${detailLines(entry, confidence).map((line) => html`<p class="detail">${line}</p>`)}</li>
`;
}

function detailLines(entry: HeadlineNumber, confidence: number): Markup[] {
  const { interval, format } = entry.quantity;
  const lines: Markup[] = [];
  if (interval !== undefined) {
    const share = formatNumber(confidence, percentFormat(0));
    lines.push(html`${share} interval <span class="interval">${formatInterval(interval, format)}</span>`);
  }
  if (entry.sampleSize !== undefined) lines.push(html`n = ${formatCount(entry.sampleSize)}`);
  if (entry.remark !== undefined) lines.push(html`${entry.remark}`);
  return lines;
}

function referenceHtml(note: number | null): Markup | null {
  if (note === null) return null;
  return html`<sup><a href="#note-${note}" id="note-${note}-back" aria-label="Definition ${note}">${note}</a></sup>`;
}

function noteHtml(entry: HeadlineNumber, note: number): Markup {
  return html`<li id="note-${note}" value="${note}"><strong>${entry.label}.</strong> ${entry.definition ?? ""}
<a href="#note-${note}-back" aria-label="Back to ${entry.label}">↑</a></li>
`;
}
