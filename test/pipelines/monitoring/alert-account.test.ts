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

test("an alert about a trouble that was over and came back says how often it did, and names the last time", () => {
  const culprits = ["tenure"];
  const over = incident("inc_6", { culprits, tracks: [track("quality-fault")], status: "closed", closedAt: dayAt(8) });
  const back = incident("inc_7", { culprits, tracks: [track("quality-fault")], openedAt: dayAt(12) });
  const about = decision("d1", { fired: false, incidentId: "inc_7", sentences: ["Held: the rows are set aside."] });
  const [message] = evaluationMessages({ decision: about, changed: [], opened: [back], closed: [] }, [over]);
  expect(message!.title).toMatch(/, for the 2nd time in 30 days$/);
  expect(message!.sentences[0]).toMatch(
    /^tenure drifted\. This happens for the 2nd time in 30 days; .* 2026-.* \(inc_6\)\.$/,
  );
});
