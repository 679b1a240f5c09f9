import { accountOf, closingOf, type Letter, momentText, oneLine, severityNames } from "./letter.js";
import type { Message } from "../message.js";

/** Widest line of the text part, so that no mail program breaks it elsewhere. */
const width = 76;

function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of oneLine(text).split(/\s+/)) {
    const isFirst = line.trim() === "";
    const longer = isFirst ? line + word : `${line} ${word}`;
    if (!isFirst && [...longer].length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join("\n");
}

function factsText({ facts }: Message): string {
  const labelWidth = Math.min(28, Math.max(...facts.map(({ label }) => label.length)));
  return facts
    .map(({ label, value }) => {
      const indent = " ".repeat(labelWidth + 4);
      const body = wrapped(value, indent).slice(indent.length);
      return `  ${oneLine(label).padEnd(labelWidth)}  ${body}`;
    })
    .join("\n");
}

function sentencesText(message: Message): string {
  const account = accountOf(message);
  if (account === null) return message.sentences.map((sentence) => wrapped(sentence)).join("\n\n");
  return account.map(({ name, text }) => `${name}\n${wrapped(text, "  ")}`).join("\n\n");
}

function itemText(message: Message, isOnly: boolean): string {
  const heading = oneLine(message.title);
  const head = isOnly ? [] : [`${wrapped(heading)}\n${"-".repeat(Math.min(width, heading.length))}`];
  const parts = [...head, `${severityNames[message.severity]}, ${momentText(message.occurredAt)}`];
  if (message.sentences.length > 0) parts.push(sentencesText(message));
  if (message.facts.length > 0) parts.push(factsText(message));
  return parts.join("\n\n");
}

function overview({ counts, lines, left }: Letter): readonly string[] {
  const many = counts.map(({ name, count }) => `  ${String(count).padStart(5)}  ${name}`).join("\n");
  const titles = lines.map(({ occurredAt, title }) => {
    const when = `  ${momentText(occurredAt)}  `;
    return when + wrapped(title, " ".repeat(when.length)).slice(when.length);
  });
  const more = left === 0 ? [] : [`  … and ${left} more`];
  const rest = [...titles, ...more].join("\n");
  return [many, rest === "" ? "" : `Also\n\n${rest}`];
}

/** The text part of a mail, at most 76 characters wide where words allow. */
export function letterText(letter: Letter): string {
  const isOnly = letter.items.length === 1 && letter.lines.length === 0;
  const [many, rest] = overview(letter);
  const { reason, yaml } = closingOf(letter);
  const parts = [
    `${letter.project}\n${wrapped(letter.headline)}\n${"=".repeat(Math.min(width, letter.headline.length))}`,
    many!,
    ...letter.items.map(({ message }) => itemText(message, isOnly)),
    rest!,
    `-- \n${wrapped(reason)}\n\n${yaml}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
