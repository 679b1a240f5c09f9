export { type Metadata, type MetadataOptions, openMetadata, type SqlRow } from "./connection.js";
