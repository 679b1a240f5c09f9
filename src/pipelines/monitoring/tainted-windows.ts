import type { WindowQuality } from "#monitoring";
import type { PipelinePorts } from "../ports.js";

/**
 * Starts of windows from a moment on whose data are in quarantine: they are no evidence of drift, and what their rows came to
 * says nothing about the model.
 */
export function taintedStarts(version: number, from: number, { windows }: Pick<PipelinePorts, "windows">): Set<number> {
  const stored = windows.quality({ modelVersion: version, from });
  return new Set(stored.filter(({ isQuarantined }) => isQuarantined).map(({ windowStart }) => windowStart));
}

const shownMuted = 100;

/** The verdict after what people said: who closes an incident while its faults go on declares them to be fine. */
export function withReleases(quality: WindowQuality, { incidents }: Pick<PipelinePorts, "incidents">): WindowQuality {
  if (!quality.isQuarantined) return quality;
  const muted = incidents.list({ status: "muted", limit: shownMuted }).filter(({ family }) => family === "data");
  const fine = new Set(muted.flatMap(({ culprits }) => culprits));
  const isGrave = quality.faults.some(
    ({ status, quarantines, column }) => status === "failed" && quarantines && (column === null || !fine.has(column)),
  );
  return isGrave ? quality : { ...quality, isQuarantined: false, vetoesRetraining: false };
}
