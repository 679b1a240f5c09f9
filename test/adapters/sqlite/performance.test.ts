import { join } from "node:path";
import { createSqliteLabelLedger, createSqlitePerformanceStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { labelLedgerConformance, prediction } from "../../conformance/label-ledger.js";
import { performanceStoreConformance } from "../../conformance/performance-store.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";

const folder = temporaryFolder();
const open: Metadata[] = [];
const metadata = async (): Promise<Metadata> => {
  const opened = await openMetadata(join(folder, `${open.length}.sqlite`));
  open.push(opened);
  return opened;
};
afterAll(() => {
  for (const each of open) each.close();
});

describe("the ledger in SQLite", () => {
  labelLedgerConformance(async () => createSqliteLabelLedger(await metadata()));
});

describe("the performance store in SQLite", () => {
  performanceStoreConformance(async () => createSqlitePerformanceStore(await metadata()));

  it("undoes everything in a transaction that fails, in the ledger too", async () => {
    const database = await metadata();
    const [store, ledger] = [createSqlitePerformanceStore(database), createSqliteLabelLedger(database)];
    const failing = (): void =>
      store.transaction(() => {
        ledger.addPredictions([prediction("a")]);
        store.setPosition({ logVersion: 1, labelVersion: 1, asOf: 1 });
        throw new Error("killed");
      });

    expect(failing).toThrow("killed");
    expect(ledger.predictionsOf({ id: "a" })).toEqual([]);
    expect(store.position().logVersion).toBe(0);
  });
});
