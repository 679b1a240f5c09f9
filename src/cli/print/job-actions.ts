import { plural } from "#kernel";
import type { BackfillResult, JobOverview, OtherJobResult, RepairResult, ScheduleResult } from "#app";
import type { JobRun, SubmittedRun } from "#orchestration";
import { instantText } from "./jobs.js";
import { lineWidth, renderTable, wrapText } from "./table.js";

/** What a job without a page of its own did. */
export function printOtherJob(result: OtherJobResult): string {
  const note = result.resumed ? [`continued run ${result.runId}, which had been interrupted`] : [];
  return [
    ...note,
    `run ${result.runId} of ${result.job} succeeded: ${Object.keys(result.outputs).join(", ")}`,
    `see it with: driftloop jobs show ${result.runId}`,
  ].join("\n");
}

/** A run that was asked for. */
export function printSubmitted({ run, isNew }: SubmittedRun): string {
  const what = isNew
    ? `run ${run.id} of ${run.job} is ${run.status}`
    : `the run of this token is ${run.id}: ${run.status}`;
  return `${what}; driftloop serve does it. Follow it: driftloop jobs logs ${run.id} --follow`;
}

/** What a cancel did. */
export function printCanceled(run: JobRun): string {
  if (run.status !== "canceled") return `run ${run.id} had ended before: ${run.status}`;
  return `run ${run.id} of ${run.job} is cancelled; do the rest with: driftloop repair ${run.id}`;
}

/** What a repair did. */
export function printRepair({ run, reused, outputs }: RepairResult): string {
  const kept = reused.length === 0 ? "nothing could be used again" : `used again: ${reused.join(", ")}`;
  const state =
    outputs === null ? `run ${run.id} is ${run.status}; driftloop serve does the rest` : `run ${run.id} ${run.status}`;
  return [wrapText(kept, lineWidth), state].join("\n");
}

/** How a job stands after it was paused or resumed. */
export function printPaused({ job, paused, nextStart, startedBy }: JobOverview): string {
  if (paused) return `${job} rests: nothing starts it by itself; go on with: driftloop jobs resume ${job}`;
  if (startedBy === null)
    return `${job} works, but nothing starts it by itself; set schedules.${job} in driftloop.yaml`;
  return nextStart === null ? `${job} works: ${startedBy}` : `${job} works: next start ${instantText(nextStart)} UTC`;
}

const shown = (value: unknown): string => (value === null ? "nothing" : JSON.stringify(value));

/** What is in force and what differs. */
export function printSchedule({ changes, applied, jobs }: ScheduleResult): string {
  const table = renderTable(
    [{ title: "job" }, { title: "starts" }, { title: "next (UTC)" }],
    jobs.map(({ job, startedBy, paused, nextStart }) => [
      job,
      `${startedBy ?? "by hand"}${paused ? " (paused)" : ""}`,
      instantText(nextStart),
    ]),
  );
  const lines = changes.flatMap(({ job, action, differences }) => {
    if (action === "none") return [];
    if (action === "create") return [`+ ${job}`];
    return differences.map(({ path, before, after }) =>
      wrapText(`~ ${job}.${path}: ${shown(before)} → ${shown(after)}`, lineWidth),
    );
  });
  if (lines.length === 0) return [table, "", "in force as it is"].join("\n");
  const end = applied ? "applied" : "not applied yet: driftloop schedule apply, or driftloop serve";
  return [table, "", ...lines, end].join("\n");
}

/** What a backfill did. */
export function printBackfill({ job, runs, known }: BackfillResult): string {
  const table = renderTable(
    [{ title: "for (UTC)" }, { title: "run" }, { title: "status" }],
    runs.map((run) => [instantText(run.trigger.scheduledFor), run.id, run.status]),
  );
  const before = known === 0 ? [] : [`${known} of them had been filled before`];
  return [`${plural(runs.length, "run")} of ${job}`, table, ...before].join("\n");
}
