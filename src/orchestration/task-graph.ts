import { invalidInput, type Json } from "#kernel";

/** What a task is given when it runs. */
export interface TaskContext {
  readonly runId: string;
  readonly parameters: Json;
  /** Output of each task it depends on, by task key. */
  readonly inputs: Readonly<Record<string, Json>>;
}

/**
 * A named piece of a job. Running it twice with the same run and inputs must leave the same state as running it once: the
 * runner stores its output once, but a kill can fall between the work and the record.
 */
export interface Task {
  readonly key: string;
  /** What it does, in words for the progress line. */
  readonly title: string;
  readonly dependsOn: readonly string[];
  run(context: TaskContext): Promise<Json>;
}

/** A job: tasks that depend on each other, without cycles. */
export interface TaskGraph {
  readonly job: string;
  readonly tasks: readonly Task[];
}

/**
 * The tasks in an order in which every task follows those it depends on; ties keep the order of the graph.
 * @throws InvalidInput `orchestration/duplicate-task`, `orchestration/unknown-task`, `orchestration/cycle`
 */
export function orderTasks(graph: TaskGraph): readonly Task[] {
  const byKey = new Map(graph.tasks.map((task) => [task.key, task]));
  if (byKey.size !== graph.tasks.length) {
    throw invalidInput("orchestration/duplicate-task", `job "${graph.job}" names a task twice`);
  }
  const ordered: Task[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (key: string, path: readonly string[]): void => {
    if (state.get(key) === "done") return;
    const task = byKey.get(key);
    if (task === undefined) {
      throw invalidInput(
        "orchestration/unknown-task",
        `job "${graph.job}": "${path.at(-1)}" depends on unknown task "${key}"`,
      );
    }
    if (state.get(key) === "open") {
      throw invalidInput("orchestration/cycle", `job "${graph.job}" has a cycle: ${[...path, key].join(" → ")}`);
    }
    state.set(key, "open");
    for (const dependency of task.dependsOn) visit(dependency, [...path, key]);
    state.set(key, "done");
    ordered.push(task);
  };
  for (const task of graph.tasks) visit(task.key, []);
  return ordered;
}
