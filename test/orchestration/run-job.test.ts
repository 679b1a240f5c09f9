import { createMemoryJobStore } from "#adapters/memory";
import { createIds, createRandom, type Json, silentProgress } from "#kernel";
import { type JobStore, type RunnerPorts, runJob, type Task, type TaskGraph } from "#orchestration";
import { beforeEach, describe, expect, test } from "vitest";

let jobs: JobStore;
let ports: RunnerPorts;
let ran: string[];

beforeEach(() => {
  let now = Date.UTC(2024, 0, 1);
  const clock = {
    now: () => {
      now += 1000;
      return now;
    },
  };
  jobs = createMemoryJobStore();
  ports = { jobs, clock, ids: createIds(clock, createRandom(1)), progress: silentProgress };
  ran = [];
});

function task(key: string, dependsOn: readonly string[], run: Task["run"] = async () => key): Task {
  return {
    key,
    title: key,
    dependsOn,
    run: async (context) => {
      ran.push(key);
      return run(context);
    },
  };
}

/** A store in a process that dies when it is to keep the output of `key`. */
function dyingAt(key: string): RunnerPorts {
  const died = new Error("killed");
  return {
    ...ports,
    jobs: {
      ...jobs,
      saveTask: (record) => {
        if (record.taskKey === key) throw died;
        return jobs.saveTask(record);
      },
      endRun: () => {
        throw died;
      },
    },
  };
}

const threeTasks: TaskGraph = {
  job: "training",
  tasks: [
    task("load", [], async ({ parameters }) => ({ rows: (parameters as { rows: number }).rows })),
    task("fit", ["load"], async ({ inputs, runId }) => ({ from: inputs["load"]!, runId })),
    task("tell", ["fit", "load"], async ({ inputs }) => Object.keys(inputs)),
  ],
};

describe("runJob", () => {
  test("gives every task the outputs it depends on and keeps them all", async () => {
    const outcome = await runJob(threeTasks, { rows: 3 }, ports);

    const fit = { from: { rows: 3 }, runId: outcome.runId };
    expect(outcome).toMatchObject({ resumed: false, outputs: { load: { rows: 3 }, fit, tell: ["fit", "load"] } });
    expect(jobs.listTasks(outcome.runId).map(({ taskKey, output }) => [taskKey, output])).toEqual([
      ["load", { rows: 3 }],
      ["fit", fit],
      ["tell", ["fit", "load"]],
    ]);
    expect(jobs.listRuns({})).toMatchObject([
      { id: outcome.runId, status: "succeeded", error: null, parameters: { rows: 3 } },
    ]);
    expect(jobs.listRuns({})[0]!.endedAt).not.toBeNull();
  });

  test("goes on where a killed process stopped: what is stored is not done again", async () => {
    await expect(runJob(threeTasks, { rows: 3 }, dyingAt("tell"))).rejects.toThrow("killed");
    expect(jobs.listRuns({ status: "running" })).toHaveLength(1);
    ran = [];

    const outcome = await runJob(threeTasks, { rows: 3 }, ports);

    expect(ran).toEqual(["tell"]);
    expect(outcome.resumed).toBe(true);
    expect(outcome.outputs["fit"]).toEqual({ from: { rows: 3 }, runId: outcome.runId });
    expect(jobs.listRuns({}).map(({ id, status }) => [id, status])).toEqual([[outcome.runId, "succeeded"]]);
  });

  test("does a killed task again when its output was not stored", async () => {
    await expect(runJob(threeTasks, { rows: 3 }, dyingAt("fit"))).rejects.toThrow("killed");
    ran = [];

    await runJob(threeTasks, { rows: 3 }, ports);

    expect(ran).toEqual(["fit", "tell"]);
  });

  test("starts a run of its own when parameters differ from those of the interrupted one", async () => {
    await expect(runJob(threeTasks, { rows: 3 }, dyingAt("tell"))).rejects.toThrow("killed");
    ran = [];

    const outcome = await runJob(threeTasks, { rows: 4 }, ports);

    expect(ran).toEqual(["load", "fit", "tell"]);
    expect(outcome).toMatchObject({ resumed: false, outputs: { load: { rows: 4 } } });
    expect(
      jobs
        .listRuns({})
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(["running", "succeeded"]);
  });

  test("starts a run of its own for another job with the same parameters", async () => {
    await expect(runJob(threeTasks, { rows: 3 }, dyingAt("tell"))).rejects.toThrow("killed");

    expect(await runJob({ ...threeTasks, job: "inference" }, { rows: 3 }, ports)).toMatchObject({ resumed: false });
  });

  test("takes parameters as equal whatever the order of their keys", async () => {
    const graph = { job: "j", tasks: [task("only", [])] };
    await expect(runJob(graph, { a: 1, b: 2 }, dyingAt("only"))).rejects.toThrow("killed");

    expect(await runJob(graph, { b: 2, a: 1 }, ports)).toMatchObject({ resumed: true });
  });

  test("does everything again after a run that ended", async () => {
    const first = await runJob(threeTasks, { rows: 3 }, ports);
    const second = await runJob(threeTasks, { rows: 3 }, ports);

    expect(second).toMatchObject({ resumed: false });
    expect(second.runId).not.toBe(first.runId);
    expect(ran).toHaveLength(6);
  });

  test("marks the run as failed with the error, throws it, and leaves later tasks alone", async () => {
    const broken = new Error("no such column");
    const graph: TaskGraph = {
      job: "j",
      tasks: [task("a", []), task("b", ["a"], () => Promise.reject(broken)), task("c", ["b"])],
    };

    await expect(runJob(graph, null, ports)).rejects.toBe(broken);

    expect(ran).toEqual(["a", "b"]);
    const [run] = jobs.listRuns({});
    expect(run).toMatchObject({ status: "failed", error: "no such column" });
    expect(run!.endedAt).not.toBeNull();
    expect(jobs.listTasks(run!.id).map(({ taskKey }) => taskKey)).toEqual(["a"]);
  });

  test("begins anew after a failed run", async () => {
    let isBroken = true;
    const graph: TaskGraph = {
      job: "j",
      tasks: [task("a", [], async (): Promise<Json> => (isBroken ? Promise.reject(new Error("not now")) : 1))],
    };
    await expect(runJob(graph, null, ports)).rejects.toThrow("not now");
    isBroken = false;

    expect(await runJob(graph, null, ports)).toMatchObject({ resumed: false, outputs: { a: 1 } });
  });

  test("makes no run of a graph that is wrong", async () => {
    await expect(runJob({ job: "j", tasks: [task("a", ["a"])] }, null, ports)).rejects.toMatchObject({
      code: "orchestration/cycle",
    });
    expect(jobs.listRuns({})).toEqual([]);
  });
});
