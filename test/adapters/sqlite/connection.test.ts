import { createSqliteRunStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { copyFileSync, existsSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const folder = temporaryFolder();
const open: Metadata[] = [];
afterAll(() => {
  for (const metadata of open) metadata.close();
});

async function opened(name: string): Promise<Metadata> {
  const metadata = await openMetadata(join(folder, name, "metadata.sqlite"));
  open.push(metadata);
  return metadata;
}

const begin = (metadata: Metadata, id: string): void =>
  createSqliteRunStore(metadata).create({ id, kind: "training", name: id, startedAt: "2026-01-01T00:00:00.000Z" });

describe("openMetadata", () => {
  it("makes the folder and a database that is durable at each commit", async () => {
    const metadata = await opened("new");
    expect(metadata.get("PRAGMA journal_mode")).toMatchObject({ journal_mode: "wal" });
    expect(metadata.get("PRAGMA synchronous")).toMatchObject({ synchronous: 2 });
    expect(metadata.get("PRAGMA foreign_keys")).toMatchObject({ foreign_keys: 1 });
    expect(metadata.integrityCheck()).toEqual([]);
  });

  it("finds what was stored when it opens the file again", async () => {
    const first = await openMetadata(join(folder, "again", "metadata.sqlite"));
    begin(first, "a");
    first.close();
    expect(createSqliteRunStore(await opened("again")).get("a").status).toBe("running");
  });

  it("refuses a database of a newer version and leaves it as it was", async () => {
    const metadata = await opened("newer");
    metadata.run("PRAGMA user_version = 1000");
    await expect(openMetadata(metadata.path)).rejects.toMatchObject({
      kind: "Conflict",
      code: "sqlite/newer-database",
      message: expect.stringContaining(metadata.path) as string,
    });
    expect(metadata.get("PRAGMA user_version")).toMatchObject({ user_version: 1000 });
  });

  it("refuses a database of another program", async () => {
    const metadata = await opened("foreign");
    metadata.run("PRAGMA application_id = 7");
    await expect(openMetadata(metadata.path)).rejects.toMatchObject({ code: "sqlite/unreadable" });
  });

  it.each([
    ["a text file", (path: string) => writeFileSync(path, "customerID,Churn\n".repeat(500))],
    ["a folder", () => {}],
  ])("tells the path when it is given %s", async (name, make) => {
    const path = name === "a folder" ? folder : join(folder, "not-a-database");
    make(path);
    await expect(openMetadata(path)).rejects.toMatchObject({
      kind: "ExternalFailure",
      code: "sqlite/unreadable",
      message: expect.stringContaining(path) as string,
    });
  });

  it("reports a database that was cut short", async () => {
    const metadata = await opened("cut");
    for (let index = 0; index < 200; index += 1) begin(metadata, `run-${index}`);
    const copy = join(folder, "cut.sqlite");
    metadata.backup(copy);
    truncateSync(copy, Math.floor(statSync(copy).size / 2 / 4096) * 4096);
    const damage = async (): Promise<readonly string[]> => {
      const damaged = await openMetadata(copy);
      open.push(damaged);
      return damaged.integrityCheck();
    };
    const found = await damage().catch((error: unknown) => error);
    if (Array.isArray(found)) expect(found.length).toBeGreaterThan(0);
    else expect(found).toMatchObject({ code: "sqlite/unreadable" });
  });
});

describe("transaction", () => {
  it("undoes everything when the work throws, also from inside another transaction", async () => {
    const metadata = await opened("undo");
    const work = (): void =>
      metadata.transaction(() => {
        begin(metadata, "a");
        metadata.transaction(() => begin(metadata, "b"));
        throw new RangeError("no");
      });
    expect(work).toThrow(RangeError);
    expect(metadata.get("SELECT count(*) AS runs FROM runs")).toMatchObject({ runs: 0 });
    metadata.transaction(() => begin(metadata, "c"));
    expect(metadata.get("SELECT count(*) AS runs FROM runs")).toMatchObject({ runs: 1 });
  });

  it("reports a busy database when another process keeps the write lock for too long", async () => {
    const metadata = await opened("busy");
    const second = await openMetadata(metadata.path, { busyTimeoutMs: 20 });
    open.push(second);
    metadata.transaction(() => {
      expect(() => begin(second, "a")).toThrow(expect.objectContaining({ code: "sqlite/busy" }));
    });
    begin(second, "a");
  });
});

describe("snapshot", () => {
  it("sees one state while others commit", async () => {
    const metadata = await opened("snapshot");
    const second = await opened("snapshot");
    const count = (): unknown => metadata.get("SELECT count(*) AS runs FROM runs")?.["runs"];
    const seen = metadata.snapshot(() => {
      const before = count();
      begin(second, "a");
      return [before, count()];
    });
    expect(seen).toEqual([0, 0]);
    expect(count()).toBe(1);
  });
});

describe("backup", () => {
  it("makes a complete copy in one step, replacing an older one", async () => {
    const metadata = await opened("backup");
    const copy = join(folder, "copies", "copy.sqlite");
    metadata.backup(copy);
    begin(metadata, "a");
    metadata.backup(copy);
    expect(readdirSync(join(folder, "copies"))).toEqual(["copy.sqlite"]);
    copyFileSync(copy, join(folder, "restored.sqlite"));
    const restored = await openMetadata(join(folder, "restored.sqlite"));
    open.push(restored);
    expect(createSqliteRunStore(restored).get("a").name).toBe("a");
    expect(restored.integrityCheck()).toEqual([]);
  });

  it("tells the path and leaves no part behind when the place cannot be written", async () => {
    const metadata = await opened("no-backup");
    const blocked = join(folder, "no-backup", "metadata.sqlite", "copy.sqlite");
    expect(() => metadata.backup(blocked)).toThrow(expect.objectContaining({ code: "sqlite/unreadable" }));
    expect(existsSync(blocked)).toBe(false);
  });
});

describe("indexes", () => {
  it.each([
    ["kind = 'trial'", "runs_by_kind"],
    ["parent_id = 'p'", "runs_by_parent"],
    ["status = 'failed'", "runs_by_status"],
    ["parent_id = 'p' AND +kind = 'trial' AND +status = 'failed'", "runs_by_parent"],
    ["1", "runs_by_start"],
  ])("runs where %s are found in order without sorting", async (where, index) => {
    const metadata = await opened("plan");
    const plan = metadata
      .all(`EXPLAIN QUERY PLAN SELECT * FROM runs WHERE ${where} ORDER BY started_at DESC, sequence DESC LIMIT 100`)
      .map((row) => String(row["detail"]))
      .join("\n");
    expect(plan).toContain(index);
    expect(plan).not.toContain("TEMP B-TREE");
  });
});
