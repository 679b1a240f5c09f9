import type { Clock, Ids } from "#kernel";
import type { RunNotices } from "../notices.js";
import type { JobStore, WorkQueue, Workers } from "../ports.js";
import type { JobSpec } from "../spec/job-spec.js";

/** The jobs of a project by name, all checked. */
export type Jobs = Readonly<Record<string, JobSpec>>;

/** What the engine works with. */
export interface EnginePorts {
  readonly store: JobStore;
  readonly queue: WorkQueue;
  readonly workers: Workers;
  readonly notices: RunNotices;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly ids: Ids;
}
