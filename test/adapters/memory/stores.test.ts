import {
  createMemoryArtifactStore,
  createMemoryJobs,
  createMemoryManifestStore,
  createMemoryOutbox,
  createMemoryRegistryStore,
  createMemoryRunStore,
  createMemoryScheduleStore,
} from "#adapters/memory";
import { describe } from "vitest";
import { artifactStoreConformance } from "../../conformance/artifact-store.js";
import { jobStoreConformance } from "../../conformance/job-store.js";
import { manifestStoreConformance } from "../../conformance/manifest-store.js";
import { outboxStoreConformance } from "../../conformance/outbox-store.js";
import { registryStoreConformance } from "../../conformance/registry-store.js";
import { scheduleStoreConformance } from "../../conformance/schedule-store.js";
import { runStoreConformance } from "../../conformance/run-store.js";

const suites = {
  ArtifactStore: () => artifactStoreConformance(async () => createMemoryArtifactStore()),
  ManifestStore: () => manifestStoreConformance(async () => createMemoryManifestStore()),
  RunStore: () => runStoreConformance(async () => createMemoryRunStore()),
  RegistryStore: () => registryStoreConformance(async () => createMemoryRegistryStore()),
  ScheduleStore: () => scheduleStoreConformance(async () => createMemoryScheduleStore()),
  JobStore: () => jobStoreConformance(async () => createMemoryJobs()),
  OutboxStore: () => outboxStoreConformance(async () => createMemoryOutbox()),
};

for (const [port, suite] of Object.entries(suites)) describe(`${port} in memory`, suite);
