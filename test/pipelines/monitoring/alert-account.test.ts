import { messageKinds } from "#notifications";
import type { TriggerEvaluation } from "#retraining";
import { evaluationMessages } from "#src/pipelines/monitoring/incident-messages.js";
import { expect, test } from "vitest";
import { dayAt, decision, incident } from "../../retraining/make.js";

const track = (kind: TriggerEvaluation["opened"][number]["tracks"][number]["kind"]) => ({
  kind,
  basis: null,
  isTrusted: true,
  severity: "warn" as const,
  lastRaised: dayAt(1),
  value: 0.4,
  bound: 0.25,
  sentence: "tenure drifted",
  quiet: [],
});

const kinds = [
  "feature-drift",
  "prediction-drift",
  "null-rate",
  "performance",
  "schema",
  "age",
  "concept-drift",
  "quality-fault",
  "label-outage",
  "label-bias",
  "early-outcomes",
] as const;

test.each(kinds)("an alert about %s says what happened, why it matters, what was done and what to do", (kind) => {
  const opened = [incident("inc_7", { tracks: [track(kind)] })];
  const about = decision("d1", { fired: false, incidentId: "inc_7", sentences: ["Held: no loss is seen."] });
  const [message] = evaluationMessages({ decision: about, changed: [], opened, closed: [] }, []);
  expect(messageKinds).toContain(message!.kind);
  expect(message).toMatchObject({ kind, structure: "account", incidentId: "inc_7" });
  const [happened, matters, done, advice] = message!.sentences;
  expect([happened, done]).toEqual(["tenure drifted", "Held: no loss is seen."]);
  expect(matters).toMatch(/^[A-Z].*\.$/);
  expect(advice).toMatch(/driftloop incidents show inc_7.*\.$/);
});
