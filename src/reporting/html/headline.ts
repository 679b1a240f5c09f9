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
  const notes = new Map<string, Note>();
  const cards = block.numbers.map((entry) => ({ entry, note: noteOf(entry, notes, context) }));
  return html`<ul class="cards">${cards.map(({ entry, note }) => cardHtml(entry, note, block.confidence))}</ul>
${notes.size === 0 ? null : html`<ol class="notes">${[...notes].map(([text, note]) => noteHtml(text, note))}</ol>\n`}`;
}

/** A numbered definition and the numbers that share it. */
interface Note {
  readonly number: number;
  readonly labels: string[];
}

/** Where a card points to: numbers with one definition have one note. */
interface NoteMark {
  readonly number: number;
  /** Whether the note leads back to this card. */
  readonly isFirst: boolean;
}

function noteOf(
  { label, definition }: HeadlineNumber,
  notes: Map<string, Note>,
  context: BlockContext,
): NoteMark | null {
  if (definition === undefined) return null;
  const known = notes.get(definition);
  if (known !== undefined) {
    known.labels.push(label);
    return { number: known.number, isFirst: false };
  }
  const number = context.next("note");
  notes.set(definition, { number, labels: [label] });
  return { number, isFirst: true };
}

function cardHtml(entry: HeadlineNumber, note: NoteMark | null, confidence: number): Markup {
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

function referenceHtml(note: NoteMark | null): Markup | null {
  if (note === null) return null;
  const { number, isFirst } = note;
  const back = isFirst ? html` id="note-${number}-back"` : null;
  return html`<sup><a href="#note-${number}"${back} aria-label="Definition ${number}">${number}</a></sup>`;
}

function noteHtml(text: string, { number, labels }: Note): Markup {
  return html`<li id="note-${number}" value="${number}"><strong>${labels.join(", ")}.</strong> ${text}
<a href="#note-${number}-back" aria-label="Back to ${labels[0]!}">↑</a></li>
`;
}
