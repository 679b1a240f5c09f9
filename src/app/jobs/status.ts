import type { RunCount } from "#orchestration";
import type { Project } from "../project/open-project.js";
import { engineOf } from "./engine.js";
import { listJobs } from "./schedules.js";

/** Numbers about the jobs of a project, for monitoring of the machinery. */
export interface JobsStatus {
  readonly runs: readonly RunCount[];
  /** Attempts that are at work, in any process. */
  readonly heldTasks: number;
  readonly jobs: readonly {
    readonly job: string;
    readonly paused: boolean;
    /** Epoch milliseconds. */
    readonly nextStart: number | null;
    readonly lastStatus: string | null;
    readonly lastEndedAt: number | null;
    readonly lastSeconds: number | null;
  }[];
}

/** How the jobs of a project stand. */
export function jobsStatus(project: Project): JobsStatus {
  const { queue } = engineOf(project);
  return {
    runs: queue.counts(),
    heldTasks: queue.held().length,
    jobs: listJobs(project).map(({ job, paused, nextStart, lastRun }) => ({
      job,
      paused,
      nextStart,
      lastStatus: lastRun?.status ?? null,
      lastEndedAt: lastRun?.endedAt ?? null,
      lastSeconds:
        lastRun?.startedAt == null || lastRun.endedAt === null ? null : (lastRun.endedAt - lastRun.startedAt) / 1000,
    })),
  };
}
