import { openChartRenderer } from "#adapters/echarts";
import type { Message } from "#notifications";
import { type BarChart, decimalFormat, lightPalette } from "#reporting";
import type { TaskRun } from "#orchestration";
import type { Project } from "../project/open-project.js";

const statusWords: Partial<Readonly<Record<TaskRun["status"], string>>> = {
  failed: " (failed)",
  "timed-out": " (out of time)",
  "upstream-failed": " (not run)",
};

/** Where the time of a run went: one bar a task. */
function timesOf(runId: string, tasks: readonly TaskRun[]): BarChart {
  const seconds = tasks.map(({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt) / 1000,
  );
  return {
    kind: "bar",
    id: `run-${runId.replaceAll(/[^a-z0-9]+/g, "-")}`,
    title: "Seconds by task, last attempt",
    orientation: "horizontal",
    barLabel: "Task",
    valueAxis: { label: "seconds", format: decimalFormat(1), min: 0 },
    bars: tasks.map(({ taskKey, status }, place) => ({
      label: `${taskKey}${statusWords[status] ?? ""}`,
      value: seconds[place]!,
    })),
  };
}

/** The picture of a message about a run that has ended: how long each task took. Null for other messages. */
export function runPicture({ ports }: Project): (message: Message) => Promise<string | null> {
  return async ({ kind, runId }) => {
    if (runId === undefined || (kind !== "run-succeeded" && kind !== "run-failed")) return null;
    const tasks = [...(ports.jobs.load(runId)?.tasks.values() ?? [])];
    if (tasks.length < 2) return null;
    const charts = await openChartRenderer(lightPalette);
    return charts.svg(timesOf(runId, tasks), { width: 534, height: 64 + tasks.length * 28 });
  };
}
