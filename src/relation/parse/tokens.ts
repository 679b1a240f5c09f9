import type { DriftloopError } from "#kernel";
import { sourceError } from "./source-error.js";

/** The smallest pieces of an expression. */
export interface Token {
  readonly kind: "number" | "text" | "word" | "quoted-name" | "symbol" | "end";
  /** A word and a symbol as written, the inner text of a quoted name or text, a number's digits. */
  readonly text: string;
  /** Index of the first character. */
  readonly offset: number;
}

const blank = /[ \t\r\n\f\v\u00a0]+/y;
const word = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const number = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const symbol = /<>|!=|<=|>=|\|\||[-+*/%=<>(),]/y;

const hints: Readonly<Record<string, string>> = {
  "&": "write and",
  "|": "write or (|| joins texts)",
  "!": "write not, or <> for unequal",
  "^": "write power(a, b)",
  "`": 'names with blanks stand in double quotes: "a name"',
  "[": "lists stand in round brackets",
  ";": "an expression has no end mark",
};

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function quotedEnd(text: string, offset: number): number {
  const quote = text[offset]!;
  let at = offset + 1;
  while (at < text.length) {
    if (text[at] === quote && text[at + 1] !== quote) return at;
    at += text[at] === quote ? 2 : 1;
  }
  const what = quote === "'" ? "text" : "name";
  throw sourceError("expression/syntax", `The ${what} is not closed; add ${quote} at its end`, text, offset);
}

function quotedToken(text: string, offset: number): { token: Token; end: number } {
  const quote = text[offset]!;
  const end = quotedEnd(text, offset);
  const inner = text.slice(offset + 1, end).replaceAll(quote + quote, quote);
  if (inner.includes("\u0000")) {
    throw sourceError("expression/syntax", "A NUL character cannot be part of an expression; remove it", text, offset);
  }
  return { token: { kind: quote === "'" ? "text" : "quoted-name", text: inner, offset }, end: end + 1 };
}

function unexpectedCharacter(text: string, offset: number): DriftloopError {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  const hint = hints[character];
  const advice = hint === undefined ? "" : `; ${hint}`;
  return sourceError("expression/syntax", `"${character}" cannot be used here${advice}`, text, offset);
}

function plainToken(text: string, offset: number): Token {
  const patterns = [
    ["word", word],
    ["number", number],
    ["symbol", symbol],
  ] as const;
  for (const [kind, pattern] of patterns) {
    const found = matchAt(pattern, text, offset);
    if (found !== undefined) return { kind, text: found, offset };
  }
  throw unexpectedCharacter(text, offset);
}

/**
 * The tokens of an expression; the last one has kind `end`.
 * @throws InvalidInput `expression/syntax`
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    offset += matchAt(blank, text, offset)?.length ?? 0;
    if (offset >= text.length) return [...tokens, { kind: "end", text: "", offset: text.length }];
    if (text[offset] === "'" || text[offset] === '"') {
      const { token, end } = quotedToken(text, offset);
      tokens.push(token);
      offset = end;
    } else {
      const token = plainToken(text, offset);
      tokens.push(token);
      offset += token.text.length;
    }
  }
}
