import { resolve } from "node:path";
import { labelCoverage, stateOf } from "#monitoring";
import { ingestLabelFile, type LabelIngestReport, syncLedger } from "#pipelines";
import type { Project } from "../project/open-project.js";

/**
 * Adds a file of late labels to the ground truth.
 * @throws InvalidInput `labels/columns-missing`, and what is wrong with the file as a whole
 */
export function ingestLabels(project: Project, file: string): Promise<LabelIngestReport> {
  return ingestLabelFile(resolve(file), project.settings, project.ports);
}

/** How far the labels of one cohort have come: the predictions of a version in a window. */
export interface LabelCohort {
  readonly modelVersion: number;
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly state: "estimated" | "partial" | "mature";
  readonly predictions: number;
  /** Predictions whose outcome counts: all but those that were acted on. */
  readonly eligible: number;
  readonly labelled: number;
  readonly positives: number;
  /** Labelled share of the eligible, 0 to 1. */
  readonly coverage: number;
  /** The same by tenth of the score, lowest first. */
  readonly coverageByScore: readonly number[];
  /** Whether labels of a mature cohort are missing more for some scores than for others. */
  readonly isBiased: boolean;
}

/** Coverage of labels, oldest cohort first. */
export interface LabelOverview {
  readonly asOf: string;
  readonly cohorts: readonly LabelCohort[];
}

/** How many predictions have a label by now, cohort by cohort. */
export async function labelOverview(project: Project): Promise<LabelOverview> {
  const { settings, ports } = project;
  const now = ports.clock.now();
  await syncLedger(settings, ports, now);
  const windows = ports.performance.windows({ sliceKey: "" });
  // A simulated project has lived on when the clock on the wall has not.
  const asOf = Math.max(now, ...windows.map(({ key }) => key.windowStart));
  const at = { asOf, horizonMs: settings.labelHorizonMs };
  const cohorts = windows.map(({ key, sums }): LabelCohort => {
    const coverage = labelCoverage(sums);
    const state = stateOf(sums, key.windowEnd, at);
    const { rows, eligible, labelled } = sums.totals;
    return {
      modelVersion: key.modelVersion,
      windowStart: new Date(key.windowStart).toISOString(),
      windowEnd: new Date(key.windowEnd).toISOString(),
      state,
      predictions: rows,
      eligible,
      labelled,
      positives: [...sums.positiveAges.values()].reduce((sum, count) => sum + count, 0),
      coverage: coverage.share,
      coverageByScore: coverage.deciles.map(({ share }) => share),
      isBiased: state === "mature" && coverage.isBiased,
    };
  });
  return { asOf: new Date(asOf).toISOString(), cohorts };
}
