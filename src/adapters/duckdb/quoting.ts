import { invalidInput } from "#kernel";

function refuseNul(text: string): void {
  if (text.includes("\u0000")) {
    throw invalidInput(
      "duckdb/nul-in-text",
      "A name or text with a NUL character cannot be used in a query; remove it",
    );
  }
}

/**
 * A name as a quoted SQL identifier: any name is safe and keeps its letters' case.
 * @throws InvalidInput `duckdb/nul-in-text`
 */
export function quoteIdentifier(name: string): string {
  refuseNul(name);
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A text as a SQL literal; only for places where DuckDB accepts no bound parameter.
 * @throws InvalidInput `duckdb/nul-in-text`
 */
export function quoteText(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll("'", "''")}'`;
}
