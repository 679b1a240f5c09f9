import { type Library, openLibrary } from "../native/library.js";
import { createPredictor, type Predictor } from "../native/predictor.js";
import type { Resource, Task } from "../pool/messages.js";
import { evaluateFold } from "./evaluate-fold.js";
import { fitRounds } from "./fit-rounds.js";
import { openTrainingRows, type TrainingRows } from "./training-rows.js";

type Held =
  | { readonly kind: "data"; readonly rows: TrainingRows }
  | { readonly kind: "model"; readonly model: Predictor };

function open(library: Library, resource: Resource): Held {
  return resource.kind === "data"
    ? { kind: "data", rows: openTrainingRows(library, resource.content) }
    : { kind: "model", model: createPredictor(library, resource.text) };
}

function disposeOf(held: Held): void {
  if (held.kind === "data") held.rows.dispose();
  else held.model.dispose();
}

/** Everything a worker thread holds, and the tasks it can do with it. */
export class Workbench {
  readonly #libraryPath: string;
  readonly #resources = new Map<string, Resource>();
  readonly #held = new Map<string, Held>();

  constructor(libraryPath: string) {
    this.#libraryPath = libraryPath;
  }

  /** Takes note of a resource; it is opened at its first task, where a failure can be told. */
  attach(key: string, resource: Resource): void {
    this.#resources.set(key, resource);
  }

  /** The task's result; undefined when it was cancelled. */
  run(key: string, task: Task, isCancelled: () => boolean): unknown {
    const library = openLibrary(this.#libraryPath);
    const held = this.#hold(library, key);
    if (held.kind === "data" && task.kind === "evaluate-fold") {
      return evaluateFold(library, held.rows, task.request, isCancelled);
    }
    if (held.kind === "data" && task.kind === "fit") return fitRounds(library, held.rows, task.request, isCancelled);
    if (held.kind === "model" && task.kind === "predict") {
      held.model.predict(task.what, task.values, task.out);
      return true;
    }
    throw new TypeError(`the task ${task.kind} does not fit the resource ${held.kind}`);
  }

  release(key: string): void {
    const held = this.#held.get(key);
    if (held !== undefined) disposeOf(held);
    this.#held.delete(key);
    this.#resources.delete(key);
  }

  releaseAll(): void {
    for (const key of this.#resources.keys()) this.release(key);
  }

  #hold(library: Library, key: string): Held {
    const present = this.#held.get(key);
    if (present !== undefined) return present;
    const held = open(library, this.#resources.get(key)!);
    this.#held.set(key, held);
    return held;
  }
}
