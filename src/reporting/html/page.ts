import type { PageModel, PageSection } from "../page-model.js";
import type { ChartRenderer, PageRenderer } from "../ports.js";
import { blocksHtml } from "./blocks.js";
import { type BlockContext, createContext } from "./context.js";
import { html, type Markup, trusted } from "./markup.js";
import { styleSheet } from "./style.js";

/** Nothing may be loaded and nothing may run; styles are those of the page itself. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A renderer of self-contained pages: one HTML file without script, readable on a laptop, on a phone and in print.
 * @param charts draws the charts
 */
export function createHtmlPageRenderer(charts: ChartRenderer): PageRenderer {
  return { html: (page) => pageHtml(page, charts).markup };
}

function pageHtml(page: PageModel, charts: ChartRenderer): Markup {
  const context = createContext(charts);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · ${page.subtitle}</title>
<link rel="icon" href="data:,">
<style>${trusted(styleSheet())}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${headerHtml(page)}<div class="layout">
${contentsHtml(page.sections)}<main id="main">
${page.sections.map((section) => sectionHtml(section, context))}</main>
</div>
<footer><p>Made by Driftloop. This page is one file: it loads nothing and runs nothing.</p></footer>
</body>
</html>
`;
}

function headerHtml(page: PageModel): Markup {
  const time = page.generatedAt.slice(0, 16).replace("T", " ");
  return html`<header><p class="eyebrow">${page.eyebrow}</p>
<h1>${page.title}</h1>
<p class="subtitle">${page.subtitle}</p>
<p class="generated">Generated <time datetime="${page.generatedAt}">${time} UTC</time></p></header>
`;
}

function contentsHtml(sections: readonly PageSection[]): Markup | null {
  if (sections.length < 2) return null;
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-labelledby="contents"><p id="contents">Contents</p><ol>${links}</ol></nav>\n`;
}

function sectionHtml(section: PageSection, context: BlockContext): Markup {
  return html`<section id="${section.id}" aria-labelledby="${section.id}-title">
<h2 id="${section.id}-title">${section.title}</h2>
${blocksHtml(section.blocks, context)}</section>
`;
}
