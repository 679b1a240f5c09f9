import type { JobOverview, JobRunDetail } from "#app";
import { formatDuration } from "#kernel";
import type { JobRun, JournalEntry, TaskRun } from "#orchestration";
import { lineWidth, renderPairs, renderTable, wrapText } from "./table.js";

/** An instant of a run for people: `2026-01-31 06:00:00`, UTC. */
export function instantText(at: number | null): string {
  return at === null ? "–" : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

function took(run: { readonly startedAt: number | null; readonly endedAt: number | null }, now: number): string {
  return run.startedAt === null ? "–" : formatDuration(Math.max(0, (run.endedAt ?? now) - run.startedAt));
}

/** Every job: what starts it, when next, and how it went last. */
export function printJobs(jobs: readonly JobOverview[]): string {
  const entries = jobs.map(({ job, description, tasks, startedBy, paused, nextStart, running, queued, lastRun }) => {
    const last =
      lastRun === null
        ? "never run"
        : `${lastRun.status} ${instantText(lastRun.endedAt ?? lastRun.startedAt)}  ${lastRun.id}`;
    const now = [...(running > 0 ? [`${running} running`] : []), ...(queued > 0 ? [`${queued} queued`] : [])];
    const facts: readonly (readonly [string, string])[] = [
      ["tasks", tasks.join(" → ")],
      ["starts", `${startedBy ?? `by hand: driftloop run ${job}`}${paused ? " (paused)" : ""}`],
      ...(nextStart === null ? [] : ([["next", `${instantText(nextStart)} UTC`]] as const)),
      ...(now.length === 0 ? [] : ([["now", now.join(", ")]] as const)),
      ["last", last],
    ];
    return [wrapText(`${job}: ${description}`, lineWidth), renderPairs(facts)].join("\n");
  });
  return entries.join("\n\n");
}

function whyText({ trigger }: JobRun): string {
  return trigger.kind === "manual" ? "by hand" : trigger.kind.replace("-", " ");
}

/** Runs of jobs, newest first. */
export function printJobRuns(runs: readonly JobRun[], now: number): string {
  if (runs.length === 0) return "no runs yet: driftloop run training";
  return renderTable(
    [
      { title: "run" },
      { title: "job" },
      { title: "status" },
      { title: "created (UTC)" },
      { title: "took", align: "right" },
    ],
    runs.map((run) => [run.id, run.job, run.status, instantText(run.createdAt), took(run, now)]),
  );
}

function taskRow(task: TaskRun, now: number): readonly string[] {
  return [task.taskKey, task.status, task.attempt === 0 ? "–" : String(task.attempt), took(task, now)];
}

const because = (error: string | null): string => (error === null ? "" : `: ${error}`);

function eventText({ event }: JournalEntry): string {
  if (event.kind === "task-claimed") return `${event.taskKey} started`;
  if (event.kind === "task-ended") return `${event.taskKey} ${event.status}${because(event.error)}`;
  if (event.kind === "run-ended") return `run ${event.status}${because(event.error)}`;
  if (event.kind === "run-repaired") return `repaired: ${event.tasks.join(", ")} again`;
  if (event.kind === "attempt-failed") {
    return `${event.taskKey} attempt ${event.reason === "error" ? "failed" : event.reason}: ${event.error}`;
  }
  return event.kind.replace("-", " ") + ("taskKey" in event ? ` ${event.taskKey}` : "");
}

const quietKinds: ReadonlySet<string> = new Set(["task-ready", "run-driven", "run-created"]);

/** One run: facts, tasks and history. */
export function printJobRun({ run, tasks, journal }: JobRunDetail, now: number): string {
  const facts: readonly (readonly [string, string])[] = [
    ["job", run.job],
    ["status", run.status],
    ["started", whyText(run)],
    ["created", `${instantText(run.createdAt)} UTC`],
    ["took", took(run, now)],
    ...(run.repairs === 0 ? [] : ([["repairs", String(run.repairs)]] as const)),
    ...(run.error === null ? [] : ([["error", run.error]] as const)),
  ];
  const table = renderTable(
    [{ title: "task" }, { title: "status" }, { title: "attempt", align: "right" }, { title: "took", align: "right" }],
    tasks.map((task) => taskRow(task, now)),
  );
  const history = journal
    .filter(({ event }) => !quietKinds.has(event.kind))
    .map((entry) => wrapText(`${instantText(entry.at)}  ${eventText(entry)}`, lineWidth));
  const isBad = run.status === "failed" || run.status === "timed-out" || run.status === "canceled";
  const advice = isBad ? ["", `do again what failed: driftloop repair ${run.id}`] : [];
  return [run.id, renderPairs(facts), "", table, "", ...history, ...advice].join("\n");
}

/** Lines of a log. */
export function printLog(
  lines: readonly { readonly at: string; readonly level: string; readonly taskKey: string; readonly message: string }[],
): string {
  if (lines.length === 0) return "nothing was logged";
  return lines
    .map(({ at, level, taskKey, message }) => `${at}  ${level === "info" ? "" : `${level}: `}${taskKey}  ${message}`)
    .join("\n");
}
