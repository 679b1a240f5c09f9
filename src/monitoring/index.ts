export type {
  ColumnDrift,
  DriftImpact,
  DriftMethodName,
  DriftScore,
  DriftSeverity,
  DriftVerdict,
} from "./drift/drift-verdict.js";
export { type MonitoringOptions, monitoringOptions } from "./options.js";
export type { WindowFilter, WindowStore, WindowUpdate } from "./ports.js";
export {
  binCount,
  binningOf,
  categoryBinning,
  type CategoryBinning,
  coarseCounts,
  numericBinning,
  type NumericBinning,
} from "./profile/binning.js";
export { countColumn } from "./profile/column-counter.js";
export type { ColumnBinning, ColumnCounts, ColumnKind } from "./profile/column-counts.js";
export { freezeReference, freezeTable, type ReferenceRows, referenceText } from "./profile/freeze-reference.js";
export { countedRows, deviationOf, meanOf, mergeCounts } from "./profile/merge-counts.js";
export { mergeProfiles } from "./profile/merge-profiles.js";
export { createProfileCollector, type ProfileCollector, type ProfileRequest } from "./profile/profile-collector.js";
export type { ReferenceColumn, ReferenceProfile } from "./profile/reference-profile.js";
export {
  classColumn,
  scoreColumn,
  type Slice,
  sliceKeyOf,
  type WindowKey,
  type WindowProfile,
} from "./profile/window-profile.js";
export type { QualityCheckName, QualityVerdict, WindowQuality } from "./quality/quality-verdict.js";
export { type Window, windowAt, windowLengthMs, windowsPerYear } from "./windows/granularity.js";
