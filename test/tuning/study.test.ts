import { createMemoryStudyStore } from "#adapters/memory";
import type { Objective, StudyOptions, TrialRecord } from "#tuning";
import { createStudy, optimize } from "#tuning";
import { describe, expect, it } from "vitest";
import { completeTrial, reportsOf, smallSpace, studyOf, tickingClock, withoutTimes } from "./study-fixtures.js";

const codeOf = (kind: string, code: string): Error => expect.objectContaining({ kind, code }) as Error;
const clock = tickingClock();

describe("createStudy", () => {
  it("refuses settings that make no sense and names the field", () => {
    expect(() => studyOf({ seed: 0.5 })).toThrow(codeOf("InvalidInput", "tuning/invalid-seed"));
    expect(() => studyOf({ space: {} })).toThrow(codeOf("InvalidInput", "tuning/empty-space"));
    expect(() => studyOf({ sampler: { kind: "tpe", candidates: 0 } })).toThrow(/sampler\.candidates/);
    expect(() => studyOf({ pruner: { kind: "percentile", percentile: 100 } })).toThrow(/pruner\.percentile/);
    expect(() => studyOf({ schedule: { kind: "ordered", window: 0 } })).toThrow(/schedule\.window/);
    const misspelt = { kind: "tpe", candidate: 3 } as unknown as NonNullable<StudyOptions["sampler"]>;
    expect(() => studyOf({ sampler: misspelt })).toThrow(codeOf("InvalidInput", "tuning/invalid-option"));
  });

  it("refuses to resume a study with another definition and names what differs", () => {
    const store = createMemoryStudyStore();
    studyOf({}, store);
    expect(() => studyOf({}, store)).not.toThrow();
    expect(() => studyOf({ seed: 2, pruner: { kind: "median" } }, store)).toThrow(/another pruner, seed/);
    const reordered = { y: smallSpace["y"]!, x: smallSpace["x"]! };
    expect(() => studyOf({ space: reordered }, store)).toThrow(codeOf("Conflict", "tuning/study-differs"));
  });
});

describe("a study", () => {
  it("numbers trials, stores their values before they run and their outcome after", () => {
    const store = createMemoryStudyStore();
    const study = studyOf({}, store);
    const trial = study.ask();
    expect(store.listTrials("study")[0]).toMatchObject({ number: 0, state: "running", params: trial.params });
    trial.report(1, 0.7);
    trial.report(0, 0.9);
    study.tell(0, { state: "complete", value: 0.5, violation: 1, attributes: { rounds: [3] } });
    expect(store.listTrials("study")[0]).toMatchObject({
      state: "complete",
      value: 0.5,
      violation: 1,
      reports: reportsOf(0.9, 0.7),
      attributes: { rounds: [3] },
    });
    expect(study.ask().number).toBe(1);
  });

  it("takes not-a-number for a failure and goes on", () => {
    const study = studyOf();
    study.ask();
    expect(study.tell(0, { state: "complete", value: Number.NaN })).toMatchObject({ state: "failed", value: null });
    study.ask();
    study.tell(1, { state: "failed", error: "out of memory" });
    expect(() => study.best()).toThrow(/out of memory/);
    expect(() => study.best()).toThrow(codeOf("NotReady", "tuning/no-complete-trial"));
  });

  it("names the best feasible trial for its direction", () => {
    for (const [direction, best] of [
      ["minimize", 1],
      ["maximize", 2],
    ] as const) {
      const study = studyOf({ direction });
      const values = [2, 1, 3, 1, 0, 9];
      for (const [number, value] of values.entries()) {
        study.ask();
        study.tell(number, { state: "complete", value, violation: number > 3 ? 1 : 0 });
      }
      expect(study.best().number).toBe(best);
    }
  });

  it("refuses reports and outcomes that cannot be", () => {
    const study = studyOf();
    const trial = study.ask();
    trial.report(0, 1);
    expect(() => trial.report(0, 2)).toThrow(codeOf("Conflict", "tuning/step-reported-twice"));
    expect(() => trial.report(0.5, 2)).toThrow(codeOf("InvalidInput", "tuning/invalid-step"));
    expect(() => study.tell(7, { state: "pruned" })).toThrow(codeOf("NotFound", "tuning/trial-not-found"));
    study.tell(0, { state: "pruned" });
    expect(() => study.tell(0, { state: "pruned" })).toThrow(codeOf("Conflict", "tuning/trial-not-running"));
    expect(() => trial.report(1, 2)).toThrow(codeOf("Conflict", "tuning/trial-not-running"));
  });

  it("hands out enqueued trials first and draws what they leave open", () => {
    const study = studyOf();
    expect(study.enqueue({ x: 1.5 })).toBe(0);
    expect(study.enqueue({ x: 0.5, y: 2 })).toBe(1);
    expect(study.trials().map((trial) => trial.state)).toEqual(["waiting", "waiting"]);
    expect(study.ask().params).toMatchObject({ x: 1.5, y: expect.any(Number) as number });
    expect(study.ask().params).toEqual({ x: 0.5, y: 2 });
    expect(() => study.enqueue({ z: 1 })).toThrow(codeOf("InvalidInput", "tuning/unknown-parameter"));
    expect(() => study.enqueue({ x: 3 })).toThrow(codeOf("InvalidInput", "tuning/value-outside-space"));
  });

  it("waits for trials outside its window", () => {
    const study = studyOf({ schedule: { kind: "ordered", window: 2 } });
    study.ask();
    study.ask();
    expect(study.isReady()).toBe(false);
    expect(() => study.ask()).toThrow(codeOf("NotReady", "tuning/earlier-trials-running"));
    study.tell(1, { state: "complete", value: 1 });
    expect(study.isReady()).toBe(false);
    study.tell(0, { state: "complete", value: 1 });
    expect(study.ask().number).toBe(2);
  });

  it("refuses to go on when another process drives the same study", () => {
    const store = createMemoryStudyStore();
    const first = studyOf({}, store);
    const second = studyOf({}, store);
    first.ask();
    expect(() => second.ask()).toThrow(codeOf("Conflict", "tuning/trial-exists"));
    expect(store.listTrials("study")).toHaveLength(1);
  });

  it("prunes by what its earlier trials reported", () => {
    const study = studyOf({ pruner: { kind: "median", startupTrials: 2 }, schedule: { kind: "ordered", window: 1 } });
    const decide = (value: number): boolean => {
      const trial = study.ask();
      trial.report(0, value);
      const isPruned = trial.shouldPrune();
      study.tell(trial.number, isPruned ? { state: "pruned" } : { state: "complete", value });
      return isPruned;
    };
    expect([1, 2, 3, 1.4, 1.3].map(decide)).toEqual([false, false, true, false, false]);
  });

  it("learns from the trials of an earlier study without counting them as its own", () => {
    const line = { x: { kind: "float", low: -10, high: 10 } } as const;
    const earlier = Array.from({ length: 40 }, (_, number) => {
      const x = -10 + (20 * number) / 39;
      return completeTrial(number, (x - 3) ** 2, { params: { x, gone: "yes" }, reports: reportsOf(Number.NaN) });
    });
    const store = createMemoryStudyStore();
    const options = { space: line, warmStart: [...earlier, completeTrial(40, 0, { state: "failed", value: null })] };
    const study = studyOf(options, store);
    const first = study.ask();
    expect(first.number).toBe(0);
    expect(Math.abs(Number(first.params["x"]) - 3)).toBeLessThan(3);
    expect(study.trials()).toHaveLength(1);
    const cold = studyOf({ space: line }).ask();
    expect(cold.params).not.toEqual(first.params);
    expect(() => studyOf(options, store)).not.toThrow();
  });
});

const folds = 4;

/** Takes a time that depends on the trial, reports per fold, prunes, and fails now and then. */
const unevenObjective = (delays: (number: number) => number): Objective => {
  return async (trial) => {
    const [x, y] = [Number(trial.params["x"]), Math.log10(Number(trial.params["y"]))];
    for (let fold = 0; fold < folds; fold += 1) {
      await new Promise((resolve) => setTimeout(resolve, delays(trial.number)));
      if (trial.number % 11 === 7) throw new Error(`trial ${trial.number} broke`);
      trial.report(fold, (x - 1) ** 2 + y * y + 0.1 * Math.sin(fold + 7 * x));
      if (fold < folds - 1 && trial.shouldPrune()) return { state: "pruned" };
    }
    return { state: "complete", value: (x - 1) ** 2 + y * y };
  };
};

const searched: Partial<StudyOptions> = {
  pruner: { kind: "median", startupTrials: 3 },
  sampler: { kind: "tpe", startupTrials: 6 },
};
const total = 40;

async function undisturbed(): Promise<readonly TrialRecord[]> {
  const study = studyOf(searched);
  await optimize(
    study,
    unevenObjective(() => 0),
    { trials: total },
    { clock },
  );
  return study.trials();
}

const mostAtOnce = async (parallelism: number, schedule: StudyOptions["schedule"]): Promise<number> => {
  let now = 0;
  let most = 0;
  const objective: Objective = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now -= 1;
    return { state: "complete", value: 1 };
  };
  await optimize(studyOf({ schedule: schedule! }), objective, { trials: 12, parallelism }, { clock });
  return most;
};

describe("optimize", () => {
  it("gives the same study with one worker and with four, whatever the trials take", async () => {
    const alone = await undisturbed();
    expect(new Set(alone.map((trial) => trial.state))).toEqual(new Set(["complete", "pruned", "failed"]));
    for (const delays of [(number: number): number => (number * 7) % 5, (number: number): number => 4 - (number % 5)]) {
      const study = studyOf(searched);
      const objective = unevenObjective(delays);
      expect(await optimize(study, objective, { trials: total, parallelism: 4 }, { clock })).toBe("trials");
      expect(withoutTimes(study.trials())).toEqual(withoutTimes(alone));
    }
  });

  it("ends in the same study when it was stopped and resumed again and again", async () => {
    const alone = await undisturbed();
    const store = createMemoryStudyStore();
    let leftRunning = 0;
    for (let sitting = 1; sitting <= 4; sitting += 1) {
      const stop = new AbortController();
      const study = studyOf(searched, store);
      const onProgress = (): void => {
        if (study.trials().filter((trial) => trial.endedAt !== null).length >= 8 * sitting + 1) stop.abort();
      };
      const options = { trials: total, parallelism: 3, signal: stop.signal, onProgress };
      expect(
        await optimize(
          study,
          unevenObjective((number) => number % 3),
          options,
          { clock },
        ),
      ).toBe("signal");
      leftRunning += store.listTrials("study").filter((trial) => trial.state === "running").length;
    }
    expect(leftRunning).toBeGreaterThan(0);
    const study = studyOf(searched, store);
    expect(
      await optimize(
        study,
        unevenObjective(() => 0),
        { trials: total, parallelism: 4 },
        { clock },
      ),
    ).toBe("trials");
    expect(withoutTimes(study.trials())).toEqual(withoutTimes(alone));
    expect(withoutTimes(store.listTrials("study"))).toEqual(withoutTimes(alone));
  });

  it("runs trials side by side up to its parallelism and its window", async () => {
    expect(await mostAtOnce(1, { kind: "eager" })).toBe(1);
    expect(await mostAtOnce(3, { kind: "eager" })).toBe(3);
    expect(await mostAtOnce(8, { kind: "ordered", window: 4 })).toBe(4);
  });

  it("lets an eager study see everything that has ended", async () => {
    const study = studyOf({ schedule: { kind: "eager" } });
    await optimize(
      study,
      unevenObjective((number) => number % 3),
      { trials: 20, parallelism: 5 },
      { clock },
    );
    expect(study.trials()).toHaveLength(20);
    expect(study.best().value).toBeLessThan(1);
  });

  it("counts trials of earlier sittings and does nothing when there are enough", async () => {
    const study = studyOf();
    await optimize(study, () => ({ state: "complete", value: 1 }), { trials: 5 }, { clock });
    let calls = 0;
    const counting: Objective = () => {
      calls += 1;
      return { state: "complete", value: 1 };
    };
    expect(await optimize(study, counting, { trials: 5 }, { clock })).toBe("trials");
    expect(calls).toBe(0);
    await optimize(study, counting, { trials: 7 }, { clock });
    expect(calls).toBe(2);
  });

  it("starts no trial after its time is over", async () => {
    const study = studyOf();
    const slow = { now: () => 1000 * study.trials().length };
    expect(
      await optimize(study, () => ({ state: "complete", value: 1 }), { trials: 50, timeoutMs: 3000 }, { clock: slow }),
    ).toBe("timeout");
    expect(study.trials()).toHaveLength(3);
    expect(study.trials().every((trial) => trial.state === "complete")).toBe(true);
  });

  it("ends when a grid is exhausted", async () => {
    const study = studyOf({ sampler: { kind: "grid", points: 3 } });
    await optimize(
      study,
      ({ params }) => ({ state: "complete", value: Number(params["x"]) }),
      { trials: 50 },
      { clock },
    );
    expect(study.trials()).toHaveLength(9);
    expect(study.best().value).toBe(-2);
  });

  it("tells progress with the best so far and the time that is left", async () => {
    const study = studyOf({ schedule: { kind: "ordered", window: 1 } });
    const seen: (readonly [number, number, number | null, number])[] = [];
    const at = { now: () => 100 * study.trials().filter((trial) => trial.state !== "running").length };
    await optimize(
      study,
      ({ number }) => ({ state: "complete", value: [3, 1, 2][number]! }),
      {
        trials: 3,
        onProgress: ({ finished, total, best, remainingMs }) =>
          seen.push([finished, total, best?.value ?? null, remainingMs]),
      },
      { clock: at },
    );
    expect(seen).toEqual([
      [1, 3, 3, 200],
      [2, 3, 1, 100],
      [3, 3, 1, 0],
    ]);
  });

  it("refuses to wait for trials that somebody else has asked for", async () => {
    const study = studyOf({ schedule: { kind: "ordered", window: 1 } });
    study.ask();
    const run = optimize(study, () => ({ state: "complete", value: 1 }), { trials: 3 }, { clock });
    await expect(run).rejects.toThrow(codeOf("NotReady", "tuning/earlier-trials-running"));
  });
});

const drawn = (order: readonly number[]): readonly unknown[] => {
  const study = createStudy(
    { name: "draws", space: smallSpace, seed: 5, sampler: { kind: "tpe", startupTrials: 4 } },
    { store: createMemoryStudyStore(), clock },
  );
  for (let round = 0; round < 6; round += 1) {
    const asked = order.map(() => study.ask());
    for (const place of order) {
      const { number, params } = asked[place]!;
      study.tell(number, { state: "complete", value: Number(params["x"]) ** 2 });
    }
  }
  return study.trials().map((trial) => trial.params);
};

describe("the draws of a trial", () => {
  it("depend on the seed, the number and the trials before it alone", () => {
    expect(drawn([0, 1, 2, 3])).toEqual(drawn([3, 1, 0, 2]));
  });
});
