import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, editProject, expectOneErrorLine, type FailureDocument } from "./command-line.js";
import { newProject } from "./project.js";

const root = temporaryFolder();

/** Verbs that the help of a command lists. */
async function verbsOf(...path: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await driftloop([...path, "--help"]);
  const list = stdout.split("Commands:\n")[1]?.split("\n\n")[0] ?? "";
  const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!);
  return names.filter((name) => name !== "help");
}

test("every verb has a help page with a sentence about what it does", async () => {
  const verbs = await verbsOf();
  expect(verbs.length).toBeGreaterThanOrEqual(19);
  const nested = ["features", "runs", "models"].map(async (verb) => (await verbsOf(verb)).map((name) => [verb, name]));
  const paths = [...verbs.map((verb) => [verb]), ...(await Promise.all(nested)).flat()];
  expect(paths).toContainEqual(["models", "history"]);
  for (let start = 0; start < paths.length; start += 4) {
    await Promise.all(
      paths.slice(start, start + 4).map(async (path) => {
        const page = await driftloop([...path, "--help"]);
        expect(page, path.join(" ")).toMatchObject({ code: 0, stderr: "" });
        expect(page.stdout).toMatch(new RegExp(`^Usage: driftloop ${path.join(" ")}\\b`));
        expect(page.stdout.split("\n\n")[1]!.length, path.join(" ")).toBeGreaterThan(10);
      }),
    );
  }
});

test.each([
  ["an unknown verb", ["frobnicate"], /unknown command/],
  ["a misspelt verb", ["trian"], /unknown command 'trian'\n\(Did you mean train\?\)/],
  ["an unknown flag", ["train", "--trails", "3"], /unknown option '--trails'\n\(Did you mean --trials\?\)/],
  ["a number that is none", ["train", "--trials", "many"], /whole number/],
  ["a search space that does not exist", ["train", "--space", "huge"], /default, reference/],
  ["too many arguments", ["train", "now"], /too many arguments/],
  ["a flag without its value", ["init", "--data"], /argument missing/],
  ["a flag that is required", ["init", "--data", "x.csv"], /'--label <column>' not specified/],
  ["a version that is no number", ["models", "show", "first"], /whole number/],
  ["a folder without a project", ["train"], /there is no driftloop\.yaml in .*driftloop init/],
])("wrong usage ends with 2 and a line about it: %s", async (_, args, pattern) => {
  const told = await driftloop(args, root);
  expectOneErrorLine(told, 2, pattern);
  const json = await driftloop([...args, "--json"], root);
  expect(json.code).toBe(2);
  expect(told.stderr).toContain((JSON.parse(json.stdout) as FailureDocument).error.message.split("\n")[0]);
});

test("what does not exist or is not ready ends with 2 and says what to do", async () => {
  const folder = await newProject(root, "fresh", { rows: 40 });
  const at = ["--project", folder];
  for (const [args, pattern] of [
    [["models", "show", "9"], /there is no version 9 of model/],
    [["run", "cleaning"], /there is no job "cleaning"\. Jobs: training, inference/],
    [["runs", "show", "run_x"], /there is no run "run_x"/],
    [["train"], /run `driftloop ingest` first/],
    [["register"], /run `driftloop train` first/],
    [["validate"], /driftloop register/],
    [["approve"], /driftloop register/],
    [["rollback"], /no previous champion/],
    [["predict"], /run `driftloop run training` first/],
    [["report"], /run `driftloop run training` first/],
  ] as const) {
    expectOneErrorLine(await driftloop([...args, ...at]), 2, pattern);
  }
  expect(await driftloop(["reset", ...at, "--project", join(root, "nowhere")])).toMatchObject({ code: 2 });
});

test("a wrong project file is refused with file, line, column and the nearest key, and nothing is made", async () => {
  const folder = await newProject(root, "misspelt", { rows: 40, changes: [["promotion:", "promotoin:"]] });
  const lines = readFileSync(join(folder, "driftloop.yaml"), "utf8").split("\n");
  const line = lines.findIndex((text) => text.startsWith("promotoin")) + 1;
  const refused = await driftloop(["ingest", "--project", folder]);
  expectOneErrorLine(refused, 2, /\[config\/invalid\]/);
  expect(refused.stderr).toContain(`driftloop.yaml:${line}:1: unknown key "promotoin".`);
  expect(refused.stderr).toMatch(/did you mean "promotion"/i);
  expect(existsSync(join(folder, ".driftloop"))).toBe(false);
  editProject(folder, ["promotoin:", "promotion:"], ["trials: 2", "trails: 2"]);
  expectOneErrorLine(
    await driftloop(["ingest", "--project", folder]),
    2,
    /:\d+:\d+: unknown key "training\.trails".*"trials"/,
  );
  editProject(folder, ["trails: 2", "trials: lots"]);
  expectOneErrorLine(await driftloop(["ingest", "--project", folder]), 2, /:\d+:\d+: training\.trials: /);
  editProject(folder, ["trials: lots", "trials: 2"], [/features:\n {2}- age/, 'features:\n  - agee\n  - "age"']);
  expectOneErrorLine(await driftloop(["ingest", "--project", folder]), 2, /agee.*age/);
  editProject(folder, [/ {2}- agee\n/, ""], ["data:\n", "data: [\n"]);
  expectOneErrorLine(await driftloop(["ingest", "--project", folder]), 2, /:\d+:\d+: this is not valid YAML/);
  expect(existsSync(join(folder, ".driftloop"))).toBe(false);
});
