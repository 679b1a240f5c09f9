export { hasRun } from "./has-run.js";
export type { NewRun, RunQuery, RunStore, RunUpdate } from "./ports.js";
export type { MetricPoint, Run, RunKind, RunStatus } from "./run.js";
