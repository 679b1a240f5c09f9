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
export type { ColumnBinning, ColumnCounts, ColumnKind } from "./profile/column-counts.js";
export type { ReferenceColumn, ReferenceProfile } from "./profile/reference-profile.js";
export { classColumn, scoreColumn, type Slice, type WindowKey, type WindowProfile } from "./profile/window-profile.js";
export type { QualityCheckName, QualityVerdict, WindowQuality } from "./quality/quality-verdict.js";
