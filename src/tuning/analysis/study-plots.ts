import type { Distribution, ParamValue } from "../distribution.js";
import { evenlySpaced } from "../numeric-axis.js";
import { isActive, type SearchSpace, type TrialParams } from "../search-space.js";
import { compareValues, type StudyDirection, type TrialRecord } from "../trial.js";
import { fitTrialForest, type TrialForest } from "./trial-forest.js";

/** One complete trial and the best value up to it. */
export interface HistoryPoint {
  readonly number: number;
  readonly value: number;
  readonly bestValue: number;
}

/** How much of the objective's variation a parameter explains, in [0, 1]; all parameters sum to 1. */
export interface ParamImportance {
  readonly parameter: string;
  readonly importance: number;
}

/** An axis of a plot over parameters. */
export interface ParamAxis {
  readonly parameter: string;
  readonly distribution: Distribution;
}

/** A complete trial as one line through all axes; a parameter that is not part of it is missing. */
export interface ParallelLine {
  readonly number: number;
  readonly value: number;
  readonly params: TrialParams;
}

/** Complete trials as points of one parameter against the objective. */
export interface Slice extends ParamAxis {
  readonly points: readonly { readonly number: number; readonly param: ParamValue; readonly value: number }[];
}

/** The expected objective over two parameters, the others as they were in the trials. */
export interface Contour {
  readonly x: ParamAxis;
  readonly y: ParamAxis;
  readonly xValues: readonly ParamValue[];
  readonly yValues: readonly ParamValue[];
  /** `expected[yIndex][xIndex]`, in the objective's unit. */
  readonly expected: readonly (readonly number[])[];
  /** The trials that have both parameters. */
  readonly points: readonly {
    readonly number: number;
    readonly x: ParamValue;
    readonly y: ParamValue;
    readonly value: number;
  }[];
}

/** What the usual plots of a study draw. */
export interface StudyPlots {
  readonly direction: StudyDirection;
  readonly history: readonly HistoryPoint[];
  /** Most important first; empty below 4 complete trials. */
  readonly importance: readonly ParamImportance[];
  readonly axes: readonly ParamAxis[];
  readonly lines: readonly ParallelLine[];
  readonly slices: readonly Slice[];
  /** Of the two most important parameters that occur together; null when there is no such pair. */
  readonly contour: Contour | null;
}

const gridPoints = 20;

function completeOf(trials: readonly TrialRecord[]): readonly TrialRecord[] {
  return trials.filter((trial) => trial.state === "complete" && Number.isFinite(trial.value));
}

/** The best value so far after each complete trial, in order of number. */
export function studyHistory(trials: readonly TrialRecord[], direction: StudyDirection): readonly HistoryPoint[] {
  let bestValue = Number.NaN;
  return completeOf(trials).map(({ number, value }) => {
    if (compareValues(value!, bestValue, direction) < 0) bestValue = value!;
    return { number, value: value!, bestValue };
  });
}

function rankedImportance(forest: TrialForest): readonly ParamImportance[] {
  return Object.entries(forest.importance)
    .map(([parameter, importance]) => ({ parameter, importance }))
    .sort((left, right) => right.importance - left.importance);
}

/**
 * Which parameters the objective depends on, by the mean decrease of impurity in a forest of the complete trials.
 * @returns most important first
 * @throws NotReady `tuning/too-few-trials` below 4 complete trials
 */
export function paramImportance(trials: readonly TrialRecord[], space: SearchSpace): readonly ParamImportance[] {
  return rankedImportance(fitTrialForest(trials, space));
}

function sliceOf(trials: readonly TrialRecord[], axis: ParamAxis): Slice {
  const points = trials.flatMap(({ number, params, value }) => {
    const param = params[axis.parameter];
    return param === undefined ? [] : [{ number, param, value: value! }];
  });
  return { ...axis, points };
}

function gridOf(distribution: Distribution): readonly ParamValue[] {
  return distribution.kind === "categorical" ? distribution.choices : evenlySpaced(distribution, gridPoints);
}

function areTogether(space: SearchSpace, left: string, right: string, trials: readonly TrialRecord[]): boolean {
  const both = trials.filter((trial) => trial.params[left] !== undefined && trial.params[right] !== undefined);
  return space[left] !== undefined && space[right] !== undefined && both.length >= 2;
}

function topPair(
  ranked: readonly ParamImportance[],
  space: SearchSpace,
  trials: readonly TrialRecord[],
): readonly [string, string] | undefined {
  const names = ranked.map((entry) => entry.parameter);
  for (const [index, left] of names.entries()) {
    const right = names.slice(index + 1).find((name) => areTogether(space, left, name, trials));
    if (right !== undefined) return [left, right];
  }
  return undefined;
}

/** Drops parameters that the changed ones switch off. */
function activeOnly(space: SearchSpace, params: TrialParams): TrialParams {
  const kept: Record<string, ParamValue> = {};
  for (const [name, distribution] of Object.entries(space)) {
    const value = params[name];
    if (value !== undefined && isActive(distribution, kept)) kept[name] = value;
  }
  return kept;
}

interface ContourRequest {
  readonly forest: TrialForest;
  readonly space: SearchSpace;
  readonly trials: readonly TrialRecord[];
  readonly pair: readonly [string, string];
}

function contourOf({ forest, space, trials, pair: [x, y] }: ContourRequest): Contour {
  const both = trials.filter((trial) => trial.params[x] !== undefined && trial.params[y] !== undefined);
  const xValues = gridOf(space[x]!);
  const yValues = gridOf(space[y]!);
  const expectedAt = (xValue: ParamValue, yValue: ParamValue): number => {
    const total = both.reduce(
      (sum, trial) => sum + forest.predict(activeOnly(space, { ...trial.params, [x]: xValue, [y]: yValue })),
      0,
    );
    return total / both.length;
  };
  return {
    x: { parameter: x, distribution: space[x]! },
    y: { parameter: y, distribution: space[y]! },
    xValues,
    yValues,
    expected: yValues.map((yValue) => xValues.map((xValue) => expectedAt(xValue, yValue))),
    points: both.map(({ number, params, value }) => ({ number, x: params[x]!, y: params[y]!, value: value! })),
  };
}

/** The records that history, importance, parallel-coordinate, slice and contour plots of a study draw. */
export function studyPlots(trials: readonly TrialRecord[], space: SearchSpace, direction: StudyDirection): StudyPlots {
  const complete = completeOf(trials);
  const forest = complete.length < 4 ? undefined : fitTrialForest(complete, space);
  const importance = forest === undefined ? [] : rankedImportance(forest);
  const pair = topPair(importance, space, complete);
  const axes = Object.entries(space).map(([parameter, distribution]) => ({ parameter, distribution }));
  return {
    direction,
    history: studyHistory(trials, direction),
    importance,
    axes,
    lines: complete.map(({ number, value, params }) => ({ number, value: value!, params })),
    slices: axes.map((axis) => sliceOf(complete, axis)),
    contour: forest === undefined || pair === undefined ? null : contourOf({ forest, space, trials: complete, pair }),
  };
}
