import { notReady } from "#kernel";
import { errorOf, type NamedResource, type Task, type WorkerReply } from "./messages.js";
import { WorkerThread } from "./worker-thread.js";

/**
 * Worker threads that run tasks, one each at a time; a thread that dies is replaced, and one that has had nothing to do and to hold for
 * a while ends: the memory that it shared with others is freed no earlier, because its own collector does not see it.
 */
export interface WorkerPool {
  readonly size: number;
  /** Threads there are now. */
  readonly threadCount: number;
  /** Starts threads for work that is about to come, up to `count` in all; without it they start with their first task. */
  start(count: number): void;
  /**
   * Runs a task when a thread is free.
   * @throws the signal's reason when it is aborted; ExternalFailure of the task, or `lightgbm/worker-died`
   */
  run<Result>(resource: NamedResource, task: Task, signal?: AbortSignal): Promise<Result>;
  /** Frees a resource in every thread, after the tasks that are under way. */
  release(key: string): Promise<void>;
  /** Cancels what is under way, frees everything and ends the threads. */
  close(): Promise<void>;
}

interface Job {
  readonly resource: NamedResource;
  readonly task: Task;
  readonly cancelFlag: Int32Array;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred(): Pick<Job, "resolve" | "reject"> & { readonly promise: Promise<unknown> } {
  let settle: Pick<Job, "resolve" | "reject"> | undefined;
  const promise = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}

function closedError(): Error {
  return notReady("lightgbm/closed", "the LightGBM workers were closed before this work was done");
}

/** Starting a thread takes some 30 ms; between the fits of one search or race there is less than this. */
const defaultIdleMs = 500;

class Pool implements WorkerPool {
  readonly size: number;
  readonly #libraryPath: string;
  readonly #idleMs: number;
  readonly #threads = new Set<WorkerThread>();
  readonly #ending = new Set<Promise<void>>();
  #idleTimer: NodeJS.Timeout | undefined;
  readonly #queue: Job[] = [];
  readonly #running = new Set<Job>();
  #isClosed = false;

  constructor(libraryPath: string, size: number, idleMs: number) {
    this.#libraryPath = libraryPath;
    this.size = size;
    this.#idleMs = idleMs;
  }

  get threadCount(): number {
    return this.#threads.size;
  }

  start(count: number): void {
    while (this.#threads.size < count && this.#newThread() !== undefined);
  }

  async run<Result>(resource: NamedResource, task: Task, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw closedError();
    const work = deferred();
    const job: Job = { resource, task, cancelFlag: new Int32Array(new SharedArrayBuffer(4)), ...work };
    const onAbort = (): void => this.#cancel(job, signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#queue.push(job);
    this.#pump();
    try {
      return (await work.promise) as Result;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async release(key: string): Promise<void> {
    const holders = [...this.#threads].filter((thread) => thread.has(key));
    // A thread that died has freed nothing by itself but takes no part in later work either.
    await Promise.allSettled(holders.map((thread) => thread.release(key)));
    this.#endIdleLater();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    for (const job of [...this.#queue, ...this.#running]) this.#cancel(job, closedError());
    await Promise.all([...[...this.#threads].map((thread) => thread.shutdown()), ...this.#ending]);
  }

  #endIdleLater(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#endIdle(), this.#idleMs);
    this.#idleTimer.unref();
  }

  #endIdle(): void {
    for (const thread of [...this.#threads].filter(({ isBusy, holdsNothing }) => !isBusy && holdsNothing)) {
      this.#threads.delete(thread);
      const ended = thread.shutdown();
      this.#ending.add(ended);
      void ended.then(() => this.#ending.delete(ended));
    }
  }

  #cancel(job: Job, reason: unknown): void {
    Atomics.store(job.cancelFlag, 0, 1);
    const place = this.#queue.indexOf(job);
    if (place >= 0) this.#queue.splice(place, 1);
    job.reject(reason);
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const thread = this.#freeThread(this.#queue[0]!.resource.key);
      if (thread === undefined) return;
      void this.#work(thread, this.#queue.shift()!);
    }
  }

  #freeThread(key: string): WorkerThread | undefined {
    const free = [...this.#threads].filter((thread) => !thread.isBusy);
    return free.find((thread) => thread.has(key)) ?? free[0] ?? this.#newThread();
  }

  #newThread(): WorkerThread | undefined {
    if (this.#isClosed || this.#threads.size >= this.size) return undefined;
    const thread: WorkerThread = new WorkerThread(this.#libraryPath, () => {
      this.#threads.delete(thread);
      this.#pump();
    });
    this.#threads.add(thread);
    return thread;
  }

  async #work(thread: WorkerThread, job: Job): Promise<void> {
    thread.isBusy = true;
    this.#running.add(job);
    try {
      finish(job, await thread.run(job.resource, job.task, job.cancelFlag));
    } catch (error) {
      job.reject(error);
    } finally {
      this.#running.delete(job);
      thread.isBusy = false;
      this.#pump();
      this.#endIdleLater();
    }
  }
}

function finish(job: Job, reply: WorkerReply): void {
  if (reply.status === "done") job.resolve(reply.result);
  else if (reply.status === "failed") job.reject(errorOf(reply.failure));
  else job.reject(closedError());
}

/**
 * A pool without threads yet; they start when there is work.
 * @param size most threads at a time, at least 1
 * @param idleMs after how long without work a thread that holds nothing ends; default 500
 */
export function createWorkerPool(libraryPath: string, size: number, idleMs: number = defaultIdleMs): WorkerPool {
  return new Pool(libraryPath, size, idleMs);
}
