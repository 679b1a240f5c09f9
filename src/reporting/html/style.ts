import { darkPalette, lightPalette, paletteVariables } from "../palette.js";

const fonts = `-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;

const light = `--page: #f7f8fa; --surface: #ffffff; --ink: #18212f; --muted: #556070; --line: #dfe3e9; --accent: #1f5fa8;
  --good: #17683c; --good-ground: #e3f3ea; --bad: #a3231b; --bad-ground: #fbe8e6; --caution: #7a4f00;
  --caution-ground: #fbf0d9; --neutral-ground: #eaeef3; ${paletteVariables(lightPalette)}`;

const dark = `--page: #10141a; --surface: #171c24; --ink: #e8ecf2; --muted: #a3adbb; --line: #343d4a; --accent: #74aef2;
  --good: #7fd3a3; --good-ground: #16321f; --bad: #ff9d94; --bad-ground: #401c1a; --caution: #f0c674;
  --caution-ground: #3a2d12; --neutral-ground: #232b36; ${paletteVariables(darkPalette)}`;

const page = `
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 ${fonts}; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; background: var(--surface); padding: .5rem 1rem; z-index: 1; }
.skip:focus { left: 1rem; top: 1rem; }
header, .layout, footer { max-width: 1232px; margin-inline: auto; padding-inline: 24px; }
header { padding-block: 48px 28px; }
header p { margin: 0; }
h1 { margin: 4px 0 2px; font-size: 2.25rem; line-height: 1.15; letter-spacing: -.02em; font-weight: 680; }
.eyebrow { color: var(--accent); font-weight: 600; font-size: .875rem; }
.subtitle { font-size: 1.125rem; color: var(--ink); }
.generated, footer { color: var(--muted); font-size: .875rem; }
footer { padding-block: 24px 48px; }
.layout { display: grid; grid-template-columns: 184px minmax(0, 1fr); gap: 40px; align-items: start; }
nav { position: sticky; top: 24px; font-size: .875rem; }
nav p { margin: 0 0 8px; color: var(--muted); font-weight: 600; }
nav ol { list-style: none; margin: 0; padding: 0; border-left: 1px solid var(--line); }
nav a { display: block; padding: 4px 0 4px 14px; color: var(--ink); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
section { padding-top: 28px; margin-bottom: 20px; border-top: 1px solid var(--line); }
section:first-child { border-top: 0; padding-top: 0; }
h2 { margin: 0 0 14px; font-size: 1.4375rem; line-height: 1.25; letter-spacing: -.01em; font-weight: 660; }
.prose { margin: 0 0 18px; max-width: 46rem; }
code { font: .9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
`;

const parts = `
.callout { border-left: 4px solid var(--tone); background: var(--ground); border-radius: 6px; padding: 14px 18px; margin: 0 0 18px; }
.callout p { margin: 0; }
.callout strong { color: var(--tone); margin-right: .25em; }
.good { --tone: var(--good); --ground: var(--good-ground); } .bad { --tone: var(--bad); --ground: var(--bad-ground); }
.caution { --tone: var(--caution); --ground: var(--caution-ground); }
.neutral { --tone: var(--muted); --ground: var(--neutral-ground); }
.cards { list-style: none; margin: 0 0 14px; padding: 0; display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(176px, 1fr)); }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.card p { margin: 0; }
.card .label { color: var(--muted); font-size: .875rem; font-weight: 600; }
.card .number { font-size: 1.875rem; line-height: 1.25; font-weight: 660; letter-spacing: -.02em; font-variant-numeric: tabular-nums; margin-bottom: 4px; }
.card .number.long { font-size: 1.25rem; line-height: 1.875; letter-spacing: 0; }
.card .detail { color: var(--muted); font-size: .8125rem; font-variant-numeric: tabular-nums; }
sup { line-height: 0; } sup a { text-decoration: none; padding: 0 3px; }
.notes { margin: 0 0 20px; padding-left: 1.5em; color: var(--muted); font-size: .8125rem; max-width: 52rem; }
.notes strong { font-weight: 600; } .notes a { padding: 0 3px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; margin-bottom: 20px; }
.pair figure:only-child { grid-column: 1 / -1; max-width: 560px; }
figure { margin: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; display: flex; flex-direction: column; }
figure.full { margin-bottom: 20px; }
.figure-title { margin: 0 0 8px; font-weight: 640; }
.drawing svg { display: block; width: 100%; height: auto; }
.medium, .compact { display: none; }
figcaption { margin-top: auto; padding-top: 10px; color: var(--muted); font-size: .875rem; }
figcaption strong, caption strong { color: var(--ink); font-weight: 640; }
.table { margin: 0 0 22px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; overflow-wrap: normal; }
caption { text-align: left; padding: 14px 18px 10px; color: var(--muted); font-size: .875rem; }
th, td { padding: 9px 12px; vertical-align: top; text-align: left; border-top: 1px solid var(--line); }
th:first-child { padding-left: 18px; } th:last-child, td:last-child { padding-right: 18px; }
thead th { color: var(--muted); font-size: .8125rem; font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 13rem; overflow-wrap: anywhere; } .prose-cell { min-width: 12rem; }
.told tbody th { min-width: 9.25rem; } .prose-cell:not(:last-child):has(ul) { min-width: 17rem; } .prose-cell:last-child { width: 38%; } .prose-cell:nth-child(4):last-child { width: 52%; } .prose-cell:nth-child(3):last-child { width: 66%; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td .value, td.number > div { white-space: nowrap; }
.interval { display: inline-block; max-width: 100%; }
td .interval { color: var(--muted); font-size: .875em; }
.dense table { font-size: .8125rem; } .dense th, .dense td { padding-inline: 7px; } .dense tbody th { min-width: 5.5rem; }
.dense td .interval { display: block; } .dense .prose-cell { min-width: 7rem; }
td ul { margin: 0; padding-left: 1.1em; }
.chip { display: inline-block; border-radius: 99px; padding: 0 10px; font-size: .8125rem; font-weight: 600; white-space: nowrap; color: var(--tone); background: var(--ground); }
.passed { --tone: var(--good); --ground: var(--good-ground); } .failed { --tone: var(--bad); --ground: var(--bad-ground); }
.error { --tone: var(--caution); --ground: var(--caution-ground); } .info { --tone: var(--muted); --ground: var(--neutral-ground); }
.definitions { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 0 28px; margin: 0 0 20px; }
.definitions div { padding: 8px 0; border-top: 1px solid var(--line); }
dt { color: var(--muted); font-size: .8125rem; } dd { margin: 0; }
details { margin: 0 0 6px; font-size: .875rem; } summary { cursor: pointer; color: var(--accent); padding: 3px 0; }
details dl { margin: 4px 0 12px; padding: 4px 18px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
details dl div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 12px; padding: 6px 0; }
details dl div + div { border-top: 1px solid var(--line); }
details + .table, details + figure, details + .prose { margin-top: 18px; }
`;

const tablet = `
@media screen and (max-width: 1080px) {
  .layout { display: block; }
  nav { position: static; margin-bottom: 28px; }
  nav ol { border: 0; display: flex; flex-wrap: wrap; gap: 6px 20px; }
  nav a { padding: 4px 0; text-decoration: underline; color: var(--accent); }
  figure .wide { display: none; }
  .half .compact, .full .medium { display: block; }
}
`;

const phone = `
@media screen and (max-width: 700px) {
  header, .layout, footer { padding-inline: 16px; }
  header { padding-block: 28px 20px; }
  h1 { font-size: 1.75rem; }
  .pair { grid-template-columns: minmax(0, 1fr); }
  .cards { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; }
  .card { padding: 12px; } .card .number { font-size: 1.5rem; } .card .number.long { font-size: 1rem; }
  figure { padding: 14px 12px; }
  .full .medium { display: none; } .full .compact { display: block; }
  .definitions div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 10px; align-items: baseline; }
  .stack table, .stack tbody, .stack tr, .stack th, .stack td, .stack caption { display: block; }
  .table.stack { display: block; background: none; border: 0; border-radius: 0; overflow: visible; }
  .stack caption { padding: 0 0 8px; }
  .stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stack tbody tr { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin-bottom: 10px; }
  .stack tbody th, .stack tbody td { border: 0; padding: 2px 0; text-align: left; }
  .stack tbody td { display: grid; grid-template-columns: 8rem minmax(0, 1fr); gap: 10px; }
  .stack tbody td.prose-cell { display: block; min-width: 0; width: auto; }
  .stack tbody td.prose-cell::before { display: none; }
  .stack tbody td::before { content: attr(data-label); color: var(--muted); font-size: .8125rem; line-height: 1.8; }
  .stack td.number > div { white-space: normal; }
}
`;

const print = `
@page { size: A4; margin: 16mm; }
@media print {
  html { font-size: 12.5px; }
  body { background: #fff; font-size: 10pt; }
  .skip, .notes a, footer { display: none; }
  .prose { max-width: none; }
  header, .layout, footer { max-width: none; padding-inline: 0; }
  header { padding-block: 0 14pt; }
  .layout { display: block; }
  nav { position: static; margin-bottom: 14pt; }
  nav ol { border: 0; display: flex; flex-wrap: wrap; gap: 2pt 14pt; }
  nav a { padding: 0; }
  a { color: inherit; text-decoration: none; }
  .cards { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8pt; }
  .card { padding: 8pt 10pt; } .card .number { font-size: 16pt; }
  figure .wide { display: none; } .half .compact, .full .medium { display: block; }
  .pair { gap: 10pt; } figure { padding: 8pt 10pt; }
  .table { overflow: visible; } table { font-size: 9pt; } th, td { padding: 5pt 7pt; }
  tbody th { min-width: 7rem; } .prose-cell { width: 40%; min-width: 12rem; }
  .dense table { font-size: 7.5pt; } .dense th, .dense td { padding: 3pt 4pt; } .dense .prose-cell { width: auto; min-width: 5rem; }
  .dense .chip { padding: 0 4pt; font-size: 7pt; }
  figure, .card, .callout, tr, .definitions, .table.short { break-inside: avoid; }
  .definitions { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { color: inherit; list-style: none; }
  tbody tr:nth-child(-n + 3) { break-before: avoid; }
  h2, caption, .figure-title { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  .card, .chip, .callout, .table, figure { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** The style sheet of a page: light, dark, narrow and printed. It names no file and no address. */
export function styleSheet(): string {
  return [page, parts, tablet, phone, print].join("");
}
