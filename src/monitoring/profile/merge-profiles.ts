import { addedSums } from "./exact-sum.js";
import { extreme, mergeCounts } from "./merge-counts.js";
import type { WindowProfile } from "./window-profile.js";

type Contributions = WindowProfile["contributions"];

function mergedContributions(left: Contributions, right: Contributions): Contributions {
  if (left === null || right === null) return null;
  return Object.fromEntries(Object.entries(left).map(([name, sum]) => [name, addedSums(sum, right[name] ?? "0")]));
}

/**
 * Two profiles of the same reference as one: of two shards of a window, of neighbouring windows, or of a window and its late rows.
 * Exact, and the same in any order. The window reaches from the earlier start to the later end; the revision is the higher one.
 */
export function mergeProfiles(left: WindowProfile, right: WindowProfile): WindowProfile {
  return {
    ...left,
    windowStart: Math.min(left.windowStart, right.windowStart),
    windowEnd: Math.max(left.windowEnd, right.windowEnd),
    revision: Math.max(left.revision, right.revision),
    rowCount: left.rowCount + right.rowCount,
    rows: {
      duplicates: left.rows.duplicates + right.rows.duplicates,
      routePairs: left.rows.routePairs + right.rows.routePairs,
      routeMismatches: left.rows.routeMismatches + right.rows.routeMismatches,
      latestAt: extreme(left.rows.latestAt, right.rows.latestAt, Math.max),
    },
    columns: Object.fromEntries(
      Object.entries(left.columns).map(([name, counts]) => {
        const other = right.columns[name];
        return [name, other === undefined ? counts : mergeCounts(counts, other)];
      }),
    ),
    contributions: mergedContributions(left.contributions, right.contributions),
  };
}
