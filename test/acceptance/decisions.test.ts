import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { copyPath } from "#adapters/system";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject, expectOneErrorLine, type FailureDocument } from "./command-line.js";
import { newProject } from "./project.js";
import { writeCustomers } from "./data-sets.js";
import type { VersionComparison } from "#pipelines";
import type { PromotionDecision } from "#validation";
import { queryMetadata, withMetadata } from "./project-state.js";

const root = temporaryFolder();
let prepared = "";

/** A project with two trained versions: 1 is champion, 2 is the validated challenger. */
async function prepare(): Promise<string> {
  const folder = await newProject(root, "prepared", { changes: [["policy: auto", "policy: manual"]] });
  const at = ["--project", folder];
  const waiting = await driftloopJson(["run", "training", ...at]);
  expect(waiting).toMatchObject({
    succeeded: true,
    outputs: { challenger_approval: { action: "pending", champion: null } },
  });
  expect(waiting).toMatchObject({ outputs: { batch_inference: null } });
  expect(await driftloopJson(["approve", "--comment", "first", ...at])).toMatchObject({
    champion: 1,
    action: "promoted",
  });
  editProject(folder, ["trials: 2", "seed: 7, trials: 2"]);
  const second = await driftloopJson(["run", "training", ...at]);
  expect(second).toMatchObject({ outputs: { challenger_approval: { version: 2, champion: 1, promoted: false } } });
  return folder;
}

beforeAll(async () => {
  prepared = await prepare();
});

function copyOf(name: string): string {
  const folder = join(root, name);
  copyPath(prepared, folder);
  return folder;
}

const aliases = (folder: string): Promise<readonly { alias: string; version: number }[]> =>
  queryMetadata(folder, "SELECT alias, version FROM model_aliases ORDER BY alias");
const undecided = [
  { alias: "challenger", version: 2 },
  { alias: "champion", version: 1 },
];

function artifactFile(folder: string, digest: string): string {
  const store = join(folder, ".driftloop", "artifacts");
  const found = readdirSync(store, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && `${entry.parentPath}${entry.name}`.replaceAll("/", "").endsWith(digest),
  );
  return join(found!.parentPath, found!.name);
}

describe("a person decides", () => {
  test("policy manual keeps the champion until somebody approves", async () => {
    const folder = copyOf("manual");
    expect(await aliases(folder)).toEqual(undecided);
    const approved = await driftloopJson(["approve", "--comment", "better on the new tariff", "--project", folder]);
    expect(approved).toMatchObject({ version: 2, promoted: true, champion: 2, previousChampion: 1 });
    const [entry] = await queryMetadata<Record<string, unknown>>(
      folder,
      "SELECT actor, reason, evidence_digest FROM alias_journal WHERE alias = 'champion' ORDER BY sequence DESC LIMIT 1",
    );
    const [version] = await queryMetadata<Record<string, unknown>>(
      folder,
      "SELECT validation_digest FROM model_versions WHERE version = 2",
    );
    expect(entry).toEqual({
      actor: "tester",
      reason: "better on the new tariff (the recommendation was: keep)",
      evidence_digest: version!["validation_digest"],
    });
  });

  test("the queue names what waits with the recommendation, and forgets what was decided", async () => {
    const folder = copyOf("queue");
    const queue = (): Promise<readonly object[]> => driftloopJson(["models", "pending", "--project", folder]);
    expect(await queue()).toEqual([
      expect.objectContaining({
        version: 2,
        isChallenger: true,
        recommendation: "keep",
        championVersion: 1,
        isOutdated: false,
        sentence: expect.stringMatching(/^A person decides. Recommendation: /),
      }),
    ]);
    const told = await driftloop(["models", "pending", "--project", folder]);
    expect(told.stdout).toMatch(/version 2 \(challenger\), validated .* against champion 1: keep recommended/);
    await driftloopJson(["reject", "--comment", "not now", "--project", folder]);
    expect(await queue()).toEqual([]);
    await driftloopJson(["validate", "2", "--project", folder]);
    expect(await queue()).toEqual([expect.objectContaining({ version: 2, isChallenger: false })]);
    await driftloopJson(["approve", "2", "--project", folder]);
    expect(await queue()).toEqual([]);
  });

  test("the anchor stays on the first champion's test rows when the test set grows", async () => {
    const folder = copyOf("anchored");
    const anchorOf = async (): Promise<{ rows: number; anchorRows: number; title: string }> => {
      const { decision } = await driftloopJson<{ decision: PromotionDecision }>(["validate", "2", "--project", folder]);
      const anchor = decision.numbers.find(({ id }) => id === "anchor")!;
      return { rows: decision.rows, anchorRows: anchor.interval!.sampleSize, title: anchor.title };
    };
    const before = await anchorOf();
    expect(before.anchorRows).toBe(before.rows);
    const more = writeCustomers(root, "more.csv", { rows: 400, firstKey: 5000, seed: "more" });
    await driftloopJson(["ingest", more, "--project", folder]);
    await driftloopJson(["features", "build", "--project", folder]);
    const after = await anchorOf();
    expect(after.rows).toBeGreaterThan(before.rows + 50);
    expect(after).toMatchObject({ anchorRows: before.anchorRows, title: expect.stringContaining("version 1") });
  });

  test("models diff says how much evidence there is, valid however often it is looked at", async () => {
    const { sequential, rows } = await driftloopJson<VersionComparison>([
      "models",
      "diff",
      "1",
      "2",
      "--project",
      prepared,
    ]);
    expect(sequential).toMatchObject({ rows, threshold: 20, isProven: sequential.highestEValue >= 20 });
    expect(sequential.eValue).toBeGreaterThan(0);
    expect((await driftloop(["models", "diff", "1", "2", "--project", prepared])).stdout).toContain("20 wanted");
  });

  test("a rejection takes the alias away, keeps the reason and needs one", async () => {
    const folder = copyOf("rejected");
    const silent = await driftloop(["reject", "--project", folder]);
    expect(silent).toMatchObject({ code: 2, stdout: "" });
    expect(await driftloop(["reject", "--comment", " ", "--project", folder])).toMatchObject({ code: 2 });
    expect(await aliases(folder)).toEqual(undecided);
    const rejected = await driftloopJson(["reject", "--comment", "too eager", "--project", folder]);
    expect(rejected).toMatchObject({ version: 2, action: "rejected", champion: 1 });
    expect(await aliases(folder)).toEqual([{ alias: "champion", version: 1 }]);
    const history = await driftloopJson<readonly object[]>(["models", "history", "--project", folder]);
    expect(history.at(-1)).toMatchObject({
      action: "reject",
      alias: "challenger",
      from: 2,
      to: null,
      reason: "too eager",
    });
    expectOneErrorLine(
      await driftloop(["reject", "--comment", "again", "2", "--project", folder]),
      2,
      /not the challenger/,
    );
    // A version that was turned down does not come back by registering its run again.
    const { runId } = await driftloopJson<{ runId: string }>(["models", "show", "2", "--project", folder]);
    await driftloopJson(["register", runId, "--project", folder]);
    expect(await aliases(folder)).toEqual([{ alias: "champion", version: 1 }]);
  });

  test("of two approvals at the same moment one wins and the other is told who did", async () => {
    const folder = copyOf("race");
    // Both read the aliases while this writer holds the database, and come to the move when it lets go.
    const runs = await withMetadata(folder, async (metadata) => {
      metadata.exec("BEGIN IMMEDIATE");
      const started = ["left", "right"].map((comment) =>
        driftloop(["approve", "2", "--comment", comment, "--json", "--project", folder]),
      );
      await delay(1500);
      metadata.exec("COMMIT");
      return Promise.all(started);
    });
    const documents = runs.map(
      ({ stdout }) => JSON.parse(stdout) as { action?: string; error?: FailureDocument["error"] },
    );
    const winner = documents.findIndex(({ action }) => action === "promoted");
    expect(runs[winner]).toMatchObject({ code: 0 });
    const [loser, told] = [runs[1 - winner]!, documents[1 - winner]!];
    // On a busy machine the other may come so late that version 2 is champion already.
    if (told.error === undefined) expect(told).toMatchObject({ action: "unchanged", champion: 2 });
    else {
      expect(loser.code).toBe(1);
      expect(told.error.code).toBe("registry/alias-moved");
      expect(told.error.message).toMatch(/tester/);
      expect(told.error.message).toMatch(/version 2/);
    }
    const moves = await queryMetadata(
      folder,
      "SELECT 1 FROM alias_journal WHERE action = 'promote' AND to_version = 2",
    );
    expect(moves).toHaveLength(1);
    expect(await aliases(folder)).toEqual([
      { alias: "champion", version: 2 },
      { alias: "previous_champion", version: 1 },
    ]);
  });
});

describe("approval is refused and no alias moves", () => {
  const expectRefused = async (folder: string, code: 1 | 2 | 3, pattern: RegExp): Promise<void> => {
    expectOneErrorLine(await driftloop(["approve", "2", "--project", folder]), code, pattern);
    expect(await aliases(folder)).toEqual(undecided);
  };

  test("when gates failed, also for a person", async () => {
    const folder = copyOf("failed_gates");
    editProject(folder, ["gates: reference", "gates: [reference, { id: latency, bound: 0.000001 }]"]);
    const refused = await driftloop(["validate", "2", "--json", "--project", folder]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ version: 2, verdict: "failed" });
    const approved = await driftloopJson(["approve", "2", "--project", folder], { code: 1 });
    expect(approved).toMatchObject({ promoted: false, champion: 1 });
    expect(await aliases(folder)).toEqual(undecided);
  });

  test("when the version was never validated", async () => {
    const folder = copyOf("not_validated");
    await withMetadata(folder, (metadata) =>
      metadata.exec("UPDATE model_versions SET validation = 'none', validation_digest = NULL WHERE version = 2"),
    );
    await expectRefused(folder, 2, /has not been validated; run `driftloop validate 2`.*\[approval\/not-validated\]/);
  });

  test("when the registry names other bytes than those that were validated", async () => {
    const folder = copyOf("other_bytes");
    await withMetadata(folder, (metadata) =>
      metadata.exec(
        `DROP TRIGGER model_versions_stay;
         UPDATE model_versions SET artifacts = (SELECT artifacts FROM model_versions WHERE version = 1) WHERE version = 2`,
      ),
    );
    await expectRefused(folder, 1, /does not hold the bytes that were validated.*\[approval\/other-bytes\]/);
  });

  test("when the bytes of the model were changed in place", async () => {
    const folder = copyOf("changed_bytes");
    const { artifacts } = await driftloopJson<{ artifacts: Record<string, string> }>([
      "models",
      "show",
      "2",
      "--project",
      folder,
    ]);
    const path = artifactFile(folder, artifacts["booster.txt"]!);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("leaf_value=0", "leaf_value=9").replace("shrinkage=", "shrinkagE="),
    );
    await expectRefused(folder, 3, /\[artifact\/corrupt\]/);
    const verified = await driftloopJson<{ problems: string[] }>(["verify", "--project", folder], { code: 1 });
    expect(verified.problems).toEqual([expect.stringContaining("version 2, booster.txt")]);
    // The same bytes are not rolled back to either.
    await withMetadata(folder, (metadata) =>
      metadata.exec("UPDATE model_aliases SET alias = 'previous_champion' WHERE alias = 'challenger'"),
    );
    expectOneErrorLine(await driftloop(["rollback", "--project", folder]), 3, /\[artifact\/corrupt\]/);
  });

  test("when the validation report is damaged", async () => {
    const folder = copyOf("damaged_report");
    const [version] = await queryMetadata<{ validation_digest: string }>(
      folder,
      "SELECT validation_digest FROM model_versions WHERE version = 2",
    );
    const path = artifactFile(folder, version!.validation_digest);
    writeFileSync(path, readFileSync(path, "utf8").replace('"verdict":"', '"verdict": "'));
    await expectRefused(folder, 3, /validate 2` again.*\[approval\/report-damaged\]/);
  });

  test("when the champion is another one than that it was compared with", async () => {
    const folder = copyOf("champion_changed");
    await driftloopJson(["approve", "2", "--project", folder]);
    const found = await driftloop(["approve", "1", "--project", folder]);
    expectOneErrorLine(
      found,
      1,
      /validated against champion none, but champion is 2 now.*\[approval\/champion-changed\]/,
    );
  });
});
