import {
  type AliasMove,
  applyDefinitions,
  cancelRun,
  compareDefinitions,
  momentsBetween,
  pauseJob,
  startDue,
  type TableState,
} from "#orchestration";
import { describe, expect, test } from "vitest";
import { echo, step, testEngine, type TestEngine } from "./engine-setup.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** An engine with one job that starts by itself, already in force. */
function scheduled(start: object, changes?: TestEngine["changes"], at?: number): TestEngine {
  const spec = { name: "j", max_concurrent_runs: 1000, tasks: [step("a")], ...start };
  const engine = testEngine([spec], { work: echo }, changes === undefined ? {} : { changes });
  if (at !== undefined) engine.clock.set(at);
  applyDefinitions(engine, engine.schedules);
  startDue(engine);
  return engine;
}

/** What was started while the clock moved on in steps. */
function pass(engine: TestEngine, until: number, stepMs = minute): readonly string[] {
  const messages: string[] = [];
  while (engine.clock.now() < until) {
    engine.clock.add(Math.min(stepMs, until - engine.clock.now()));
    messages.push(...startDue(engine).map(({ message }) => message));
  }
  return messages;
}

const momentsOf = (engine: TestEngine): readonly string[] =>
  engine.store
    .search({ oldestFirst: true, limit: 10_000 })
    .map(({ trigger }) => new Date(trigger.scheduledFor!).toISOString());

describe("a calendar", () => {
  const everyMorning = { schedule: { cron: "30 2 * * *", timezone_id: "Europe/Berlin" } };

  test("starts a run at each of its moments, in its time zone", () => {
    const engine = scheduled(everyMorning);
    pass(engine, engine.clock.now() + 3 * day);
    expect(momentsOf(engine)).toEqual([
      "2026-01-01T01:30:00.000Z",
      "2026-01-02T01:30:00.000Z",
      "2026-01-03T01:30:00.000Z",
    ]);
  });

  test("that daylight saving leaves out comes right after the gap: 29 March 2026, 02:30 in Berlin", () => {
    const engine = scheduled(everyMorning, undefined, Date.UTC(2026, 2, 27, 12));
    pass(engine, Date.UTC(2026, 2, 30, 12));
    expect(momentsOf(engine)).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("that happens twice starts one run: 25 October 2026, 02:30 in Berlin", () => {
    const engine = scheduled(everyMorning, undefined, Date.UTC(2026, 9, 23, 12));
    pass(engine, Date.UTC(2026, 9, 26, 12));
    expect(momentsOf(engine)).toHaveLength(3);
    expect(momentsOf(engine)[1]).toMatch(/^2026-10-25T0[01]:30/);
  });

  test("of a machine that slept two days starts one run for all it missed, and one line says so", () => {
    const engine = scheduled({ schedule: { cron: "0 */6 * * *" } });
    const lines = pass(engine, engine.clock.now() + 2 * day + hour, 2 * day + hour);
    expect(lines).toEqual([
      "started for 2026-01-03T00:00:00.000Z; 7 earlier starts were missed, this run catches up for all",
    ]);
    expect(engine.store.search({})).toMatchObject([{ trigger: { kind: "schedule", cause: { missed: 7 } } }]);
    expect(pass(engine, engine.clock.now() + 5 * hour)).toEqual(["started for 2026-01-03T06:00:00.000Z"]);
  });

  test("starts nothing twice when the clock jumps back, and goes on when it is past the last start", () => {
    const engine = scheduled({ schedule: { cron: "0 * * * *" } });
    pass(engine, engine.clock.now() + 3 * hour);
    const before = momentsOf(engine);
    engine.clock.add(-2.5 * hour);
    pass(engine, engine.clock.now() + 2.5 * hour);
    expect(momentsOf(engine)).toEqual(before);
    pass(engine, engine.clock.now() + hour);
    expect(momentsOf(engine)).toHaveLength(before.length + 1);
  });

  test("starts one run for each moment however many processes look", () => {
    const engine = scheduled({ schedule: { cron: "*/5 * * * *" } });
    const other: TestEngine = { ...engine };
    for (let round = 0; round < 60; round += 1) {
      engine.clock.add(minute);
      startDue(engine);
      startDue(other);
    }
    expect(momentsOf(engine)).toHaveLength(12);
    expect(new Set(momentsOf(engine)).size).toBe(12);
  });

  test("of a paused job rests, and what falls into the rest is not caught up", () => {
    const engine = scheduled({ schedule: { cron: "0 * * * *" } });
    pauseJob("j", true, engine, engine.schedules);
    pass(engine, engine.clock.now() + 5 * hour);
    expect(engine.store.search({})).toEqual([]);
    pauseJob("j", false, engine, engine.schedules);
    pass(engine, engine.clock.now() + hour);
    expect(momentsOf(engine)).toEqual(["2026-01-01T06:00:00.000Z"]);
  });

  test("that was changed begins with the change", () => {
    const engine = scheduled({ schedule: { cron: "0 * * * *" } });
    engine.clock.add(10 * minute);
    const jobs = {
      j: { ...engine.jobs["j"]!, schedule: { cron: "*/15 * * * *", timezone_id: "UTC", pause_status: "UNPAUSED" } },
    } as const;
    const changed: TestEngine = { ...engine, jobs };
    expect(compareDefinitions(changed, engine.schedules)).toEqual([
      {
        job: "j",
        action: "update",
        differences: [{ path: "schedule.cron", before: "0 * * * *", after: "*/15 * * * *" }],
      },
    ]);
    applyDefinitions(changed, engine.schedules);
    expect(applyDefinitions(changed, engine.schedules)).toEqual([{ job: "j", action: "none", differences: [] }]);
    startDue(changed);
    pass(changed, changed.clock.now() + 35 * minute);
    expect(momentsOf(changed)).toEqual([
      "2026-01-01T00:15:00.000Z",
      "2026-01-01T00:30:00.000Z",
      "2026-01-01T00:45:00.000Z",
    ]);
  });

  test("with seconds, over a whole year, has as many moments as the year has days", () => {
    const calendar = { cron: "0 30 2 * * *", timezone_id: "Europe/Berlin" };
    expect(momentsBetween(calendar, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1) - 1)).toHaveLength(365);
  });
});

describe("a table change", () => {
  const trigger = {
    table_update: {
      table_names: ["raw", "labels"],
      min_time_between_triggers_seconds: 600,
      wait_after_last_change_seconds: 120,
    },
  };

  test("starts one run when the tables have been quiet, and no more often than it may", () => {
    const tables = new Map<string, TableState>([["raw", { version: 3, committedAt: 0 }]]);
    const engine = scheduled(
      { trigger },
      { tableState: (name) => tables.get(name) ?? { version: 0, committedAt: 0 }, aliasMovesAfter: () => [] },
    );
    const commit = (name: string, version: number): void => {
      tables.set(name, { version, committedAt: engine.clock.now() });
    };
    expect(pass(engine, engine.clock.now() + hour)).toEqual([]);
    commit("raw", 4);
    pass(engine, engine.clock.now() + minute);
    commit("raw", 5);
    expect(pass(engine, engine.clock.now() + minute)).toEqual([]);
    expect(pass(engine, engine.clock.now() + minute)).toEqual([
      "started because raw is at version 5, labels is at version 0",
    ]);
    commit("labels", 1);
    expect(pass(engine, engine.clock.now() + 9 * minute)).toEqual([]);
    expect(pass(engine, engine.clock.now() + 5 * minute)).toHaveLength(1);
  });
});

describe("an alias", () => {
  test("that moves starts one run, those that moved before it was in force start none", () => {
    const moves: AliasMove[] = [{ sequence: 1, alias: "champion", from: null, to: 1 }];
    const engine = scheduled(
      { trigger: { alias_change: { aliases: ["champion"] } } },
      {
        tableState: () => ({ version: 0, committedAt: 0 }),
        aliasMovesAfter: (after) => moves.filter(({ sequence }) => sequence > after),
      },
    );
    expect(startDue(engine)).toEqual([]);
    moves.push({ sequence: 2, alias: "challenger", from: null, to: 2 });
    expect(startDue(engine)).toEqual([]);
    moves.push(
      { sequence: 3, alias: "champion", from: 1, to: 2 },
      { sequence: 4, alias: "challenger", from: 2, to: null },
    );
    expect(startDue(engine)).toMatchObject([{ job: "j", message: "started because version 2 is champion now" }]);
    expect(startDue(engine)).toEqual([]);
    expect(engine.store.search({})).toMatchObject([{ trigger: { kind: "alias-change", cause: { from: 1, to: 2 } } }]);
  });
});

describe("an event", () => {
  test("starts one run for each of its keys that is wanted, once", () => {
    const engine = scheduled({ trigger: { incident: { keys: ["drift"] } } });
    const raise = (key: string): boolean =>
      engine.schedules.raise({ key, payload: { about: key }, at: engine.clock.now() });
    expect([raise("drift:tenure"), raise("drift:tenure"), raise("age"), raise("drift")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(startDue(engine).map(({ message }) => message)).toEqual([
      "started because of drift:tenure",
      "started because of drift",
    ]);
    expect(startDue(engine)).toEqual([]);
    const [run] = engine.store.search({});
    cancelRun(run!.id, "enough", engine);
    expect(raise("drift")).toBe(false);
    expect(startDue(engine)).toEqual([]);
  });
});
