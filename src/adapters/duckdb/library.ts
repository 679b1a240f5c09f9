import { createRequire } from "node:module";
import type * as Duckdb from "@duckdb/node-api";

const require = createRequire(import.meta.url);

/**
 * DuckDB's library, loaded at the first call. It is CommonJS of nearly two hundred files, in all of which an `import` would look for
 * exported names first; that takes longer than loading it.
 */
export function duckdbLibrary(): typeof Duckdb {
  return require("@duckdb/node-api") as typeof Duckdb;
}
