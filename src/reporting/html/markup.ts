/** Text that is HTML already. Only this module makes it, so whatever else is put into a template gets escaped. */
export interface Markup {
  readonly markup: string;
}

/** What a template may hold: text and numbers are escaped, markup is kept, lists are joined, null leaves nothing. */
export type MarkupValue = string | number | null | Markup | readonly MarkupValue[];

/**
 * A template whose values are escaped.
 * @param strings the literal parts
 * @param values the parts between
 * @returns safe markup
 */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts = strings.map((literal, index) => literal + (index < values.length ? textOf(values[index]!) : ""));
  return { markup: parts.join("") };
}

/**
 * Markup from a renderer that escapes by itself, such as a drawn chart or a style sheet of this product.
 * @param markup HTML or SVG that holds no unescaped foreign text
 */
export function trusted(markup: string): Markup {
  return { markup };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text for an element or a quoted attribute. Control characters, which no document may hold, become U+FFFD.
 * @param text any text
 */
export function escapeHtml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly the characters that HTML forbids
  const printable = text.replace(/\p{Surrogate}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu, "\ufffd");
  return printable.replace(/[&<>"']/g, (character) => entities[character]!);
}

function textOf(value: MarkupValue): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return escapeHtml(String(value));
  return isList(value) ? value.map(textOf).join("") : value.markup;
}

function isList(value: Markup | readonly MarkupValue[]): value is readonly MarkupValue[] {
  return Array.isArray(value);
}
