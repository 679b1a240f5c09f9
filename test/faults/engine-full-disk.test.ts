import { join } from "node:path";
import { createSqliteJobStore, createSqliteScheduleStore, createSqliteWorkQueue, openMetadata } from "#adapters/sqlite";
import type { Json } from "#kernel";
import { type ServePorts, serveRuns, submitRun } from "#orchestration";
import { expect, it } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { step, testEngine } from "../orchestration/engine-setup.js";

it("a disk that is full tells so once, loses and repeats no output, and work goes on when there is room", async () => {
  const metadata = await openMetadata(join(temporaryFolder(), "metadata.sqlite"));
  const pages = (most: number): void => void metadata.get(`PRAGMA max_page_count = ${most}`);
  const ran: string[] = [];
  const engine = testEngine(
    [{ name: "j", max_concurrent_runs: 1000, tasks: [step("a"), step("b", ["a"]), step("c", ["b"])] }],
    {
      work: async ({ runId, taskKey }): Promise<Json> => {
        ran.push(`${runId} ${taskKey}`);
        return { text: "x".repeat(5000), taskKey };
      },
    },
    { store: createSqliteJobStore(metadata), queue: createSqliteWorkQueue(metadata) },
  );
  for (let run = 0; run < 30; run += 1) submitRun({ job: "j" }, engine);
  const stop = new AbortController();
  const told: string[] = [];
  const ports: ServePorts = {
    ...engine,
    schedules: createSqliteScheduleStore(metadata),
    onStart: () => {},
    onTrouble: (error) => told.push(`trouble: ${(error as { code?: string }).code}`),
    onRecovered: () => told.push("going on"),
    waiting: {
      wait: async (ms, wake) => {
        engine.clock.add(10);
        // What is troubled waits two seconds; after three such waits somebody makes room.
        if (ms === 2000) rounds += 1;
        if (rounds === 3) pages(1_000_000);
        if (engine.queue.counts().every(({ status }) => status === "succeeded")) stop.abort();
        else if (ms !== 2000) await wake;
      },
    },
  };
  let rounds = 0;
  pages((metadata.get("PRAGMA page_count")!["page_count"] as number) + 20);
  await serveRuns({ owner: "me", leaseMs: 60_000, concurrency: 4, graceMs: 1000 }, ports, stop.signal);

  expect(told).toEqual(["trouble: sqlite/disk-full", "going on"]);
  expect(rounds).toBeGreaterThanOrEqual(3);
  expect(ran).toHaveLength(90);
  expect(new Set(ran).size).toBe(90);
  for (const { id } of engine.store.search({ limit: 100 })) {
    const tasks = [...engine.store.load(id)!.tasks.values()];
    expect(tasks.map(({ status, attempt }) => [status, attempt])).toEqual(tasks.map(() => ["succeeded", 1]));
  }
  expect(engine.ended).toHaveLength(30);
  expect(metadata.integrityCheck()).toEqual([]);
  metadata.close();
});
