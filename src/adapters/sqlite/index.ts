export { type Metadata, type MetadataOptions, openMetadata, type SqlRow } from "./connection.js";
export { createSqliteEnvelopeStore } from "./envelopes.js";
export { createSqliteJobStore } from "./jobs.js";
export { createSqliteManifestStore } from "./manifests.js";
export { createSqliteOutboxStore } from "./outbox.js";
export { createSqliteRegistryStore } from "./registry.js";
export { createSqliteRunStore } from "./runs.js";
export { createSqliteStudyStore } from "./studies.js";
export { createSqliteDecisionStore, createSqliteIncidentStore } from "./retraining.js";
