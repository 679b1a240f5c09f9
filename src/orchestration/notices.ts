import type { JobRun } from "./run.js";
import type { JobSpec } from "./spec/job-spec.js";

/**
 * Told about moments of a run, inside the transaction that records them: what it writes to the same database is there
 * exactly when the moment is. Must not throw and must not be slow.
 */
export interface RunNotices {
  onRunStarted(run: JobRun, spec: JobSpec): void;
  /** Succeeded, failed, timed out, cancelled or skipped. */
  onRunEnded(run: JobRun, spec: JobSpec): void;
  /** A health rule of the run was broken; once a run. */
  onRunOverdue(run: JobRun, spec: JobSpec): void;
}

/** Tells nobody. */
export const silentNotices: RunNotices = {
  onRunStarted: () => {},
  onRunEnded: () => {},
  onRunOverdue: () => {},
};
