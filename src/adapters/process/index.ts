export { createWorkers, thisProcess } from "./process-name.js";
export { createProcessRunner } from "./process-runner.js";
export { appendLogLine, createTaskLog, type LogLine, readTaskLog } from "./task-log.js";
export { realWaiting } from "./waiting.js";
export { workForStarter } from "./worker-process.js";
