import { createProcessRunner, createTaskLog, createWorkers, readTaskLog, thisProcess } from "#adapters/process";
import type { AttemptResult, Claim } from "#orchestration";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { bundleProgram } from "../../faults/programs/start.js";

let program: string;
beforeAll(async () => {
  program = await bundleProgram("worker");
});

function claim(operation: string, taskParameters: Claim["taskParameters"] = {}): Claim {
  return {
    runId: "job_1",
    job: "j",
    taskKey: "t",
    operation,
    description: "",
    attempt: 1,
    repairs: 0,
    token: 1,
    deadline: null,
    parameters: {},
    taskParameters,
    inputs: {},
    trigger: { kind: "manual", scheduledFor: null, cause: null },
    handle: null,
  };
}

async function attempt(
  operation: string,
  { silenceMs = 60_000, signal = new AbortController().signal, parameters = {} } = {},
): Promise<{ readonly result: AttemptResult; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const runner = createProcessRunner({ program, args: [], silenceMs });
  const result = await runner.run(claim(operation, parameters), {
    signal,
    log: (line) => lines.push(line),
    saveHandle: () => {},
  });
  return { result, lines };
}

describe("an attempt in a process of its own", () => {
  test("gives its output and its lines", async () => {
    const { result, lines } = await attempt("add", { parameters: { a: 2, b: 3 } });
    expect(result).toEqual({ kind: "succeeded", output: { sum: 5 } });
    expect(lines).toEqual(["adding"]);
  });

  test.each([
    ["fail", "no such column"],
    ["crash", "its process ended with exit code 7: something is very wrong"],
    ["kill", "its process ended with signal SIGKILL"],
  ])("that ends by %s fails with the reason and may be tried again", async (operation, error) => {
    expect((await attempt(operation)).result).toMatchObject({ kind: "failed", error, retryable: true });
  });

  test.each(["stop", "loop"])("that shows no sign of life because of a %s is ended", async (operation) => {
    const { result } = await attempt(operation, { silenceMs: 1500 });
    expect(result).toMatchObject({ kind: "failed", error: "it showed no sign of life for 1.5 s and was ended" });
  });

  test("that takes all memory goes down alone", async () => {
    const before = process.env["NODE_OPTIONS"];
    process.env["NODE_OPTIONS"] = "--max-old-space-size=48";
    const ended = attempt("memory");
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
    expect((await ended).result).toMatchObject({ kind: "failed", error: expect.stringContaining("SIGABRT") });
  });

  test("is ended when it is aborted", async () => {
    const abort = new AbortController();
    const ended = attempt("wait", { signal: abort.signal });
    setImmediate(() => abort.abort());
    expect((await ended).result).toMatchObject({ kind: "failed" });
  });
});

describe("names of processes", () => {
  test("say whether a process of this machine is gone, and nothing about others", async () => {
    const workers = createWorkers();
    const self = thisProcess();
    expect(workers.isGone(self)).toBe(false);
    const child = spawn(process.execPath, ["-e", ""]);
    const [place] = [self.split("/").slice(0, -2).join("/")];
    await once(child, "exit");
    expect(workers.isGone(`${place}/${child.pid}/0`)).toBe(true);
    expect(workers.isGone(`elsewhere/${child.pid}/0`)).toBe(false);
    expect(workers.isGone(`${place}/${process.pid}/1`), "another process had this number before").toBe(true);
  });
});

describe("the log of tasks", () => {
  test("has a JSON line for each entry by run and task, in order of time, without torn ones", () => {
    const folder = temporaryFolder();
    let now = 0;
    const log = createTaskLog(folder, { now: () => (now += 1000) });
    const entry = { runId: "r", job: "j", attempt: 1, level: "info" } as const;
    log.append({ ...entry, taskKey: "b[0]", message: "first" });
    log.append({ ...entry, taskKey: "a", message: "second" });
    appendFileSync(join(folder, "r", "a.jsonl"), '{"at":"torn');
    expect(readTaskLog(folder, "r", null).map(({ message }) => message)).toEqual(["first", "second"]);
    expect(readTaskLog(folder, "r", "a")).toEqual([
      { ...entry, taskKey: "a", message: "second", at: "1970-01-01T00:00:02.000Z" },
    ]);
    expect(readTaskLog(folder, "nobody", null)).toEqual([]);
  });

  test("that cannot be written stops nothing", () => {
    const log = createTaskLog("/proc/nowhere", { now: () => 0 });
    expect(() =>
      log.append({ runId: "r", job: "j", taskKey: "t", attempt: 1, level: "info", message: "m" }),
    ).not.toThrow();
  });
});
