import { createMemoryLabelLedger, createMemoryPerformanceStore } from "#adapters/memory";
import { describe } from "vitest";
import { labelLedgerConformance } from "../../conformance/label-ledger.js";
import { performanceStoreConformance } from "../../conformance/performance-store.js";

describe("the ledger in memory", () => {
  labelLedgerConformance(async () => createMemoryLabelLedger());
});

describe("the performance store in memory", () => {
  performanceStoreConformance(async () => createMemoryPerformanceStore());
});
