import { jobsStatus, type Project } from "#app";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Writes metrics in the text format of Prometheus. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

const gauges = {
  runs: ["driftloop_job_runs", "runs of jobs by state", ["job", "status"]],
  held: ["driftloop_tasks_running", "tasks that are at work, in any process", []],
  paused: ["driftloop_job_paused", "1 when calendar and trigger of the job rest", ["job"]],
  next: ["driftloop_job_next_start_seconds", "when the calendar starts the job next, Unix time", ["job"]],
  ended: ["driftloop_job_last_end_seconds", "when the newest run ended, Unix time", ["job"]],
  seconds: ["driftloop_job_last_duration_seconds", "how long the newest run took", ["job"]],
  succeeded: ["driftloop_job_last_succeeded", "1 when the newest run succeeded", ["job"]],
} as const;

type GaugeName = keyof typeof gauges;

function createGauges(registry: Registry): Readonly<Record<GaugeName, Gauge>> {
  const made = Object.entries(gauges).map(([key, [name, help, labelNames]]) => [
    key,
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] }),
  ]);
  return Object.fromEntries(made) as Readonly<Record<GaugeName, Gauge>>;
}

function fill(gauge: Readonly<Record<GaugeName, Gauge>>, project: Project): void {
  for (const one of Object.values(gauge)) one.reset();
  const status = jobsStatus(project);
  gauge.held.set(status.heldTasks);
  for (const { job, status: state, count } of status.runs) gauge.runs.set({ job, status: state }, count);
  for (const { job, paused, nextStart, lastStatus, lastEndedAt, lastSeconds } of status.jobs) {
    gauge.paused.set({ job }, paused ? 1 : 0);
    if (nextStart !== null) gauge.next.set({ job }, nextStart / 1000);
    if (lastEndedAt !== null) gauge.ended.set({ job }, lastEndedAt / 1000);
    if (lastSeconds !== null) gauge.seconds.set({ job }, lastSeconds);
    if (lastEndedAt !== null) gauge.succeeded.set({ job }, lastStatus === "succeeded" ? 1 : 0);
  }
}

/** Metrics of a project and of this process. */
export function createMetrics(project: Project): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = createGauges(registry);
  return {
    contentType: registry.contentType,
    text: () => {
      fill(gauge, project);
      return registry.metrics();
    },
  };
}
