import { createMemoryJobs, createMemoryScheduleStore } from "#adapters/memory";
import { createIds, createRandom, type Json } from "#kernel";
import {
  type ChangeSource,
  createInProcessRunner,
  driveRun,
  type JobRun,
  type Jobs,
  type Operation,
  type OperationContext,
  type Operations,
  parseJobs,
  type RunRequest,
  type RunState,
  type SchedulerPorts,
  silentNotices,
  submitRun,
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

/** Asks for a run of the job `j` and works on it until it ends. */
export async function run(engine: TestEngine, request: Partial<RunRequest> = {}): Promise<RunState> {
  const { run } = submitRun({ job: "j", driver: me.owner, ...request }, engine);
  return (await driveRun(run.id, me, engine)).state;
}

/** Status of each task. */
export const statusOf = (state: RunState): Readonly<Record<string, string>> =>
  Object.fromEntries([...state.tasks].map(([key, { status }]) => [key, status]));
/** What a task left. */
export const outputOf = (state: RunState, key: string): Json => state.tasks.get(key)!.output;

/** Fails a number of times, then says how often it was tried. */
export function failing(times: number): { readonly work: Operation; readonly seen: OperationContext[] } {
  const seen: OperationContext[] = [];
  const work: Operation = async (context) => {
    seen.push(context);
    if (seen.length <= times) throw new Error(`no ${seen.length}`);
    return seen.length;
  };
  return { work, seen };
}
