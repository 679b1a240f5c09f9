import { DriftloopError, externalFailure, messageOf } from "#kernel";

const longestMessage = 600;

/**
 * DuckDB's own error as an ExternalFailure that keeps it as `cause`.
 * @param thrown what DuckDB or the file system threw; an error of the product is passed on as it is
 * @param doing what was being done, as the start of a sentence: `Reading "a.csv"`
 * @param code stable code, `duckdb/query-failed` when left out
 */
export function duckdbFailure(thrown: unknown, doing: string, code = "duckdb/query-failed"): DriftloopError {
  if (thrown instanceof DriftloopError) return thrown;
  const message = messageOf(thrown);
  const shown = message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message;
  return externalFailure(code, `${doing} failed in DuckDB: ${shown}`, { cause: thrown });
}
