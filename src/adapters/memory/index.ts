export { createMemoryArtifactStore } from "./artifacts.js";
export { createMemoryJobs } from "./jobs.js";
export { createMemoryManifestStore } from "./manifests.js";
export { createMemoryOutbox } from "./outbox.js";
export { createMemoryRegistryStore } from "./registry.js";
export { createMemoryRunStore } from "./runs.js";
export { createMemoryStudyStore } from "./studies.js";
export { createMemoryDecisionStore, createMemoryIncidentStore } from "./retraining.js";
export { createMemoryScheduleStore } from "./schedules.js";
