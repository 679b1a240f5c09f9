import { closeByPerson, evaluateTriggers, type Incident, type Signal, type TriggerEvaluation } from "#retraining";
import { describe, expect, test } from "vitest";
import { dayAt, options, signal, state, window } from "../make.js";

/** Days one after the other, each seeing the incidents that the days before left. */
function live(days: readonly (readonly Signal[])[], from: readonly Incident[] = []): readonly Incident[] {
  let incidents = new Map(from.map((incident) => [incident.id, incident]));
  for (const [day, signals] of days.entries()) {
    const { changed } = evaluateTriggers(
      signals,
      state({ windows: [window(day)], incidents: [...incidents.values()] }),
      options,
      dayAt(day + 1),
    );
    incidents = new Map([...incidents, ...changed.map((incident) => [incident.id, incident] as const)]);
  }
  return [...incidents.values()];
}

describe("incidents", () => {
  test("the same trouble on many days is one incident, whose culprits grow", () => {
    const [only, ...others] = live([
      [signal(0)],
      [signal(1, { culprits: ["MonthlyCharges", "tenure"] })],
      [signal(2, { culprits: ["tenure"], severity: "act" })],
    ]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      key: "feature-drift:MonthlyCharges",
      culprits: ["MonthlyCharges", "tenure"],
      severity: "act",
      raisedWindows: 3,
      status: "open",
    });
  });

  test("distinct culprits, and other families, are incidents of their own", () => {
    const incidents = live([
      [
        signal(0),
        signal(0, { culprits: ["Contract"] }),
        signal(0, { kind: "null-rate", culprits: ["MonthlyCharges"] }),
      ],
    ]);
    expect(incidents.map(({ key }) => key).sort()).toEqual([
      "feature-drift:Contract",
      "feature-drift:MonthlyCharges",
      "null-rate:MonthlyCharges",
    ]);
  });

  test("loss of quality belongs to the drift that is open", () => {
    const [only] = live([[signal(0)], [signal(1, { kind: "performance", culprits: [], value: 0.1, bound: 0.05 })]]);
    expect(only!.tracks.map(({ kind }) => kind)).toEqual(["feature-drift", "performance"]);
  });

  test("set at the bound, cleared below a tenth of it for three windows in a row", () => {
    const near = (day: number) => [signal(day, { value: 0.03 })];
    const far = (day: number) => [signal(day, { value: 0.02 })];
    expect(live([[signal(0)], near(1), near(2), near(3), near(4)])[0]!.status).toBe("open");
    expect(live([[signal(0)], far(1), far(2)])[0]!.status).toBe("open");
    expect(live([[signal(0)], far(1), far(2), []])[0]).toMatchObject({ status: "closed", closedBy: "policy:auto" });
    expect(live([[signal(0)], far(1), [signal(2)], far(3), far(4)])[0]!.status).toBe("open");
  });

  test("a later revision of a quiet window that is loud again takes its quiet back", () => {
    const before = live([[signal(0)], []]);
    expect(before[0]!.tracks[0]!.quiet).toEqual([dayAt(1)]);
    const { changed } = evaluateTriggers(
      [signal(1, { value: 0.2, revision: 2 })],
      state({ windows: [window(1, 2)], incidents: before }),
      options,
      dayAt(3),
    );
    expect(changed[0]!.tracks[0]!.quiet).toEqual([]);
  });

  test("a new champion ends incidents about the old one's world, not those about data", () => {
    const incidents = live([[signal(0), signal(0, { kind: "quality-fault", culprits: ["tenure"] })]]);
    const { closed } = evaluateTriggers([], state({ championVersion: 2, incidents }), options, dayAt(2));
    expect(closed.map(({ key, closedBecause }) => [key, closedBecause])).toEqual([
      ["feature-drift:MonthlyCharges", "version 2 serves now instead of version 1"],
    ]);
  });

  test("what a person closed stays closed while it goes on unchanged, and opens again when it gets graver", () => {
    const by = { actor: "Ann", comment: "price list of January", now: dayAt(1) };
    const muted = live([[signal(0)]]).map((incident) => closeByPerson(incident, by));
    expect(muted[0]).toMatchObject({ status: "muted", closedBy: "Ann" });
    const on = (found: Signal): TriggerEvaluation =>
      evaluateTriggers([found], state({ windows: [window(1)], incidents: muted }), options, dayAt(2));
    expect(on(signal(1))).toMatchObject({ opened: [], decision: { verdict: "nothing" } });
    expect(on(signal(1, { severity: "act" })).changed[0]).toMatchObject({ status: "open", closedBy: null });
    expect(
      live(
        [[], [], [], []].map((none) => none),
        muted,
      )[0]!.status,
    ).toBe("closed");
  });

  test("the revised window of an incident that ended opens nothing", () => {
    const ended = live([[signal(0)], [], [], []]);
    const { changed } = evaluateTriggers(
      [signal(0, { revision: 2, value: 0.5 })],
      state({ windows: [window(0, 2)], incidents: ended }),
      options,
      dayAt(5),
    );
    expect(changed).toEqual([]);
  });
});
