import { didYouMean, type DriftloopError, invalidInput } from "#kernel";

const widest = 160;

function lineAround(text: string, offset: number): { line: string; column: number; lineNumber: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end === -1 ? text.length : end).replaceAll(/[\t\r]/g, " ");
  return { line, column: offset - start, lineNumber: before.split("\n").length };
}

/**
 * An error about one place of an expression, with its line and a caret under the place.
 * @param code stable code `expression/…`
 * @param problem what is wrong and what to do, without a full stop
 * @param text the whole expression
 * @param offset index into `text`, in UTF-16 units
 */
export function sourceError(code: string, problem: string, text: string, offset: number): DriftloopError {
  const { line, column, lineNumber } = lineAround(text, offset);
  const from = Math.max(0, column - widest / 2);
  const excerpt = line.slice(from, from + widest);
  const place = lineNumber === 1 ? `column ${column + 1}` : `line ${lineNumber}, column ${column + 1}`;
  const caret = `${" ".repeat(Array.from(line.slice(from, column)).length)}^`;
  return invalidInput(code, `${problem} (${place} of the expression)\n  ${excerpt}\n  ${caret}`, {
    expression: text,
    line: lineNumber,
    column: column + 1,
  });
}

/** ` Did you mean "x"?` when a name is near, otherwise which names there are. */
export function namesHint(name: string, names: readonly string[]): string {
  const shown = names.slice(0, 12).join(", ");
  const all = names.length === 0 ? "" : ` There are: ${shown}${names.length > 12 ? ", …" : ""}.`;
  return didYouMean(name, names) || all;
}
