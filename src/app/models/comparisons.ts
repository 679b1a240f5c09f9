import { compareVersions, type ReplayResult, replayTraining, type VersionComparison } from "#pipelines";
import type { Project } from "../project/open-project.js";

/**
 * Two versions on the same test rows; differences are B less A.
 * @throws NotFound `registry/version-not-found`; Conflict `comparison/other-rows`
 */
export function diffModels(project: Project, a: number, b: number): Promise<VersionComparison> {
  return compareVersions({ a, b }, project.settings, project.ports);
}

/**
 * Makes a run's model again and compares every byte; nothing is stored.
 * @throws NotFound `tracking/run-not-found`; NotReady `replay/run-not-finished`
 */
export function replay(project: Project, runId: string): Promise<ReplayResult> {
  return replayTraining(runId, project.settings, project.ports);
}
