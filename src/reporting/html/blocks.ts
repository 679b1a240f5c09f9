import type { Block, CalloutBlock, DefinitionsBlock, FoldBlock, ParagraphBlock } from "../page-model.js";
import type { BlockContext } from "./context.js";
import { figureHtml } from "./figure.js";
import { headlineHtml } from "./headline.js";
import { html, type Markup } from "./markup.js";
import { tableHtml } from "./table.js";

/**
 * The blocks of a section; neighbouring half figures share a row.
 * @param blocks in reading order
 * @param context drawing and numbering
 */
export function blocksHtml(blocks: readonly Block[], context: BlockContext): Markup {
  return html`${grouped(blocks).map((group) => groupHtml(group, context))}`;
}

function groupHtml(group: readonly Block[], context: BlockContext): Markup {
  const parts = group.map((block) => blockHtml(block, context));
  return isHalf(group[0]!) ? html`<div class="pair">${parts}</div>` : html`${parts}`;
}

function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last !== undefined && isHalf(block) && isHalf(last[0]!)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

function isHalf(block: Block): boolean {
  return block.kind === "figure" && block.width === "half";
}

type BlockRenderers = {
  readonly [Kind in Block["kind"]]: (block: Extract<Block, { kind: Kind }>, context: BlockContext) => Markup;
};

const blockRenderers: BlockRenderers = {
  headline: headlineHtml,
  paragraph: paragraphHtml,
  table: tableHtml,
  figure: figureHtml,
  definitions: definitionsHtml,
  callout: calloutHtml,
  fold: foldHtml,
};

function blockHtml(block: Block, context: BlockContext): Markup {
  const render = blockRenderers[block.kind] as (block: Block, context: BlockContext) => Markup;
  return render(block, context);
}

function paragraphHtml(block: ParagraphBlock): Markup {
  return html`<p class="prose">${block.text}</p>\n`;
}

function definitionsHtml(block: DefinitionsBlock): Markup {
  const items = block.items.map(
    ({ term, text, code }) =>
      html`<div><dt>${term}</dt><dd>${code === true ? html`<code>${text}</code>` : text}</dd></div>\n`,
  );
  return html`<dl class="definitions">${items}</dl>\n`;
}

function calloutHtml(block: CalloutBlock): Markup {
  return html`<div class="callout ${block.tone}"><p><strong>${block.title}</strong> ${block.text}</p></div>\n`;
}

function foldHtml(block: FoldBlock, context: BlockContext): Markup {
  const items = block.items.map(({ term, text }) => html`<div><dt>${term}</dt><dd>${text}</dd></div>\n`);
  const terms = items.length === 0 ? null : html`<dl>${items}</dl>`;
  const table = block.table === undefined ? null : tableHtml(block.table, context);
  return html`<details><summary>${block.summary}</summary>${terms}${table}</details>\n`;
}
