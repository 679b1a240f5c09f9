import { formatDuration, type Instant } from "#kernel";
import type { Fact, Message, Outbox } from "#notifications";
import type { JobRun, JobSpec, RunNotices, RunTrigger } from "#orchestration";

const triggerWords: Readonly<Record<RunTrigger["kind"], string>> = {
  manual: "by hand",
  schedule: "by its schedule",
  "table-update": "because a table changed",
  "alias-change": "because an alias moved",
  incident: "because of an incident",
  "run-job": "by another job",
  backfill: "to fill in a past day",
};

const instant = (timeMs: number): Instant => new Date(timeMs).toISOString();

function durationOf(run: JobRun, until: number): string {
  return formatDuration(until - (run.startedAt ?? run.createdAt));
}

/** A duration that no line break tears apart. */
const inSentence = (duration: string): string => duration.replaceAll(" ", "\u00a0");

function factsOf(run: JobRun, until: number): readonly Fact[] {
  const scheduled = run.trigger.scheduledFor;
  return [
    { label: "Job", value: run.job },
    { label: "Run", value: run.id },
    { label: "Started", value: `${instant(run.startedAt ?? run.createdAt)}, ${triggerWords[run.trigger.kind]}` },
    ...(scheduled === null ? [] : [{ label: "Stands for", value: instant(scheduled) }]),
    { label: "Took", value: durationOf(run, until) },
    ...(run.repairs === 0 ? [] : [{ label: "Repaired", value: `${run.repairs} times` }]),
  ];
}

function base(run: JobRun, at: number): Pick<Message, "key" | "facts" | "occurredAt" | "runId"> {
  return { key: `run:${run.id}`, facts: factsOf(run, at), occurredAt: instant(at), runId: run.id };
}

function succeeded(run: JobRun, at: number): Message {
  return {
    ...base(run, at),
    kind: "run-succeeded",
    severity: "info",
    title: `The job ${run.job} succeeded`,
    sentences: [`Every task of run ${run.id} ended well, after ${inSentence(durationOf(run, at))}.`],
  };
}

function failed(run: JobRun, at: number): Message {
  const isLate = run.status === "timed-out";
  return {
    ...base(run, at),
    kind: "run-failed",
    severity: "act",
    title: isLate ? `The job ${run.job} ran out of time` : `The job ${run.job} failed`,
    structure: "account",
    sentences: [
      `${run.error ?? "A task failed; the log of the run says why"}.`.replace(/[.!?]\.$/, "."),
      "What depends on the failed task did not happen; everything before it is stored and stays as it is.",
      "The task was tried as often as the job allows.",
      `Look at \`driftloop jobs logs ${run.id}\`, mend the cause, then run \`driftloop repair ${run.id}\`: it repeats only what failed.`,
    ],
  };
}

function slow(run: JobRun, spec: JobSpec, at: number): Message {
  const limit = spec.health.rules[0]?.value;
  const bound = limit === undefined ? "" : ` (bound ${formatDuration(limit * 1000)})`;
  return {
    ...base(run, at),
    kind: "run-slow",
    severity: "warn",
    title: `The job ${run.job} takes longer than usual`,
    structure: "account",
    sentences: [
      `Run ${run.id} has been going for ${inSentence(durationOf(run, at))}${bound}.`,
      "What waits for it comes late.",
      "The run goes on.",
      `Look at \`driftloop jobs show ${run.id}\`; \`driftloop cancel ${run.id}\` ends it.`,
    ],
  };
}

/**
 * Tells people how runs end: each run with a job's settings, in the transaction that ends it. A run that another one started
 * is told of by that one, and a run that somebody cancelled needs no telling.
 */
export function createRunNotices(outbox: Outbox, clock: { now(): number }): RunNotices {
  const isOwn = (run: JobRun): boolean => run.parent === null;
  return {
    onRunStarted: () => {},
    onRunEnded: (run, { notifications }) => {
      const at = run.endedAt ?? clock.now();
      const isFailure = run.status === "failed" || run.status === "timed-out";
      if (!isOwn(run)) return;
      if (run.status === "succeeded" && notifications.on_success) outbox.enqueue(succeeded(run, at));
      if (isFailure && notifications.on_failure) outbox.enqueue(failed(run, at));
    },
    onRunOverdue: (run, spec) => {
      if (isOwn(run) && spec.notifications.on_duration_warning_threshold_exceeded) {
        outbox.enqueue(slow(run, spec, clock.now()));
      }
    },
  };
}
