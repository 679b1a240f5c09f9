export { createWorkers, thisProcess } from "./process-name.js";
export { createTaskLog, type LogLine, readTaskLog } from "./task-log.js";
export { realWaiting } from "./waiting.js";
