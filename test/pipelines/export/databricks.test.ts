import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printYaml } from "#config";
import type { Json } from "#kernel";
import { type Jobs, parseJobs } from "#orchestration";
import { databricksBundle, type DatabricksObject, type ExportedFile, projectJobs } from "#pipelines";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const source = { project: "telco_churn", recipients: ["ops@example.org"] };

/** Everything a spec can say, in one job. */
const many: Jobs = parseJobs(
  [
    {
      name: "everything",
      description: "all there is",
      timeout_seconds: 3600,
      max_concurrent_runs: 2,
      parameters: [
        { name: "day", default: "2026-01-01" },
        { name: "training", default: { trials: 5 } },
      ],
      schedule: { cron: "0 6 * * 1", timezone_id: "Europe/Berlin", pause_status: "UNPAUSED" },
      trigger: { pause_status: "UNPAUSED", incident: { keys: [] } },
      health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 600 }] },
      tasks: [
        { task_key: "first", operation_task: { operation: "work" }, max_retries: -1, retry_on_timeout: true },
        {
          task_key: "check",
          depends_on: [{ task_key: "first" }],
          condition_task: { op: "EQUAL_TO", left: "{{tasks.first.values.fired}}", right: "true" },
        },
        {
          task_key: "loop",
          depends_on: [{ task_key: "check", outcome: "true" }],
          run_if: "NONE_FAILED",
          for_each_task: {
            inputs: [1, 2],
            concurrency: 1,
            task: { task_key: "each", operation_task: { operation: "work" } },
          },
        },
        { task_key: "off", disabled: true, depends_on: [{ task_key: "first" }], operation_task: { operation: "work" } },
      ],
    },
  ],
  ["work"],
);

type JsonFile = Extract<ExportedFile, { value: DatabricksObject }>;

type Body = {
  readonly name: string;
  readonly tasks: readonly (DatabricksObject & {
    task_key: string;
    depends_on: readonly { task_key: string; outcome?: string }[];
  })[];
  readonly [key: string]: Json | undefined;
};

const bodiesOf = (jobs: Jobs): readonly Body[] =>
  databricksBundle(jobs, source)
    .files.filter((file) => file.path.startsWith("jobs/"))
    .map((file) => (file as JsonFile).value as unknown as Body);

const jobKeys = new Set(
  [
    "name",
    "description",
    "tags",
    "timeout_seconds",
    "max_concurrent_runs",
    "queue",
    "parameters",
    "schedule",
    "trigger",
  ].concat([
    "health",
    "email_notifications",
    "webhook_notifications",
    "job_clusters",
    "tasks",
    "run_as",
    "environments",
  ]),
);
const taskKeys = new Set(
  [
    "task_key",
    "description",
    "depends_on",
    "run_if",
    "timeout_seconds",
    "max_retries",
    "min_retry_interval_millis",
  ].concat([
    "retry_on_timeout",
    "disabled",
    "job_cluster_key",
    "spark_python_task",
    "condition_task",
    "email_notifications",
    "health",
  ]),
);
const runIfs = ["ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED", "ALL_DONE", "AT_LEAST_ONE_FAILED", "ALL_FAILED"];
const mailMoments = new Set(["on_start", "on_success", "on_failure", "on_duration_warning_threshold_exceeded"]);
const operators = ["EQUAL_TO", "NOT_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"];

describe.each([...bodiesOf(projectJobs()), ...bodiesOf(many)].map((body) => [body.name, body] as const))(
  "the body of %s keeps the rules of the Jobs API 2.2",
  (_, body) => {
    test("job: known fields, limits of tasks, tags, runs and parameters", () => {
      expect(Object.keys(body).filter((key) => !jobKeys.has(key))).toEqual([]);
      expect(body.tasks.length).toBeGreaterThan(0);
      expect(body.tasks.length).toBeLessThanOrEqual(1000);
      expect(Object.keys(body["tags"] as object).length).toBeLessThanOrEqual(25);
      expect(body["max_concurrent_runs"]).toBeGreaterThanOrEqual(1);
      expect(body["max_concurrent_runs"]).toBeLessThanOrEqual(1000);
      expect(body["timeout_seconds"]).toBeGreaterThanOrEqual(0);
      expect(body["queue"]).toEqual({ enabled: expect.any(Boolean) });
      for (const parameter of body["parameters"] as readonly { name: string; default: string }[]) {
        expect(parameter).toEqual({ name: expect.stringMatching(/^[\w.-]+$/), default: expect.any(String) });
      }
      const mail = (body["email_notifications"] ?? {}) as Record<string, Json>;
      expect(Object.keys(mail).filter((key) => !mailMoments.has(key))).toEqual([]);
      expect(Object.values(mail)).toEqual(Object.values(mail).map(() => source.recipients));
    });

    test("tasks: unique keys, known fields, dependencies that exist, exactly one kind of work", () => {
      const keys = body.tasks.map(({ task_key }) => task_key);
      const clusters = (body["job_clusters"] as readonly { job_cluster_key: string }[]).map(
        (each) => each.job_cluster_key,
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const task of body.tasks) {
        expect(task.task_key).toMatch(/^[\w-]{1,100}$/);
        expect(Object.keys(task).filter((key) => !taskKeys.has(key))).toEqual([]);
        expect(runIfs).toContain(task["run_if"]);
        expect(task["timeout_seconds"]).toBeGreaterThanOrEqual(0);
        expect(task["max_retries"]).toBeGreaterThanOrEqual(-1);
        expect(task["min_retry_interval_millis"]).toBeGreaterThanOrEqual(0);
        expect(task.depends_on.filter((dependency) => !keys.includes(dependency.task_key))).toEqual([]);
        const python = task["spark_python_task"] as { python_file: string; parameters: readonly Json[] } | undefined;
        const condition = task["condition_task"] as { op: string; left: Json; right: Json } | undefined;
        expect([python, condition].filter((work) => work !== undefined)).toHaveLength(1);
        if (condition !== undefined) {
          expect(operators).toContain(condition.op);
          expect([typeof condition.left, typeof condition.right]).toEqual(["string", "string"]);
          expect(task["job_cluster_key"]).toBeUndefined();
        } else {
          expect(clusters).toContain(task["job_cluster_key"]);
          expect(python!.parameters.every((parameter) => typeof parameter === "string")).toBe(true);
          // The token names a run within 64 characters: Databricks' run ids have at most 19 digits.
          const token = python!.parameters[python!.parameters.indexOf("--token") + 1] as string;
          expect(token.replace("{{job.run_id}}", "9".repeat(19)).length).toBeLessThanOrEqual(64);
        }
      }
    });

    test("conditions: only dependencies on a condition name an outcome", () => {
      const conditions = new Set(
        body.tasks.filter((task) => task["condition_task"] !== undefined).map(({ task_key }) => task_key),
      );
      const outcomes = body.tasks
        .flatMap(({ depends_on }) => depends_on)
        .filter(({ outcome }) => outcome !== undefined);
      for (const { task_key, outcome } of outcomes) {
        expect(conditions.has(task_key)).toBe(true);
        expect(["true", "false"]).toContain(outcome);
      }
    });
  },
);

describe("the export of a project's jobs", () => {
  it("has the six tasks of training with their limits and retries", () => {
    const training = bodiesOf(projectJobs()).find(({ name }) => name === "telco_churn_training")!;
    expect(training.tasks.map((task) => [task.task_key, task["timeout_seconds"], task["max_retries"]])).toEqual([
      ["feature_engineering", 3600, 1],
      ["model_training", 7200, 1],
      ["model_registration", 1800, 1],
      ["challenger_validation", 1800, 1],
      ["challenger_approval", 1200, 1],
      ["batch_inference", 1800, 1],
    ]);
    expect(training).toMatchObject({ timeout_seconds: 14_400, max_concurrent_runs: 1 });
  });

  it("writes a bundle whose parts are named where it looks for them, and whose variables exist", () => {
    const { files } = databricksBundle(projectJobs(), source);
    const yaml = files.filter((file): file is JsonFile => file.format === "yaml");
    const [bundle, ...resources] = yaml.map(
      (file) => parse(printYaml(file.value)) as Record<string, Record<string, Json>>,
    );
    expect(yaml.slice(1).every(({ path }) => /^resources\/\w+\.job\.yml$/.test(path))).toBe(true);
    expect(bundle).toMatchObject({ bundle: { name: "telco_churn" }, include: ["resources/*.job.yml"] });
    expect(Object.keys(bundle!["targets"]!)).toEqual(["dev", "prod"]);
    const used = [...JSON.stringify(resources).matchAll(/\$\{var\.(\w+)\}/g)].map(([, name]) => name!);
    expect(new Set(used)).toEqual(new Set(Object.keys(bundle!["variables"]!)));
    expect(resources.map((file) => Object.keys(file["resources"]!["jobs"] as object))).toEqual(
      Object.keys(projectJobs()).map((name) => [`telco_churn_${name}`]),
    );
  });

  it("keeps schedule, bounds and conditions, and says what has no place there", () => {
    const [body] = bodiesOf(many);
    expect(body).toMatchObject({
      schedule: { quartz_cron_expression: "0 0 6 ? * MON", timezone_id: "Europe/Berlin", pause_status: "UNPAUSED" },
      health: { rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 600 }] },
      parameters: [
        { name: "day", default: "2026-01-01" },
        { name: "training", default: '{"trials":5}' },
      ],
    });
    expect(body!.tasks[1]!["condition_task"]).toEqual({
      op: "EQUAL_TO",
      left: "{{tasks.first.values.fired}}",
      right: "true",
    });
    expect(body!.tasks[3]!["disabled"]).toBe(true);
    expect(databricksBundle(many, source).leftOut).toEqual([expect.stringContaining("incidents")]);
  });

  it("sends no mail of Databricks' own when the project names nobody", () => {
    const { files } = databricksBundle(projectJobs(), { ...source, recipients: [] });
    expect(JSON.stringify(files)).not.toContain("email_notifications");
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.runIf(hasPython)("the launcher", () => {
  const folder = temporaryFolder();
  const launcher = join(folder, "launcher.py");
  const file = databricksBundle(projectJobs(), source).files.at(-1)!;
  writeFileSync(launcher, (file as Extract<ExportedFile, { format: "text" }>).text);

  it("is Python", () => {
    execFileSync("python3", ["-m", "py_compile", launcher]);
  });

  it("unpacks the project, runs the task, and puts the project back, one task at a time", async () => {
    const [state, project] = [join(folder, "state"), join(folder, "project")];
    for (const place of [state, project]) mkdirSync(place);
    writeFileSync(join(project, "count"), "0");
    execFileSync("tar", ["-cf", join(state, "project.tar"), "-C", project, "."]);
    const program = join(folder, "stand-in.py");
    writeFileSync(
      program,
      `import json, sys, time, pathlib
arguments = sys.argv[1:]
count = pathlib.Path(arguments[arguments.index("--project") + 1]) / "count"
before = int(count.read_text())
time.sleep(0.3)
count.write_text(str(before + 1))
print(json.dumps({"arguments": arguments, "output": {"fired": True}}))
sys.exit(1 if "fail" in arguments else 0)
`,
    );
    const run = (task: string) =>
      spawnSync(
        "python3",
        [launcher, "--state", state, "--command", `python3 ${program}`, "--job", "training", "--task", task].concat([
          "--token",
          "databricks-7",
          "--parameter",
          'training={"trials": 5}',
          "--parameter",
          "day=2026-01-01",
        ]),
        { encoding: "utf8" },
      );
    const first = run("model_training");
    expect(first.status).toBe(0);
    const document = first.stdout.split("\n").find((line) => line.startsWith("{"))!;
    expect(JSON.parse(document)).toMatchObject({
      arguments: ["run", "training", "--until", "model_training", "--token", "databricks-7", "--parameters"].concat([
        '{"training": {"trials": 5}, "day": "2026-01-01"}',
        "--project",
        expect.any(String) as string,
        "--json",
      ]),
    });
    expect(run("fail").status).toBe(1);
    expect(existsSync(join(state, "turn"))).toBe(false);
    execFileSync("tar", ["-xf", join(state, "project.tar"), "-C", project]);
    expect(readFileSync(join(project, "count"), "utf8")).toBe("2");
  });
});
