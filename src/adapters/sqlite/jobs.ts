import { conflict, type Json } from "#kernel";
import type { JobRun, JobSpec, JobStore, JournalEntry, RunQuery, RunState, TaskRun } from "#orchestration";
import type { Metadata, SqlRow } from "./connection.js";
import type { SqlValue } from "./driver.js";
import { parsed } from "./json-column.js";

type Columns = Readonly<Record<string, SqlValue>>;

const optionalJson = (value: Json): string | null => (value === null ? null : JSON.stringify(value));
const parsedOptional = (column: SqlValue | undefined): Json =>
  column === null || column === undefined ? null : (parsed(column) as Json);

function runColumns(run: JobRun): Columns {
  return {
    job: run.job,
    spec_digest: run.specDigest,
    parameters: JSON.stringify(run.parameters),
    trigger: JSON.stringify(run.trigger),
    idempotency_token: run.idempotencyToken,
    work_digest: run.workDigest,
    driver: run.driver,
    status: run.status,
    created_at: run.createdAt,
    started_at: run.startedAt,
    deadline: run.deadline,
    ended_at: run.endedAt,
    error: run.error,
    repairs: run.repairs,
    warn_at: run.warnAt,
    parent_run: run.parent?.runId ?? null,
    parent_task: run.parent?.taskKey ?? null,
  };
}

const number = (row: SqlRow, column: string): number => row[column] as number;
const optionalNumber = (row: SqlRow, column: string): number | null => row[column] as number | null;
const optionalText = (row: SqlRow, column: string): string | null => row[column] as string | null;

function runOf(row: SqlRow): JobRun {
  const parentRun = optionalText(row, "parent_run");
  return {
    id: row["id"] as string,
    job: row["job"] as string,
    specDigest: row["spec_digest"] as string,
    parameters: parsed(row["parameters"]) as JobRun["parameters"],
    trigger: parsed(row["trigger"]) as JobRun["trigger"],
    idempotencyToken: optionalText(row, "idempotency_token"),
    workDigest: optionalText(row, "work_digest"),
    driver: optionalText(row, "driver"),
    status: row["status"] as JobRun["status"],
    createdAt: number(row, "created_at"),
    startedAt: optionalNumber(row, "started_at"),
    deadline: optionalNumber(row, "deadline"),
    endedAt: optionalNumber(row, "ended_at"),
    error: optionalText(row, "error"),
    repairs: number(row, "repairs"),
    warnAt: optionalNumber(row, "warn_at"),
    parent: parentRun === null ? null : { runId: parentRun, taskKey: optionalText(row, "parent_task")! },
  };
}

function taskColumns(task: TaskRun): Columns {
  return {
    status: task.status,
    attempt: task.attempt,
    failures: task.failures,
    losses: task.losses,
    ready_at: task.readyAt,
    started_at: task.startedAt,
    deadline: task.deadline,
    ended_at: task.endedAt,
    lease_owner: task.lease?.owner ?? null,
    lease_expires: task.lease?.expiresAt ?? null,
    token: task.token,
    handle: optionalJson(task.handle),
    output: optionalJson(task.output),
    error: task.error,
    input: optionalJson(task.input),
  };
}

/** One row of job_tasks. */
export function taskOf(row: SqlRow): TaskRun {
  const owner = optionalText(row, "lease_owner");
  const token = number(row, "token");
  return {
    taskKey: row["task_key"] as string,
    status: row["status"] as TaskRun["status"],
    attempt: number(row, "attempt"),
    failures: number(row, "failures"),
    losses: number(row, "losses"),
    readyAt: optionalNumber(row, "ready_at"),
    startedAt: optionalNumber(row, "started_at"),
    deadline: optionalNumber(row, "deadline"),
    endedAt: optionalNumber(row, "ended_at"),
    lease: owner === null ? null : { owner, token, expiresAt: number(row, "lease_expires") },
    token,
    handle: parsedOptional(row["handle"]),
    output: parsedOptional(row["output"]),
    error: optionalText(row, "error"),
    input: parsedOptional(row["input"]),
  };
}

function insert(metadata: Metadata, table: string, columns: Columns): void {
  const names = Object.keys(columns);
  const places = names.map(() => "?").join(", ");
  metadata.run(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places})`, ...Object.values(columns));
}

function appendEvents(metadata: Metadata, runId: string, events: Parameters<JobStore["create"]>[1], at: number): void {
  for (const event of events) {
    insert(metadata, "job_events", { run_id: runId, at, kind: event.kind, event: JSON.stringify(event) });
  }
}

const taskUpdate = `UPDATE job_tasks SET ${Object.keys(taskColumns({} as TaskRun))
  .map((name) => `${name} = ?`)
  .join(", ")}
  WHERE run_id = ? AND task_key = ?`;

function saveTasks(metadata: Metadata, before: RunState["tasks"], after: RunState): void {
  const runId = after.run.id;
  for (const [key, task] of after.tasks) {
    const known = before.get(key);
    if (known === task) continue;
    if (known !== undefined) metadata.run(taskUpdate, ...Object.values(taskColumns(task)), runId, key);
    else insert(metadata, "job_tasks", { run_id: runId, task_key: key, ...taskColumns(task) });
  }
  for (const key of before.keys()) {
    if (!after.tasks.has(key)) metadata.run("DELETE FROM job_tasks WHERE run_id = ? AND task_key = ?", runId, key);
  }
}

function create(metadata: Metadata, state: RunState, events: Parameters<JobStore["create"]>[1], at: number): void {
  const { id, job, specDigest, idempotencyToken } = state.run;
  const taken = "SELECT 1 FROM job_runs WHERE id = ? OR (job = ? AND idempotency_token = ?)";
  if (metadata.get(taken, id, job, idempotencyToken) !== undefined) {
    throw conflict("orchestration/run-exists", `job run "${id}" exists already`, { id });
  }
  metadata.run("INSERT OR IGNORE INTO job_specs (digest, spec) VALUES (?, ?)", specDigest, JSON.stringify(state.spec));
  insert(metadata, "job_runs", { id, ...runColumns(state.run) });
  saveTasks(metadata, new Map(), state);
  appendEvents(metadata, id, events, at);
}

const runUpdate = `UPDATE job_runs SET driver = ?, status = ?, started_at = ?, deadline = ?, ended_at = ?, error = ?,
  repairs = ?, warn_at = ? WHERE id = ?`;

function save(metadata: Metadata, before: RunState, after: RunState): void {
  const { id, driver, status, startedAt, deadline, endedAt, error, repairs, warnAt } = after.run;
  if (before.run !== after.run) {
    metadata.run(runUpdate, driver, status, startedAt, deadline, endedAt, error, repairs, warnAt, id);
  }
  saveTasks(metadata, before.tasks, after);
}

function search(metadata: Metadata, query: RunQuery): readonly JobRun[] {
  const wanted = Object.entries({
    job: query.job,
    status: query.status,
    idempotency_token: query.idempotencyToken,
    work_digest: query.workDigest,
    parent_run: query.parentRunId,
  });
  const given = wanted.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const where = given.length === 0 ? "" : `WHERE ${given.map(([column]) => `${column} = ?`).join(" AND ")}`;
  const order = query.oldestFirst === true ? "created_at, sequence" : "created_at DESC, sequence DESC";
  const sql = `SELECT * FROM job_runs ${where} ORDER BY ${order} LIMIT ?`;
  return metadata.all(sql, ...given.map(([, value]) => value), query.limit ?? 100).map(runOf);
}

function createSpecReader(metadata: Metadata): (digest: string) => JobSpec {
  const specs = new Map<string, JobSpec>();
  return (digest) => {
    const known = specs.get(digest);
    if (known !== undefined) return known;
    const spec = parsed(metadata.get("SELECT spec FROM job_specs WHERE digest = ?", digest)!["spec"]) as JobSpec;
    specs.set(digest, spec);
    return spec;
  };
}

/** Keeps job runs in the metadata database. */
export function createSqliteJobStore(metadata: Metadata): JobStore {
  const specOf = createSpecReader(metadata);
  return {
    transaction: (work) => metadata.transaction(work),
    load: (runId) => {
      const row = metadata.get("SELECT * FROM job_runs WHERE id = ?", runId);
      if (row === undefined) return undefined;
      const run = runOf(row);
      const tasks = metadata.all("SELECT * FROM job_tasks WHERE run_id = ? ORDER BY sequence", runId).map(taskOf);
      return { run, spec: specOf(run.specDigest), tasks: new Map(tasks.map((task) => [task.taskKey, task])) };
    },
    create: (state, events, at) => metadata.transaction(() => create(metadata, state, events, at)),
    save: (before, after, events, at) =>
      metadata.transaction(() => {
        save(metadata, before, after);
        appendEvents(metadata, after.run.id, events, at);
      }),
    search: (query) => search(metadata, query),
    journal: (runId) =>
      metadata
        .all("SELECT sequence, at, event FROM job_events WHERE run_id = ? ORDER BY sequence", runId)
        .map((row): JournalEntry => {
          const event = parsed(row["event"]) as JournalEntry["event"];
          return { sequence: number(row, "sequence"), runId, at: number(row, "at"), event };
        }),
  };
}
