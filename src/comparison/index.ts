export type { ComparedSide, FileComparison } from "./compare-files.js";
export { driftCompare, type DriftCompareRequest, type DriftCompareResult } from "./drift-compare.js";
