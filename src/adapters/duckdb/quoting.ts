import { duckdbDialect } from "#relation";

/**
 * A name as a quoted SQL identifier: any name is safe and keeps its letters' case.
 * @throws InvalidInput `expression/nul-in-text`
 */
export function quoteIdentifier(name: string): string {
  return duckdbDialect.identifier(name);
}

/**
 * A text as a SQL literal; only for places where DuckDB accepts no bound parameter.
 * @throws InvalidInput `expression/nul-in-text`
 */
export function quoteText(text: string): string {
  return duckdbDialect.text(text);
}
