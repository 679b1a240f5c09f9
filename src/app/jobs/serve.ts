import { join } from "node:path";
import { appendLogLine, createProcessRunner, workForStarter } from "#adapters/process";
import { type Clock, instantOf, messageOf, type Progress } from "#kernel";
import { applyDefinitions, type Claim, saveHandle, type ServeOptions, serveRuns } from "#orchestration";
import { serveNotifications } from "../notifications.js";
import { openProject, type Project, type ProjectOptions } from "../project/open-project.js";
import { engineOf, logFolderOf, ownWork } from "./engine.js";

/** How a project is served. */
export interface ServeSettings {
  /** Tasks at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly graceMs: number;
  /** Program whose verb `attempt` does one attempt: this command line. */
  readonly program: string;
  /** Told in words what happens. */
  readonly say: (line: string) => void;
}

/** A worker that shows no sign of life for this long is ended; heavy work outside JavaScript does not silence it. */
const silenceMs = 120_000;

/** Lines of a process that serves, for people and as JSON beside the logs of runs. */
function createJournal(
  project: Project,
  say: (line: string) => void,
): (level: string, message: string, facts?: object) => void {
  const { owner } = ownWork();
  const file = join(logFolderOf(project), "serve.jsonl");
  return (level, message, facts = {}) => {
    say(message);
    appendLogLine(file, { at: instantOf(project.ports.clock), level, process: owner, message, ...facts });
  };
}

/** Starts what is due and runs tasks, each in a process of its own, until it is asked to stop. */
export async function serveProject(project: Project, settings: ServeSettings, stop: AbortSignal): Promise<void> {
  const engine = engineOf(project);
  const journal = createJournal(project, settings.say);
  const { concurrency, leaseMs, graceMs, program } = settings;
  for (const { job, action, differences } of applyDefinitions(engine, engine.schedules)) {
    const told = action === "create" ? "created" : `updated: ${differences.map(({ path }) => path).join(", ")}`;
    if (action !== "none") journal("info", `job ${job} ${told}`, { job });
  }
  const options: ServeOptions = { owner: ownWork().owner, leaseMs, concurrency, graceMs };
  const args = ["attempt", "--project", project.folder];
  const ports = {
    ...engine,
    runner: createProcessRunner({ program, args, silenceMs }),
    onStart: ({ job, runId, message }: { job: string; runId: string; message: string }) =>
      journal("info", `${job} ${message}: run ${runId}`, { job, runId }),
    onTrouble: (error: unknown) => journal("error", `cannot go on, trying again: ${messageOf(error)}`),
    onRecovered: () => journal("info", "going on"),
  };
  await Promise.all([serveRuns(options, ports, stop), serveNotifications(project, journal, stop)]);
  journal("info", "stopped; what was begun is finished or handed back");
}

/** Progress of stages as lines of the task's log. */
function loggedProgress(log: (line: string) => void): Progress {
  return {
    start: (label) => ({
      update: () => {},
      finish: (note = "done") => log(`${label}: ${note}`),
    }),
  };
}

async function doAttempt(claim: Claim, options: Omit<ProjectOptions, "progress">, log: (line: string) => void) {
  const project = await openProject({ ...options, progress: loggedProgress(log) });
  try {
    const engine = engineOf(project);
    return await engine.runner.run(claim, {
      signal: new AbortController().signal,
      log,
      saveHandle: (handle) => saveHandle(claim, handle, engine),
    });
  } finally {
    await project.close();
  }
}

/**
 * Does the one attempt that the process which started this one has for it.
 * @throws InvalidInput `orchestration/no-starter`
 */
export function attemptForStarter(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly codeVersion: string;
}): Promise<void> {
  return workForStarter((claim, log) => doAttempt(claim, options, log));
}
