import { createMemoryJobs, createMemoryScheduleStore } from "#adapters/memory";
import { createIds, createRandom } from "#kernel";
import {
  type ChangeSource,
  createInProcessRunner,
  type JobRun,
  type Jobs,
  type Operation,
  type Operations,
  parseJobs,
  type SchedulerPorts,
  silentNotices,
  type WorkerPorts,
} from "#orchestration";

/** A clock that is moved by hand. */
export interface HandClock {
  now(): number;
  set(at: number): void;
  add(ms: number): void;
}

/** Midnight, 1 January 2026, UTC. */
export const newYear: number = Date.UTC(2026, 0, 1);

/** A clock that stands still until it is moved. */
export function handClock(start: number = newYear): HandClock {
  let now = start;
  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
    add: (ms) => {
      now += ms;
    },
  };
}

/** An engine in memory on a clock of one's own. */
export interface TestEngine extends WorkerPorts, SchedulerPorts {
  readonly clock: HandClock;
  readonly gone: Set<string>;
  /** Runs that ended, in order. */
  readonly ended: JobRun[];
  readonly started: JobRun[];
  readonly overdue: JobRun[];
  /** Lines of logs. */
  readonly lines: string[];
}

/** Makes one; `changes` are what triggers watch. */
export function testEngine(
  specs: readonly object[],
  operations: Operations = {},
  parts: Partial<Pick<WorkerPorts, "store" | "queue">> & { readonly changes?: ChangeSource } = {},
): TestEngine {
  const clock = handClock();
  const jobs: Jobs = parseJobs(specs, Object.keys(operations));
  const gone = new Set<string>();
  const [ended, started, overdue, lines]: [JobRun[], JobRun[], JobRun[], string[]] = [[], [], [], []];
  return {
    ...createMemoryJobs(),
    schedules: createMemoryScheduleStore(),
    changes: { tableState: () => ({ version: 0, committedAt: 0 }), aliasMovesAfter: () => [] },
    ...parts,
    workers: { isGone: (owner) => gone.has(owner) },
    notices: {
      ...silentNotices,
      onRunStarted: (run) => started.push(run),
      onRunEnded: (run) => ended.push(run),
      onRunOverdue: (run) => overdue.push(run),
    },
    jobs,
    clock,
    ids: createIds(clock, createRandom(1)),
    runner: createInProcessRunner(operations),
    waiting: {
      wait: async (ms, wake) => {
        if (wake === null) clock.add(ms);
        else await wake;
      },
    },
    log: { append: ({ taskKey, message }) => lines.push(`${taskKey}: ${message}`) },
    gone,
    ended,
    started,
    overdue,
    lines,
  };
}

/** How a test works on runs. */
export const me = { owner: "me", leaseMs: 10_000, concurrency: 4 } as const;

/** A task with an operation. */
export function step(task_key: string, after: readonly string[] = [], more: object = {}): object {
  return {
    task_key,
    depends_on: after.map((key) => ({ task_key: key })),
    operation_task: { operation: "work" },
    ...more,
  };
}

/** An operation that says what it was given. */
export const echo: Operation = async ({ taskKey, inputs, taskParameters }) => ({ taskKey, inputs, taskParameters });
