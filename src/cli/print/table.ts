/** One column of a printed table. */
export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

// Escape is spelled as a property of characters: a control character in a pattern is usually a mistake.
const controlCodes = /\p{Cc}\[[0-9;]*m/gu;

/** Width on a terminal: colour codes take none. */
export function widthOf(text: string): number {
  return [...text.replace(controlCodes, "")].length;
}

function padded(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

/**
 * A table with aligned columns, two spaces apart, without lines; the last column is not padded.
 * @param rows cells, as many as columns
 */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? "")), widthOf(title)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => padded(cell, widths[index]!, columns[index]!.align ?? "left"))
      .join("  ")
      .trimEnd();
  const hasTitles = columns.some(({ title }) => title !== "");
  const body = rows.map((row) => line(columns.map((_, index) => row[index] ?? "")));
  return (hasTitles ? [line(columns.map(({ title }) => title)), ...body] : body).join("\n");
}

/** Text broken at spaces into lines of at most `width` characters, each indented. */
export function wrapText(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && widthOf(`${indent}${line} ${word}`) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line].join("\n");
}

/** Most characters of a line, so that nothing wraps on a terminal of 80 columns. */
export const lineWidth = 78;

const digest = /^[0-9a-f]{64}$/;

function pairText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return digest.test(text) ? `${text.slice(0, 16)}…` : text;
}

function hardWrapped(line: string, width: number): readonly string[] {
  const letters = [...line];
  const pieces = Array.from({ length: Math.ceil(letters.length / width) }, (_, piece) =>
    letters.slice(piece * width, (piece + 1) * width).join(""),
  );
  return pieces.length === 0 ? [""] : pieces;
}

/** Names and values below each other, indented; long values go on in the next line, digests are told by their beginning. */
export function renderPairs(entries: readonly (readonly [string, unknown])[]): string {
  const nameWidth = entries.reduce((widest, [name]) => Math.max(widest, widthOf(name)), 0);
  const width = Math.max(20, lineWidth - nameWidth - 4);
  return entries
    .flatMap(([name, value]) => {
      const lines = wrapText(pairText(value), width)
        .split("\n")
        .flatMap((line) => hardWrapped(line, width));
      return lines.map((line, place) => `  ${padded(place === 0 ? name : "", nameWidth, "left")}  ${line}`.trimEnd());
    })
    .join("\n");
}
