import type { Message, Severity } from "../message.js";
import { accountOf, closingOf, type Letter, type LetterItem, momentText, severityNames } from "./letter.js";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

const font = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const accents: Readonly<Record<Severity, string>> = { info: "#1f5fa8", warn: "#a35b00", act: "#b3261e" };

// Mail programs that know no style sheet get the light colours from the attributes; the sheet only adds the dark ones.
const styleSheet = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background: #12161c !important; }
    .card { background: #1b212a !important; border-color: #343d4a !important; }
    .ink { color: #e8ecf2 !important; }
    .muted { color: #a3adbb !important; }
    .line { border-color: #343d4a !important; }
    .code { background: #12161c !important; color: #cfd6e0 !important; }
    .info { color: #74aef2 !important; }
    .warn { color: #f0b45c !important; }
    .picture { box-sizing: border-box !important; padding: 8px !important; }
    .act { color: #ff8f86 !important; }
  }
  @media (max-width: 480px) {
    .page { padding: 0 !important; }
    .card { border-radius: 0 !important; border-left: 0 !important; border-right: 0 !important; }
    .inside { padding: 20px 16px !important; }
    .label { width: 40% !important; }
  }`;

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 12px;font-size:16px;line-height:24px;color:#18212f">${escaped(text)}</p>`;
}

function sentences(message: Message): string {
  const account = accountOf(message);
  if (account === null) return message.sentences.map(paragraph).join("\n");
  const heading = (name: string): string =>
    `<p class="muted" style="margin:0 0 2px;font-size:13px;line-height:20px;font-weight:600;color:#556070">${name}</p>`;
  return account.map(({ name, text }) => heading(name) + paragraph(text)).join("\n");
}

function facts(message: Message): string {
  if (message.facts.length === 0) return "";
  const cell = "padding:7px 0;border-top:1px solid #dfe3e9;font-size:14px;line-height:20px;vertical-align:top";
  const rows = message.facts.map(
    ({ label, value }) =>
      `<tr><td class="label muted line" style="${cell};width:190px;padding-right:12px;color:#556070">${escaped(label)}</td>` +
      `<td class="ink line" style="${cell};color:#18212f;word-break:break-word">${escaped(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="margin:4px 0 12px;border-collapse:collapse">
${rows.join("\n")}
</table>`;
}

function picture({ picture: shown }: LetterItem): string {
  if (shown === null) return "";
  return `<img class="picture" src="cid:${shown.cid}" alt="${escaped(shown.alt)}" width="534" style="display:block;width:100%;max-width:534px;height:auto;margin:4px 0 12px;border-radius:6px;background:#ffffff">`;
}

function label(message: Message): string {
  return `<p class="${message.severity}" style="margin:0 0 4px;font-size:13px;line-height:20px;font-weight:600;color:${accents[message.severity]}">${severityNames[message.severity]}<span class="muted" style="font-weight:400;color:#556070"> · ${momentText(message.occurredAt)}</span></p>`;
}

function item(entry: LetterItem, isOnly: boolean): string {
  const { message } = entry;
  const heading = isOnly
    ? ""
    : `<h2 class="ink" style="margin:0 0 10px;font-size:18px;line-height:24px;color:#18212f">${escaped(message.title)}</h2>`;
  const separator = isOnly ? "" : "border-top:1px solid #dfe3e9;padding-top:18px;margin-top:18px";
  const top = isOnly ? "" : label(message);
  return `<div class="line" style="${separator}">
${top}${heading}${sentences(message)}
${picture(entry)}
${facts(message)}</div>`;
}

function counts(letter: Letter): string {
  if (letter.counts.length === 0) return "";
  const rows = letter.counts.map(
    ({ name, count }) =>
      `<tr><td class="ink" style="padding:2px 12px 2px 0;font-size:15px;line-height:22px;text-align:right;font-weight:600;color:#18212f">${count}</td>` +
      `<td class="ink" style="padding:2px 0;font-size:15px;line-height:22px;color:#18212f">${escaped(name)}</td></tr>`,
  );
  return `<table role="presentation" cellspacing="0" cellpadding="0" style="margin:0 0 8px">\n${rows.join("\n")}\n</table>`;
}

function lines({ lines: rest, left }: Letter): string {
  if (rest.length === 0) return "";
  const rows = rest.map(
    ({ title, occurredAt, severity }) =>
      `<p class="ink" style="margin:0 0 8px;font-size:14px;line-height:20px;color:#18212f"><span class="${severity}" style="color:${accents[severity]}">●</span> ${escaped(title)} <span class="muted" style="color:#556070">${momentText(occurredAt)}</span></p>`,
  );
  const more =
    left === 0 ? "" : `<p class="muted" style="margin:0;font-size:14px;color:#556070">… and ${left} more</p>`;
  return `<div class="line" style="border-top:1px solid #dfe3e9;padding-top:18px;margin-top:18px">
<h2 class="ink" style="margin:0 0 10px;font-size:18px;line-height:24px;color:#18212f">Also</h2>
${rows.join("\n")}${more}</div>`;
}

function closing(letter: Letter): string {
  const { reason, yaml } = closingOf(letter);
  return `<p class="muted" style="margin:0 0 8px;font-size:12px;line-height:18px;color:#556070">${escaped(reason)}</p>
<pre class="code" style="margin:0;padding:8px 10px;border-radius:6px;background:#f2f4f7;color:#3a4454;font-size:12px;line-height:18px;white-space:pre-wrap;word-break:break-word">${escaped(yaml)}</pre>`;
}

function head(letter: Letter, isOnly: boolean): string {
  const top = isOnly ? label(letter.items[0]!.message) : "";
  return `<p class="muted" style="margin:0 0 14px;font-size:13px;line-height:18px;color:#556070">${escaped(letter.project)}</p>
${top}<h1 class="ink" style="margin:0 0 14px;font-size:22px;line-height:28px;color:#18212f">${escaped(letter.headline)}</h1>`;
}

/** The HTML part of a mail: one column of at most 600 pixels, no script, nothing fetched from elsewhere. */
export function letterHtml(letter: Letter): string {
  const isOnly = letter.items.length === 1 && letter.lines.length === 0;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(letter.subject)}</title>
<style>${styleSheet}
</style>
</head>
<body class="page" style="margin:0;padding:24px 12px;background:#eef1f5;font-family:${font}">
<table role="presentation" align="center" width="100%" cellspacing="0" cellpadding="0" style="max-width:600px;margin:0 auto">
<tr><td class="card" style="background:#ffffff;border:1px solid #dfe3e9;border-top:4px solid ${accents[letter.severity]} !important;border-radius:8px">
<div class="inside" style="padding:24px 32px 20px">
${head(letter, isOnly)}
${counts(letter)}
${letter.items.map((entry) => item(entry, isOnly)).join("\n")}
${lines(letter)}
<div class="line" style="border-top:1px solid #dfe3e9;padding-top:16px;margin-top:8px">${closing(letter)}</div>
</div>
</td></tr>
</table>
</body>
</html>
`;
}
