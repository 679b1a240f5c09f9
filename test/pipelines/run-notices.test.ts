import { createMemoryOutbox } from "#adapters/memory";
import { createOutbox, type Message } from "#notifications";
import type { JobRun, JobSpec } from "#orchestration";
import { createRunNotices, projectJobs } from "#pipelines";
import { describe, expect, it } from "vitest";

const start = Date.parse("2026-01-01T06:00:00Z");
const spec = projectJobs()["training"]!;

const run = (change: Partial<JobRun> = {}): JobRun => ({
  id: "job_1",
  job: "training",
  specDigest: "d",
  parameters: {},
  trigger: { kind: "schedule", scheduledFor: start, cause: null },
  idempotencyToken: null,
  workDigest: null,
  driver: null,
  status: "succeeded",
  createdAt: start,
  startedAt: start + 1000,
  deadline: null,
  endedAt: start + 91_000,
  error: null,
  repairs: 0,
  warnAt: null,
  parent: null,
  ...change,
});

function told(change: Partial<JobRun>, job: JobSpec = spec): readonly Message[] {
  const stores = createMemoryOutbox();
  const clock = { now: () => start + 600_000 };
  const notices = createRunNotices(createOutbox(stores.outbox, clock), clock);
  const ended = run(change);
  for (const _ of [1, 2]) notices.onRunEnded(ended, job);
  if (change.status === "running") notices.onRunOverdue(ended, job);
  const messages: Message[] = [];
  stores.outbox.address((message) => {
    messages.push(message);
    return [];
  }, "2026-01-01T07:00:00.000Z");
  return messages;
}

describe("what people are told of a run", () => {
  it("a run that succeeded, once, with how it was started and how long it took", () => {
    expect(told({})).toMatchObject([
      {
        kind: "run-succeeded",
        key: "run:job_1",
        severity: "info",
        title: "The job training succeeded",
        runId: "job_1",
        occurredAt: "2026-01-01T06:01:31.000Z",
        facts: expect.arrayContaining([
          { label: "Started", value: "2026-01-01T06:00:01.000Z, by its schedule" },
          { label: "Took", value: "1 min 30 s" },
        ]) as Message["facts"],
      },
    ]);
  });

  it("a run that failed or ran out of time, with the reason and what to do", () => {
    const [failed] = told({ status: "failed", error: "model_training: disk full" });
    expect(failed).toMatchObject({ kind: "run-failed", severity: "act", title: "The job training failed" });
    expect(failed!.sentences).toHaveLength(4);
    expect(failed!.sentences[0]).toBe("model_training: disk full.");
    expect(failed!.sentences[3]).toContain("driftloop repair job_1");
    expect(told({ status: "timed-out" })).toMatchObject([{ title: "The job training ran out of time" }]);
  });

  it("a run that takes too long, while it goes on", () => {
    expect(told({ status: "running", endedAt: null })).toMatchObject([{ kind: "run-slow", severity: "warn" }]);
  });

  it.each([
    ["was cancelled", { status: "canceled" as const }],
    ["was skipped", { status: "skipped" as const }],
    ["another run started", { parent: { runId: "job_0", taskKey: "t" } }],
  ])("nothing of a run that %s", (_, change) => {
    expect(told(change)).toEqual([]);
  });

  it("nothing that the job does not want to be told", () => {
    const silent = { ...spec, notifications: { ...spec.notifications, on_success: false, on_failure: false } };
    expect([...told({}, silent), ...told({ status: "failed" }, silent)]).toEqual([]);
  });
});
