import type { ColumnDrift, DriftVerdict, WindowQuality } from "#monitoring";
import type { ReportColumn, ReportDriftWindow, ReportFault } from "#reporting";
import type { PipelinePorts } from "../ports.js";
import { oneVersionEach, type ReportSpan } from "./ports.js";

function columnOf(column: ColumnDrift): ReportColumn {
  if (column.status === "failed") {
    return { name: column.column, scores: [], isMaterial: false, meanShift: null, failure: column.reason };
  }
  const { scores, isMaterial, meanShift } = column;
  return { name: column.column, scores: Object.values(scores), isMaterial, meanShift, failure: null };
}

function windowOf(verdict: DriftVerdict): ReportDriftWindow {
  const { windowStart, windowEnd, rowCount, columns, impact, policy: _policy, ...rest } = verdict;
  return {
    ...rest,
    start: windowStart,
    end: windowEnd,
    rows: rowCount,
    columns: columns.map(columnOf),
    meanScoreShift: impact.meanScoreShift,
    decisionShift: impact.decisionShift,
    attribution: impact.attribution,
  };
}

/** What was found about drift, oldest window first. */
export function reportDrift({ windows }: PipelinePorts, span: ReportSpan): readonly ReportDriftWindow[] {
  return oneVersionEach(windows.drift(span), ({ rowCount }) => rowCount).map(windowOf);
}

function faultsOf({ windowStart, windowEnd, faults }: WindowQuality): readonly ReportFault[] {
  return faults.map(({ check, column, status, quarantines, sampleSize, pValue, sentence }) => ({
    start: windowStart,
    end: windowEnd,
    check,
    column,
    isFault: status === "failed",
    quarantines,
    sampleSize,
    pValue,
    sentence,
  }));
}

/** Faults of the data, oldest window first. */
export function reportFaults({ windows }: PipelinePorts, span: ReportSpan): readonly ReportFault[] {
  return windows.quality(span).flatMap(faultsOf);
}
