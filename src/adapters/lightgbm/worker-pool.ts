import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { externalFailure } from "#kernel";
import type { WorkerAnswers, WorkerReply, WorkerRequest } from "./protocol.js";

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread with the library loaded. */
export interface PoolWorker {
  /** Asks and waits for the answer; requests of one worker are answered in order. */
  ask<Kind extends WorkerRequest["kind"]>(
    request: Extract<WorkerRequest, { kind: Kind }>,
  ): Promise<WorkerAnswers[Kind]>;
  /** Requests that are not answered yet. */
  readonly load: () => number;
  /** False once the thread has ended. */
  readonly isAlive: () => boolean;
  close(): Promise<void>;
}

/** Number of workers when nothing else is said: one per core. */
export function defaultWorkerCount(): number {
  return Math.max(1, availableParallelism());
}

function startThread(libraryPath: string): Worker {
  const workerData = { libraryPath };
  if (!fileURLToPath(import.meta.url).endsWith(".ts")) {
    return new Worker(new URL("./worker.js", import.meta.url), { workerData });
  }
  // From sources (tests, benchmarks) the thread has to register the TypeScript loader itself.
  const entry = new URL("./worker.ts", import.meta.url).href;
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(source, { eval: true, workerData, execArgv: ["--conditions=source"] });
}

/** Starts a worker thread that loads the library from `libraryPath`. */
export function startWorker(libraryPath: string): PoolWorker {
  const thread = startThread(libraryPath);
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let isAlive = true;
  thread.unref();
  thread.on("message", (reply: WorkerReply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) thread.unref();
    if ("error" in reply) {
      asked?.reject(externalFailure(reply.error.code ?? "lightgbm/worker-failed", reply.error.message));
    } else {
      asked?.resolve(reply.value as never);
    }
  });
  const end = (why: string, cause?: unknown): void => {
    isAlive = false;
    for (const { reject } of waiting.values()) {
      reject(externalFailure("lightgbm/worker-ended", `the LightGBM worker ended: ${why}`, { cause }));
    }
    waiting.clear();
  };
  thread.on("error", (error) => end(error.message, error));
  thread.on("exit", (code) => end(`exit code ${code}`));
  return {
    ask: (request) => {
      if (!isAlive) return Promise.reject(externalFailure("lightgbm/worker-ended", "the LightGBM worker has ended"));
      return new Promise((resolve, reject) => {
        const id = nextId;
        nextId += 1;
        waiting.set(id, { resolve: resolve as (value: never) => void, reject });
        thread.ref();
        thread.postMessage({ id, request });
      });
    },
    load: () => waiting.size,
    isAlive: () => isAlive,
    close: async () => {
      isAlive = false;
      await thread.terminate();
    },
  };
}
