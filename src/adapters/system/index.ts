export { createArtifactStore } from "./artifact-store.js";
export { systemClock } from "./clock.js";
export { writeFileDurably } from "./durable-file.js";
