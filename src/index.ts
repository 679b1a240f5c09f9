export { initProject, openProject, predict, type Project, runTraining, writeReport } from "#app";
export { DriftloopError, type ErrorKind } from "#kernel";
export {
  createMemoryArtifactStore,
  createMemoryJobs,
  createMemoryManifestStore,
  createMemoryRegistryStore,
  createMemoryRunStore,
  createMemoryStudyStore,
} from "#adapters/memory";
