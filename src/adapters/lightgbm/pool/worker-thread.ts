import { Worker } from "node:worker_threads";
import { externalFailure, messageOf } from "#kernel";
import type { NamedResource, Task, WorkerMessage, WorkerReply } from "./messages.js";

const isTypeScript = import.meta.url.endsWith(".ts");

function startWorker(libraryPath: string): Worker {
  const options = { workerData: { libraryPath }, stdin: false };
  // Without the process's own `--import`s, which a worker would run again before it starts.
  // By the package's own name for it: the command line is bundled, and this file may be part of another one.
  const built = (): URL => new URL(import.meta.resolve("#src/adapters/lightgbm/worker.js"));
  if (!isTypeScript) return new Worker(built(), { ...options, execArgv: [] });
  // Under Vitest the sources run without a build, and a thread of Node 20 has to register the TypeScript loader itself.
  const entry = JSON.stringify(new URL("../worker.ts", import.meta.url).href);
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(source, { ...options, eval: true, execArgv: ["--conditions=source"] });
}

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread; it keeps the process alive only while it owes an answer. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #attached = new Set<string>();
  readonly #ended: Promise<void>;
  #nextId = 1;
  /** True while a task runs. */
  isBusy = false;

  /** @param onEnd called when the thread has ended, for whatever reason */
  constructor(libraryPath: string, onEnd: () => void) {
    this.#worker = startWorker(libraryPath);
    this.#worker.unref();
    this.#worker.on("message", (reply: WorkerReply) => this.#settle(reply));
    let reason = "it ended";
    this.#worker.on("error", (error) => {
      reason = messageOf(error);
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#failAll(`${reason} (exit code ${code})`);
        onEnd();
        resolve();
      });
    });
  }

  /** Whether no resource is attached. */
  get holdsNothing(): boolean {
    return this.#attached.size === 0;
  }

  has(key: string): boolean {
    return this.#attached.has(key);
  }

  /** Runs a task on a resource, which is attached first when it is not there. */
  async run({ key, resource }: NamedResource, task: Task, cancelFlag: Int32Array): Promise<WorkerReply> {
    if (!this.#attached.has(key)) {
      this.#attached.add(key);
      this.#post({ kind: "attach", key, resource });
    }
    return this.#ask((id) => ({ kind: "run", id, key, task, cancelFlag }));
  }

  /** Frees a resource once the tasks before it are done. */
  async release(key: string): Promise<void> {
    if (this.#attached.delete(key)) await this.#ask((id) => ({ kind: "release", id, key }));
  }

  /** Frees everything and ends the thread. */
  async shutdown(): Promise<void> {
    this.#worker.ref();
    this.#post({ kind: "shutdown" });
    await this.#ended;
  }

  async #ask(messageWith: (id: number) => WorkerMessage): Promise<WorkerReply> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#post(messageWith(id));
    });
  }

  #post(message: WorkerMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    this.#worker.postMessage(message);
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting?.resolve(reply);
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(
        externalFailure("lightgbm/worker-died", `a LightGBM worker thread died: ${reason}; the work can be repeated`),
      );
    }
    this.#waiting.clear();
  }
}
