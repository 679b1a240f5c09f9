import { createMemoryWindowStore } from "#adapters/memory";
import { describe } from "vitest";
import { windowStoreConformance } from "../../conformance/window-store.js";

describe("the window store in memory", () => {
  windowStoreConformance(() => createMemoryWindowStore());
});
