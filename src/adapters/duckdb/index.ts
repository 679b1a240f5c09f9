export { type DuckdbDatabase, type DuckdbOptions, openDuckdb, type Parameter, type ResultRow } from "./connection.js";
export { quoteText } from "./quoting.js";
export { createRawFileReader, type RawFileReaderOptions } from "./raw-file/raw-file-reader.js";
export { createDuckdbEngine, duckdbEngineOf } from "./engine.js";
export { createTableFileReader } from "./raw-file/table-file-reader.js";
