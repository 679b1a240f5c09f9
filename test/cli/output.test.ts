import { main } from "#src/cli/main.js";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { writeCustomers } from "../acceptance/data-sets.js";
import { temporaryFolder } from "../conformance/temporary-folder.js";

const root = temporaryFolder();
const folder = join(root, "shop");

interface Told {
  readonly code: typeof process.exitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process and gives what it wrote. */
async function tell(...args: readonly string[]): Promise<Told> {
  let out = "";
  let err = "";
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      err += String(text);
      return true;
    }),
  ];
  try {
    await main(args);
    return { code: process.exitCode, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

const tellOfProject = (...args: readonly string[]): Promise<Told> => tell(...args, "--project", folder);

/** Lines that do not fit a terminal; the place of the project is the user's own choice. */
function tooLong(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => !line.includes("/"))
    .filter((line) => [...line].length > 80);
}

function editProject(from: string, to: string): void {
  const path = join(folder, "driftloop.yaml");
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

let runId = "";
let data = "";

beforeAll(async () => {
  data = writeCustomers(root, "customers.csv", { rows: 700 });
  const init = await tell("init", folder, "--data", data, "--label", "churned", "--name", "shop");
  expect(init).toMatchObject({ code: 0, err: "" });
  expect(tooLong(init.out)).toEqual([]);
  editProject("trials: 50", "trials: 2");
  editProject("gates: [default, { id: null-robustness, required: false }]", "gates: reference");
  const job = await tellOfProject("run", "training");
  expect(job.code, job.out + job.err).toBe(0);
  expect(tooLong(job.out)).toEqual([]);
  expect(job.out).toMatch(/^data +700 labelled rows; 0 quarantined\n/);
  expect(job.out).toMatch(/^search +2 trials × 5 folds, /m);
  expect(job.out).toMatch(/^alias +version 1 is champion$/m);
  const runs = JSON.parse((await tellOfProject("runs", "list", "--kind", "training", "--json")).out) as {
    id: string;
  }[];
  runId = runs[0]!.id;
});

afterEach(() => {
  process.exitCode = undefined;
});

describe("what commands print", () => {
  test.each([
    ["runs list", /^run +kind +status +day +AUC\n/, 0],
    ["runs show RUN", /^run_job_\w+ +training +finished +train shop\n/, 0],
    ["runs list --kind trial", /trial +finished/, 0],
    ["runs compare RUN RUN", /the same parameters and metrics/, 0],
    ["features", /^feature +kind +definition\n/, 0],
    ["features diff 0 1", /new columns +entity, event_time/, 0],
    ["features build", /^features +/, 0],
    ["models", /^version +aliases +validation +test AUC +created\n +1 +champion +passed/, 0],
    ["models show 1", /^shop version 1 +\(champion\)\n[^]*booster\.txt +[0-9a-f]{16}…$/m, 0],
    ["models history", /^ +1 .*challenger: none → 1 +by policy:auto\n/, 0],
    ["validate 1", /^version 1, /, 0],
    ["approve 1", /^nothing to do: version 1 is champion already/, 0],
    ["ingest", /customers\.csv +700 +– +– +– +ingested before/, 0],
    [
      "register RUN",
      /^version 1 registered from run_job_\w+\nloaded again, \d example rows score as they did\nnext: /,
      0,
    ],
    ["predict", /^scored +700 rows by model version 1\n/, 0],
    ["run inference", /^scored +700 rows/, 0],
    ["verify", /^sound: \d+ tables with/, 0],
    ["report", /^training report about version 1: /, 0],
    ["reset", /^nothing was changed$/m, 0],
  ] as const)("%s fits on 80 columns and ends with the exit code it should", async (line, pattern, code) => {
    const told = await tellOfProject(...line.replaceAll("RUN", runId).split(" "));

    expect(told.out, told.err).toMatch(pattern);
    expect(tooLong(told.out)).toEqual([]);
    expect(told.code).toBe(code);
    expect(told.out).not.toMatch(/undefined|NaN|\[object/);
  });

  test("JSON on standard output is one document, with progress on the other stream", async () => {
    const told = await tellOfProject("predict", "--json");

    expect(JSON.parse(told.out)).toMatchObject({ kind: "population", rows: 700 });
  });

  test("a failure is one line on standard error, and a document with --json", async () => {
    const plain = await tellOfProject("models", "show", "9");
    const json = await tellOfProject("models", "show", "9", "--json");

    expect(plain).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^error: .*\[registry\/version-not-found\]\n$/),
    });
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: "registry/version-not-found" } });
    expect(json.code).toBe(2);
  });

  test("--quiet leaves standard error empty", async () => {
    expect(await tellOfProject("predict", "--quiet")).toMatchObject({ code: 0, err: "" });
  });

  test("a refused version says why, and ends with 1", async () => {
    const path = join(folder, "driftloop.yaml");
    const before = readFileSync(path, "utf8");
    try {
      editProject("gates: reference", "gates: [reference, { id: performance, bound: { auc: 0.999 } }]");
      const told = await tellOfProject("validate", "1");

      expect(told.code).toBe(1);
      expect(told.out).toMatch(/^failed {2}/m);
      expect(tooLong(told.out)).toEqual([]);
    } finally {
      writeFileSync(path, before);
    }
  });
});
