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
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ""))),
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
