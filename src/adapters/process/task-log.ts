import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "#kernel";
import type { TaskLog } from "#orchestration";

/** A line of a log. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly level: "info" | "warn" | "error";
  readonly runId: string;
  readonly job: string;
  readonly taskKey: string;
  readonly attempt: number;
  readonly message: string;
}

const fileOf = (folder: string, runId: string, taskKey: string): string =>
  join(folder, runId, `${taskKey.replaceAll(/[^\w[\]-]/g, "_")}.jsonl`);

/** Makes a folder and those above it one at a time: made all at once where the system refuses one, Node tries for ever. */
function ensureFolder(folder: string): void {
  if (existsSync(folder)) return;
  ensureFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Adds a JSON line to a file; what cannot be written is left out: work does not stop for its log. */
export function appendLogLine(file: string, line: object): void {
  try {
    ensureFolder(dirname(file));
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch {
    return;
  }
}

/** Writes one JSON line for each entry into `<folder>/<run>/<task>.jsonl`. */
export function createTaskLog(folder: string, clock: Clock): TaskLog {
  return {
    append: ({ runId, job, taskKey, attempt, level, message }) => {
      const at = new Date(clock.now()).toISOString();
      const line: LogLine = { at, level, runId, job, taskKey, attempt, message };
      appendLogLine(fileOf(folder, runId, taskKey), line);
    },
  };
}

function parsedLine(text: string): readonly LogLine[] {
  try {
    return [JSON.parse(text) as LogLine];
  } catch {
    return [];
  }
}

/** The lines of a run's log in order of time, or of one of its tasks; torn lines are left out. */
export function readTaskLog(folder: string, runId: string, taskKey: string | null): readonly LogLine[] {
  const place = join(folder, runId);
  if (!existsSync(place)) return [];
  const lines = readdirSync(place)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(place, name), "utf8").split("\n").flatMap(parsedLine))
    .filter((line) => taskKey === null || line.taskKey === taskKey);
  return lines.toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
}
