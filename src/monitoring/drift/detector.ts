import { coarseCounts } from "../profile/binning.js";
import type { ColumnCounts } from "../profile/column-counts.js";
import type { ReferenceColumn, ReferenceProfile } from "../profile/reference-profile.js";
import type { AlarmRules } from "./alarm-rules.js";
import { emptySeries, evidenceOf, nextSeries, type SeriesState, smoothedEffect } from "./e-detector.js";

/** A column as the detector sees it: rows of the reference per coarse bin, unseen levels left out. */
export interface DetectorSeries {
  readonly name: string;
  readonly reference: readonly number[];
  /** The bins of a window, in the order of `reference`. */
  readonly binsOf: (counts: ColumnCounts) => readonly number[];
}

function seriesOf(column: ReferenceColumn): DetectorSeries | null {
  const whole = coarseCounts(column.binning, column.counts.bins);
  const kept = whole.map((rows, bin) => (rows > 0 ? bin : -1)).filter((bin) => bin >= 0);
  if (kept.length < 2) return null;
  const binsOf = ({ bins }: ColumnCounts): readonly number[] => {
    const coarse = coarseCounts(column.binning, bins);
    return kept.map((bin) => coarse[bin]!);
  };
  return { name: column.name, reference: kept.map((bin) => whole[bin]!), binsOf };
}

/** The columns a detector watches: features and score; the class follows from the score. Constant columns say nothing. */
export function detectorSeries(reference: ReferenceProfile): readonly DetectorSeries[] {
  return reference.columns
    .filter(({ role }) => role !== "class")
    .map(seriesOf)
    .filter((series) => series !== null);
}

/** State of all columns after a window. */
export type DetectorState = Readonly<Record<string, SeriesState>>;

/** What the detector says after a window. */
export interface DetectorReading {
  readonly state: DetectorState;
  /** Mean evidence over the columns. */
  readonly evidence: number;
  /** Columns behind an alarm, the strongest first; empty without one. */
  readonly culprits: readonly string[];
}

// Evidence above a hundred times the bound would only take longer to be forgotten.
const capFactor = 100;

/** Takes the detector over one window. @param counts rows per bin and column, in the order of the series */
export function stepDetector(
  before: DetectorState,
  series: readonly DetectorSeries[],
  counts: readonly (readonly number[])[],
  rules: AlarmRules,
): DetectorReading {
  const cap = Math.log(rules.evidenceBound * capFactor * series.length);
  const states = series.map(({ name, reference }, place) =>
    nextSeries(before[name] ?? emptySeries(reference.length), counts[place]!, reference, cap),
  );
  const evidence = states.reduce((sum, state) => sum + evidenceOf(state), 0) / Math.max(1, series.length);
  const state = Object.fromEntries(series.map(({ name }, place) => [name, states[place]!]));
  return { state, evidence, culprits: evidence >= rules.evidenceBound ? culpritsOf(series, states, rules) : [] };
}

/** What the detector says when a window is set aside: it stands where it stood, and raises nothing. */
export function standingReading(before: DetectorState, series: readonly DetectorSeries[]): DetectorReading {
  const known = series.flatMap(({ name }) => before[name] ?? []);
  const evidence = known.reduce((sum, state) => sum + evidenceOf(state), 0) / Math.max(1, series.length);
  return { state: before, evidence, culprits: [] };
}

function culpritsOf(
  series: readonly DetectorSeries[],
  states: readonly SeriesState[],
  rules: AlarmRules,
): readonly string[] {
  return series
    .map(({ name, reference }, place) => ({
      name,
      evidence: evidenceOf(states[place]!),
      effect: smoothedEffect(states[place]!, reference),
    }))
    .filter(({ evidence, effect }) => evidence >= rules.evidenceBound && effect >= rules.effectFloor)
    .sort((left, right) => right.evidence - left.evidence || right.effect - left.effect)
    .map(({ name }) => name);
}
