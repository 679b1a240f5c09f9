import { join } from "node:path";
import { createTaskLog, createWorkers, thisProcess } from "#adapters/process";
import { createSqliteChangeSource, createSqliteScheduleStore, createSqliteWorkQueue } from "#adapters/sqlite";
import {
  createInProcessRunner,
  type SchedulerPorts,
  startOf,
  type WorkerOptions,
  type WorkerPorts,
} from "#orchestration";
import { bindOperations, createRunNotices, projectJobs } from "#pipelines";
import { type Project, stateFolderOf } from "../project/open-project.js";

/** Where a project keeps the logs of its runs. */
export function logFolderOf(project: Project): string {
  return join(stateFolderOf(project.folder), "logs");
}

/** How this process works on runs it drives itself: a task at a time, so that their progress can be told. */
export function ownWork(): WorkerOptions {
  return { owner: thisProcess(), leaseMs: 30_000, concurrency: 1 };
}

/** The engine of a project; tasks run in this process. */
export function engineOf(project: Project): WorkerPorts & SchedulerPorts {
  const { ports, settings, metadata, config } = project;
  const starts = Object.entries(config.schedules).map(([job, option]) => [job, startOf(option)] as const);
  return {
    store: ports.jobs,
    queue: createSqliteWorkQueue(metadata),
    workers: createWorkers(),
    notices: createRunNotices(ports.outbox, ports.clock),
    jobs: projectJobs(Object.fromEntries(starts)),
    schedules: createSqliteScheduleStore(metadata),
    changes: createSqliteChangeSource(metadata, settings.name),
    clock: ports.clock,
    ids: ports.ids,
    runner: createInProcessRunner(bindOperations(settings, ports)),
    waiting: project.waiting,
    log: createTaskLog(logFolderOf(project), ports.clock),
  };
}
