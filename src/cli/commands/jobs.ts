import type { Json } from "#kernel";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { DefineCommand, RunCommand } from "../command.js";
import { printBackfill, printCanceled, printPaused, printRepair, printSchedule } from "../print/job-actions.js";
import { printJobRun, printJobRuns, printJobs, printLog } from "../print/jobs.js";
import { withProject } from "../with-project.js";
import { lastMoment, moment, positiveInteger } from "./arguments.js";

const statuses = ["queued", "running", "succeeded", "failed", "timed-out", "canceled", "skipped"] as const;

function defineList(jobs: Command, run: RunCommand): void {
  const list = jobs.command("list", { isDefault: true }).description("every job, what starts it, its last run");
  list.action(
    run(list, (context) =>
      withProject(context, (project, app) => {
        const found = app.listJobs(project);
        return { json: found, text: printJobs(found) };
      }),
    ),
  );
}

function defineJobRuns(jobs: Command, run: RunCommand): void {
  const runs = jobs
    .command("runs")
    .argument("[job]", "only runs of this job")
    .description("runs of jobs, newest first")
    .addOption(new Option("--status <status>", "only runs in this state").choices(statuses))
    .option("--limit <n>", "most rows", positiveInteger, 20);
  runs.action(
    run(runs, (context) =>
      withProject(context, (project, app) => {
        const [job] = runs.args;
        const options = runs.opts<{ status?: (typeof statuses)[number]; limit: number }>();
        const found = app.listJobRuns(project, { ...options, ...(job === undefined ? {} : { job }) });
        return { json: found, text: printJobRuns(found, context.clock.now()) };
      }),
    ),
  );
}

function defineShow(jobs: Command, run: RunCommand): void {
  const show = jobs
    .command("show")
    .argument("<run>", "run id")
    .description("one run: its tasks and what happened to it");
  show.action(
    run(show, (context) =>
      withProject(context, (project, app) => {
        const detail = app.showJobRun(project, show.args[0]!);
        return { json: detail, text: printJobRun(detail, context.clock.now()) };
      }),
    ),
  );
}

function defineLogs(jobs: Command, run: RunCommand): void {
  const logs = jobs
    .command("logs")
    .argument("<run>", "run id")
    .description("what the tasks of a run told")
    .option("--task <key>", "only this task")
    .option("--follow", "go on until the run has ended");
  logs.action(
    run(logs, (context) =>
      withProject(context, async (project, app) => {
        const { task = null, follow } = logs.opts<{ task?: string; follow?: boolean }>();
        const tell = (lines: Parameters<typeof printLog>[0]): void => {
          if (!context.json) process.stdout.write(`${printLog(lines)}\n`);
        };
        if (follow === true) {
          const ended = await app.followJobRun(project, logs.args[0]!, task, tell);
          return {
            json: ended,
            text: `run ${ended.id} ${ended.status}`,
            exitCode: ended.status === "succeeded" ? 0 : 1,
          };
        }
        const lines = app.jobRunLog(project, logs.args[0]!, task);
        return { json: lines, text: printLog(lines) };
      }),
    ),
  );
}

function defineCancelUnder(parent: Command, run: RunCommand): void {
  const cancel = parent
    .command("cancel")
    .argument("<run>", "run id")
    .summary("stop a run")
    .description(
      "Ends a run that is queued or at work, and the runs its tasks started. Workers stop within a second; what they still deliver is refused. A run that has ended stays as it is.",
    );
  cancel.action(
    run(cancel, (context) =>
      withProject(context, (project, app) => {
        const result = app.cancelJobRun(project, cancel.args[0]!);
        return { json: result, text: printCanceled(result) };
      }),
    ),
  );
}

const queueOption = (): Option => new Option("--queue", "leave the work to `driftloop serve` instead of doing it here");
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function defineRepairUnder(parent: Command, run: RunCommand): void {
  const repair = parent
    .command("repair")
    .argument("<run>", "run id")
    .summary("do again what failed in a run, and only that")
    .description(
      "Does the tasks again that did not succeed, and all that depend on them; the outputs of the others are used again. Settings are those of now: correct driftloop.yaml first when they were the reason.",
    )
    .option("--task <key>", "this task and all behind it, whatever became of it (may be repeated)", collect, [])
    .addOption(queueOption());
  repair.action(
    run(repair, (context) =>
      withProject(context, async (project, app) => {
        const { task, queue } = repair.opts<{ task: readonly string[]; queue?: boolean }>();
        const request = { runId: repair.args[0]!, tasks: task, queue: queue === true };
        const result = await app.repairJobRun(project, request);
        return { json: result, text: printRepair(result) };
      }),
    ),
  );
}

function definePause(jobs: Command, run: RunCommand, name: "pause" | "resume"): void {
  const does = { pause: "let calendar and trigger of a job rest; by hand it starts", resume: "let them work again" };
  const command = jobs.command(name).argument("<job>", "name of the job").description(does[name]);
  command.action(
    run(command, (context) =>
      withProject(context, (project, app) => {
        const result = app.setJobPaused(project, command.args[0]!, name === "pause");
        return { json: result, text: printPaused(result) };
      }),
    ),
  );
}

/** `driftloop jobs` */
export const defineJobs: DefineCommand = (program, run) => {
  const jobs = program
    .command("jobs")
    .summary("jobs and their runs: show, logs, cancel, repair, pause")
    .description(
      "Lists jobs and their runs, shows one with its tasks, prints its logs, cancels or repairs it, and lets jobs rest.",
    );
  defineList(jobs, run);
  defineJobRuns(jobs, run);
  defineShow(jobs, run);
  defineLogs(jobs, run);
  defineCancelUnder(jobs, run);
  defineRepairUnder(jobs, run);
  definePause(jobs, run, "pause");
  definePause(jobs, run, "resume");
};

/** `driftloop repair` */
export const defineRepair: DefineCommand = (program, run) => defineRepairUnder(program, run);

/** `driftloop cancel` */
export const defineCancel: DefineCommand = (program, run) => defineCancelUnder(program, run);

/** `driftloop schedule` */
export const defineSchedule: DefineCommand = (program, run) => {
  const schedule = program
    .command("schedule")
    .summary("what starts jobs by itself")
    .description(
      "Shows what starts each job (`schedules` in driftloop.yaml), what is in force, and what applying would change. `driftloop serve` applies when it starts.",
    );
  const show = schedule.command("show", { isDefault: true }).description("what is in force, and what would change");
  show.action(
    run(show, (context) =>
      withProject(context, (project, app) => {
        const result = app.showSchedule(project);
        return { json: result, text: printSchedule(result) };
      }),
    ),
  );
  const apply = schedule.command("apply").description("create or update every job; a running serve follows at once");
  apply.action(
    run(apply, (context) =>
      withProject(context, (project, app) => {
        const result = app.applySchedule(project);
        return { json: result, text: printSchedule(result) };
      }),
    ),
  );
};

function readPayload(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new InvalidArgumentError('write JSON, such as {"feature":"tenure"}');
  }
}

/** `driftloop raise` */
export const defineRaise: DefineCommand = (program, run) => {
  const raise = program
    .command("raise")
    .argument("<key>", "what it is about, such as drift:tenure")
    .summary("tell that something happened that may start jobs")
    .description(
      "Keeps an event; `driftloop serve` starts the jobs whose `onIncident` wants its key. An event of a key that was raised before is the same event and starts nothing.",
    )
    .option("--payload <json>", "facts that the run is given as its cause", readPayload, null);
  raise.action(
    run(raise, (context) =>
      withProject(context, (project, app) => {
        const [key] = raise.args;
        const isNew = app.raiseEvent(project, key!, raise.opts<{ payload: Json }>().payload);
        return { json: { key, isNew }, text: isNew ? `raised ${key}` : `${key} was raised before` };
      }),
    ),
  );
};

/** `driftloop backfill` */
export const defineBackfill: DefineCommand = (program, run) => {
  const backfill = program
    .command("backfill")
    .argument("<job>", "name of the job")
    .summary("run a job for each of its moments in a range")
    .description(
      "Runs a job once for each moment of its calendar, or each day where it has none, from one date to another. A moment that was filled before is not filled again.",
    )
    .requiredOption("--from <date>", "first moment, such as 2026-01-31 or 2026-01-31T06:00:00Z", moment)
    .requiredOption("--to <date>", "last moment; a date takes its whole day", lastMoment)
    .addOption(queueOption());
  backfill.action(
    run(backfill, (context) =>
      withProject(context, async (project, app) => {
        const { from, to, queue } = backfill.opts<{ from: number; to: number; queue?: boolean }>();
        const request = { job: backfill.args[0]!, from, to, queue: queue === true };
        const result = await app.backfillJob(project, request);
        const isGood = result.runs.every(({ status }) => status === "succeeded" || queue === true);
        return { json: result, text: printBackfill(result), exitCode: isGood ? 0 : 1 };
      }),
    ),
  );
};
