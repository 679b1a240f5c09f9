import {
  applyDefinitions,
  compareDefinitions,
  definitionOf,
  type JobChange,
  type JobDefinition,
  type JobRun,
  type JobSpec,
  nextStart,
  pauseJob,
} from "#orchestration";
import type { Project } from "../project/open-project.js";
import { engineOf } from "./engine.js";

/** A job at a glance. */
export interface JobOverview {
  readonly job: string;
  readonly description: string;
  /** Keys of its tasks, in order. */
  readonly tasks: readonly string[];
  /** What starts it beside people, in words; null = nothing. */
  readonly startedBy: string | null;
  readonly paused: boolean;
  /** Epoch milliseconds; null when no calendar starts it. */
  readonly nextStart: number | null;
  readonly running: number;
  readonly queued: number;
  readonly lastRun: JobRun | null;
}

function triggerText(trigger: JobSpec["trigger"]): readonly string[] {
  if (trigger?.table_update !== undefined) return [`new version of ${trigger.table_update.table_names.join(", ")}`];
  if (trigger?.alias_change !== undefined) return [`move of alias ${trigger.alias_change.aliases.join(", ")}`];
  if (trigger?.incident !== undefined) return [`event ${trigger.incident.keys.join(", ") || "of any key"}`];
  return [];
}

function startedBy({ spec }: JobDefinition): string | null {
  const { schedule, trigger } = spec;
  const calendar = schedule === undefined ? [] : [`${schedule.cron} ${schedule.timezone_id}`];
  const causes = [...calendar, ...triggerText(trigger)];
  return causes.length === 0 ? null : causes.join("; ");
}

/** Every job, with what starts it and its last run. */
export function listJobs(project: Project): readonly JobOverview[] {
  const engine = engineOf(project);
  const counts = engine.queue.counts();
  const countOf = (job: string, status: string): number =>
    counts.find((entry) => entry.job === job && entry.status === status)?.count ?? 0;
  return Object.values(engine.jobs).map((spec) => {
    const definition = definitionOf(spec.name, engine, engine.schedules);
    return {
      job: spec.name,
      description: spec.description,
      tasks: spec.tasks.map(({ task_key }) => task_key),
      startedBy: startedBy(definition),
      paused: definition.paused,
      nextStart: nextStart(definition, engine.clock.now()),
      running: countOf(spec.name, "running"),
      queued: countOf(spec.name, "queued"),
      lastRun: engine.store.search({ job: spec.name, limit: 1 })[0] ?? null,
    };
  });
}

/** What is in force beside what the project file and the program say. */
export interface ScheduleResult {
  readonly changes: readonly JobChange[];
  /** Whether the changes were made. */
  readonly applied: boolean;
  readonly jobs: readonly JobOverview[];
}

/** What would change if the jobs of this project were put into force now. */
export function showSchedule(project: Project): ScheduleResult {
  const engine = engineOf(project);
  return { changes: compareDefinitions(engine, engine.schedules), applied: false, jobs: listJobs(project) };
}

/** Creates or updates every job; a running `driftloop serve` follows at once, runs under way keep what they have. */
export function applySchedule(project: Project): ScheduleResult {
  const engine = engineOf(project);
  return { changes: applyDefinitions(engine, engine.schedules), applied: true, jobs: listJobs(project) };
}

/**
 * Lets the calendar and trigger of a job rest, or work again.
 * @throws NotFound `orchestration/unknown-job`
 */
export function setJobPaused(project: Project, job: string, paused: boolean): JobOverview {
  const engine = engineOf(project);
  pauseJob(job, paused, engine, engine.schedules);
  return listJobs(project).find((overview) => overview.job === job)!;
}
