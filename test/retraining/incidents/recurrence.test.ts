import { earlierIncidents, recurrenceSentence, recurrenceTitle } from "#retraining";
import { expect, test } from "vitest";
import { dayAt, incident } from "../make.js";

const fault = (id: string, from: number, until: number | null, change: Parameters<typeof incident>[1] = {}) =>
  incident(id, {
    family: "data",
    key: "quality-fault:MonthlyCharges",
    culprits: ["MonthlyCharges"],
    openedAt: dayAt(from),
    closedAt: until === null ? null : dayAt(until),
    status: until === null ? "open" : "closed",
    ...change,
  });
const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);

test("incidents about the same trouble in the 30 days before are its earlier ones, the oldest first", () => {
  const now = fault("now", 40, null);
  const all = [fault("third", 30, 37), now, fault("first", 10, 17), fault("second", 20, 27), fault("too old", 9, 16)];
  expect(ids(earlierIncidents(now, all))).toEqual(["first", "second", "third"]);
});

test("one that is still open, or closed later, is another trouble at the same time", () => {
  const now = fault("now", 40, null);
  expect(earlierIncidents(now, [now, fault("open", 30, null), fault("later", 30, 41)])).toEqual([]);
});

test("an incident looks the same after it has closed, and after others have followed", () => {
  const [before, then, after] = [fault("before", 20, 27), fault("then", 30, 37), fault("after", 40, null)];
  expect(ids(earlierIncidents(then, [before, then, after]))).toEqual(["before"]);
});

test("a trouble is the same when it shares a culprit or, without culprits, has the same name", () => {
  const now = fault("now", 20, null, { culprits: ["MonthlyCharges", "tenure"], key: "schema:MonthlyCharges+tenure" });
  const other = { key: "schema:Contract", culprits: ["Contract"] };
  expect(ids(earlierIncidents(now, [fault("shares", 5, 8), fault("other", 5, 8, other)]))).toEqual(["shares"]);
  const nameless = { key: "quality-fault:model", culprits: [] };
  const outage = { key: "schema:model", culprits: [] };
  const feed = fault("feed", 20, null, nameless);
  const before = [fault("same", 5, 8, nameless), fault("not", 5, 8, outage)];
  expect(ids(earlierIncidents(feed, before))).toEqual(["same"]);
});

test("drift under another version of the model is another trouble; a fault of the data is not", () => {
  const model = { family: "model", key: "feature-drift:tenure", culprits: ["tenure"] } as const;
  const now = fault("now", 20, null, { ...model, modelVersion: 2 });
  expect(earlierIncidents(now, [fault("then", 5, 8, { ...model, modelVersion: 1 })])).toEqual([]);
  const data = fault("data", 20, null, { modelVersion: 2 });
  expect(ids(earlierIncidents(data, [fault("then", 5, 8, { modelVersion: 1 })]))).toEqual(["then"]);
});

test.each([
  [0, null],
  [1, "for the 2nd time in 30 days"],
  [2, "for the 3rd time in 30 days"],
  [3, "for the 4th time in 30 days"],
  [10, "for the 11th time in 30 days"],
  [11, "for the 12th time in 30 days"],
  [12, "for the 13th time in 30 days"],
  [20, "for the 21st time in 30 days"],
  [110, "for the 111th time in 30 days"],
])("after %i earlier ones it is told as %s", (count, title) => {
  const earlier = Array.from({ length: count }, (_, index) => fault(`inc_${index}`, index / 4, index / 4 + 0.1));
  expect(recurrenceTitle(earlier)).toBe(title);
});

test("the sentence names the last one, which leads to those before it", () => {
  expect(recurrenceSentence([fault("inc_a", 1, 3), fault("inc_b", 10, 13)])).toBe(
    "This happens for the 3rd time in 30 days; the last time was told on 2026-01-11 (inc_b).",
  );
  expect(recurrenceSentence([])).toBeNull();
});
