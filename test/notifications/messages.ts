import type { Message } from "#notifications";

/** A message of a test. */
export function message(change: Partial<Message> = {}): Message {
  return {
    kind: "run-succeeded",
    key: "run:job_1",
    severity: "info",
    title: "training finished",
    sentences: ["The job training finished in 12 s."],
    facts: [{ label: "run", value: "job_1" }],
    occurredAt: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

/** An alert of a test. */
export function alert(change: Partial<Message> = {}): Message {
  return message({
    kind: "feature-drift",
    key: "feature-drift:tenure",
    severity: "warn",
    title: "tenure drifts",
    ...change,
  });
}

/** An instant so many seconds after 2026-01-01. */
export function second(seconds: number): string {
  return new Date(Date.parse("2026-01-01T00:00:00.000Z") + seconds * 1000).toISOString();
}
