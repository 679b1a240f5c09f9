import { digestOf, type Json, sha256 } from "#kernel";
import type { EnginePorts } from "../engine/engine-ports.js";
import { submitRun } from "../engine/runs.js";
import type { RunTrigger } from "../run.js";
import type { AliasChangeTrigger, IncidentTrigger, JobSchedule, TableUpdateTrigger } from "../spec/job-spec.js";
import { nextMoment, passedMoments } from "./calendar.js";
import type { ChangeSource, JobDefinition, ScheduleStore } from "./ports.js";

/** What the scheduler works with. */
export interface SchedulerPorts extends EnginePorts {
  readonly schedules: ScheduleStore;
  readonly changes: ChangeSource;
}

/** A run that the scheduler asked for, in words. */
export interface ScheduledStart {
  readonly job: string;
  readonly runId: string;
  readonly message: string;
}

type Starts = readonly ScheduledStart[];

const tokenOf = (...parts: readonly Json[]): string => sha256(JSON.stringify(parts)).slice(0, 64);

function start(job: string, trigger: RunTrigger, token: string, ports: SchedulerPorts): string | null {
  const { run, isNew } = submitRun({ job, trigger, idempotencyToken: token }, ports);
  return isNew ? run.id : null;
}

const told = (job: string, runId: string | null, message: string): Starts =>
  runId === null ? [] : [{ job, runId, message }];

const minuteMs = 60_000;

function lateness(missed: number, lateMs: number): string {
  if (missed > 0)
    return `; ${missed} earlier ${missed === 1 ? "start was" : "starts were"} missed, this run catches up for all`;
  return lateMs > minuteMs ? `; ${Math.round(lateMs / minuteMs)} min late` : "";
}

/** How far a calendar has been followed. */
interface CalendarCursor {
  readonly calendar: string;
  readonly at: number;
}

/** Starts one run for all moments that have passed; a clock that goes back starts nothing until it is past the last one. */
function followCalendar(job: string, schedule: JobSchedule, isPaused: boolean, ports: SchedulerPorts): Starts {
  const now = ports.clock.now();
  const calendar = digestOf([schedule.cron, schedule.timezone_id]);
  const cursor = ports.schedules.cursor(job, "calendar") as CalendarCursor | null;
  const move = (at: number): void => ports.schedules.moveCursor(job, "calendar", { calendar, at });
  if (cursor?.calendar !== calendar) {
    move(now);
    return [];
  }
  const passed = passedMoments(schedule, cursor.at, now);
  if (passed === null) return [];
  move(passed.latest);
  if (isPaused) return [];
  const moment = new Date(passed.latest).toISOString();
  const trigger: RunTrigger = {
    kind: "schedule",
    scheduledFor: passed.latest,
    cause: { cron: schedule.cron, timezone: schedule.timezone_id, missed: passed.count - 1 },
  };
  const runId = start(job, trigger, tokenOf("schedule", job, passed.latest), ports);
  return told(job, runId, `started for ${moment}${lateness(passed.count - 1, now - passed.latest)}`);
}

/** How far tables have been followed. */
interface TableCursor {
  readonly versions: Readonly<Record<string, number>>;
  readonly startedAt: number;
}

function isTableDue(trigger: TableUpdateTrigger, cursor: TableCursor, ports: SchedulerPorts): boolean {
  const states = trigger.table_names.map((name) => ({ name, ...ports.changes.tableState(name) }));
  const changed = states.filter(({ name, version }) => version > (cursor.versions[name] ?? 0));
  const isEnough = trigger.condition === "ALL_UPDATED" ? changed.length === states.length : changed.length > 0;
  if (!isEnough) return false;
  const now = ports.clock.now();
  const lastChange = Math.max(...changed.map(({ committedAt }) => committedAt));
  return (
    now - lastChange >= trigger.wait_after_last_change_seconds * 1000 &&
    now - cursor.startedAt >= trigger.min_time_between_triggers_seconds * 1000
  );
}

function followTables(job: string, trigger: TableUpdateTrigger, isPaused: boolean, ports: SchedulerPorts): Starts {
  const versions = Object.fromEntries(
    trigger.table_names.map((name) => [name, ports.changes.tableState(name).version]),
  );
  const cursor = ports.schedules.cursor(job, "tables") as TableCursor | null;
  const startedAt = cursor?.startedAt ?? 0;
  if (cursor === null || isPaused) {
    if (digestOf(cursor?.versions) !== digestOf(versions)) {
      ports.schedules.moveCursor(job, "tables", { versions, startedAt });
    }
    return [];
  }
  if (!isTableDue(trigger, cursor, ports)) return [];
  ports.schedules.moveCursor(job, "tables", { versions, startedAt: ports.clock.now() });
  const cause: RunTrigger = { kind: "table-update", scheduledFor: null, cause: { versions } };
  const runId = start(job, cause, tokenOf("tables", job, versions), ports);
  const tables = Object.entries(versions).map(([name, version]) => `${name} is at version ${version}`);
  return told(job, runId, `started because ${tables.join(", ")}`);
}

function followAliases(job: string, trigger: AliasChangeTrigger, isPaused: boolean, ports: SchedulerPorts): Starts {
  const cursor = ports.schedules.cursor(job, "aliases") as number | null;
  const moves = ports.changes.aliasMovesAfter(cursor ?? 0);
  const latest = moves.at(-1)?.sequence ?? cursor ?? 0;
  if (latest !== cursor) ports.schedules.moveCursor(job, "aliases", latest);
  const wanted = moves.findLast(({ alias, to }) => trigger.aliases.includes(alias) && to !== null);
  if (cursor === null || isPaused || wanted === undefined) return [];
  const { alias, from, to, sequence } = wanted;
  const cause: RunTrigger = { kind: "alias-change", scheduledFor: null, cause: { alias, from, to, sequence } };
  const runId = start(job, cause, tokenOf("alias", job, sequence), ports);
  return told(job, runId, `started because version ${to} is ${alias} now`);
}

function followEvents(job: string, trigger: IncidentTrigger, isPaused: boolean, ports: SchedulerPorts): Starts {
  const cursor = ports.schedules.cursor(job, "events") as number | null;
  const events = ports.schedules.raisedAfter(cursor ?? 0);
  const latest = events.at(-1)?.sequence ?? cursor ?? 0;
  if (latest !== cursor) ports.schedules.moveCursor(job, "events", latest);
  if (cursor === null || isPaused) return [];
  const isWanted = (key: string): boolean =>
    trigger.keys.length === 0 || trigger.keys.some((wanted) => key === wanted || key.startsWith(`${wanted}:`));
  return events
    .filter(({ key }) => isWanted(key))
    .flatMap(({ key, payload, sequence }) => {
      const cause: RunTrigger = { kind: "incident", scheduledFor: null, cause: { key, payload, sequence } };
      return told(job, start(job, cause, tokenOf("event", job, key), ports), `started because of ${key}`);
    });
}

function followTrigger({ job, spec, paused }: JobDefinition, ports: SchedulerPorts): Starts {
  const { trigger } = spec;
  const isResting = paused || trigger?.pause_status === "PAUSED";
  if (trigger?.table_update !== undefined) return followTables(job, trigger.table_update, isResting, ports);
  if (trigger?.alias_change !== undefined) return followAliases(job, trigger.alias_change, isResting, ports);
  if (trigger?.incident !== undefined) return followEvents(job, trigger.incident, isResting, ports);
  return [];
}

function follow(definition: JobDefinition, ports: SchedulerPorts): Starts {
  const { job, spec, paused } = definition;
  const isResting = paused || spec.schedule?.pause_status === "PAUSED";
  const started = spec.schedule === undefined ? [] : followCalendar(job, spec.schedule, isResting, ports);
  return [...started, ...followTrigger(definition, ports)];
}

/**
 * Starts what is due: moments of calendars, table versions, alias moves, events. Each cause starts one run, however many
 * processes look; what a job has followed is kept in the same transaction as the run.
 */
export function startDue(ports: SchedulerPorts): Starts {
  const isKnown = ({ job, spec }: JobDefinition): boolean =>
    Object.hasOwn(ports.jobs, job) && (spec.schedule !== undefined || spec.trigger !== undefined);
  return ports.schedules
    .definitions()
    .filter(isKnown)
    .flatMap((definition) => ports.store.transaction(() => follow(definition, ports)));
}

/** When the calendar of a job starts it next, in epoch milliseconds; null when nothing will. */
export function nextStart({ spec, paused }: JobDefinition, now: number): number | null {
  const { schedule } = spec;
  if (schedule === undefined || paused || schedule.pause_status === "PAUSED") return null;
  return nextMoment(schedule, now);
}
