import { createMemoryStudyStore } from "#adapters/memory";
import { describe } from "vitest";
import { studyStoreConformance } from "../../conformance/study-store.js";

describe("StudyStore in memory", () => {
  studyStoreConformance(async () => createMemoryStudyStore());
});
