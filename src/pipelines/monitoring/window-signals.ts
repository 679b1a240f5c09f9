import { plural } from "#kernel";
import type { DriftVerdict, QualityVerdict, WindowQuality } from "#monitoring";
import type { Severity, Signal, SignalKind, WatchedWindow } from "#retraining";
import type { PipelineSettings } from "../settings.js";
import type { Findings } from "./evaluate-findings.js";
import { raisedValue } from "./performance-signals.js";

const scoreColumn = "probability";

const kindOfCheck = (check: QualityVerdict["check"]): SignalKind => {
  if (check === "null-rate") return check;
  return check === "schema" || check === "type" || check === "range" ? "schema" : "quality-fault";
};

type Common = Pick<Signal, "windowStart" | "windowEnd" | "revision" | "modelVersion">;

function commonOf({ windowStart, windowEnd, revision, modelVersion }: Common): Common {
  return { windowStart, windowEnd, revision, modelVersion };
}

/** One signal for the alarm of a window, whatever number of columns is behind it. */
function alarmSignal(verdict: DriftVerdict): Signal {
  const features = verdict.culprits.filter((name) => name !== scoreColumn);
  const severity: Severity = verdict.severity === "none" ? "info" : verdict.severity;
  return {
    ...commonOf(verdict),
    kind: features.length === 0 && verdict.culprits.length > 0 ? "prediction-drift" : "feature-drift",
    severity,
    culprits: features.toSorted(),
    value: raisedValue(verdict.evidence, verdict.bound, verdict.isAlarm),
    bound: verdict.bound,
    pValue: null,
    sampleSize: verdict.rowCount,
    sentence: verdict.sentence,
    evidence: { referenceId: verdict.referenceId, rules: [...verdict.rules] },
  };
}

/** Every column's PSI as it is, for the policy that takes the six triggers literally. */
function literalSignals(verdict: DriftVerdict): readonly Signal[] {
  return verdict.columns.flatMap((column): readonly Signal[] => {
    if (column.status !== "compared" || column.role === "class") return [];
    const { psi } = column.scores;
    if (psi === undefined) return [];
    const isScore = column.role === "score";
    return [
      {
        ...commonOf(verdict),
        kind: isScore ? "prediction-drift" : "feature-drift",
        severity: "warn",
        culprits: isScore ? [] : [column.column],
        value: psi.value,
        bound: 0.25,
        pValue: psi.pValue,
        sampleSize: psi.rows,
        sentence: `PSI of ${column.column} is ${psi.value.toFixed(2)} in ${plural(psi.rows, "row")}`,
        evidence: { referenceId: verdict.referenceId },
      },
    ];
  });
}

function faultSignal(fault: QualityVerdict, quality: WindowQuality): Signal {
  return {
    ...commonOf(quality),
    kind: kindOfCheck(fault.check),
    severity: fault.quarantines ? "act" : "info",
    culprits: fault.column === null ? [] : [fault.column],
    value: raisedValue(fault.value, fault.bound, true),
    bound: fault.bound,
    pValue: fault.pValue,
    sampleSize: fault.sampleSize,
    sentence: fault.sentence,
    evidence: { check: fault.check, referenceId: quality.referenceId },
  };
}

const watched = ({ windowStart, windowEnd, revision }: Common, kinds: readonly SignalKind[]): WatchedWindow => ({
  start: windowStart,
  end: windowEnd,
  revision,
  kinds,
});

/**
 * Verdicts about windows as signals for the triggers.
 * @param judged of all versions; only those about the champion count
 */
export function windowFindings(
  judged: { readonly drift: readonly DriftVerdict[]; readonly quality: readonly WindowQuality[] },
  championVersion: number | null,
  settings: PipelineSettings,
): Findings {
  const isServing = ({ modelVersion }: Common): boolean => modelVersion === championVersion;
  const quality = judged.quality.filter(isServing);
  const isLiteral = settings.retraining.policy === "reference";
  const faulty = new Set(quality.filter(({ isQuarantined }) => isQuarantined).map(({ windowStart }) => windowStart));
  // A window in quarantine speaks neither for drift nor for its end.
  const drift = judged.drift.filter(isServing).filter(({ windowStart }) => isLiteral || !faulty.has(windowStart));
  const faults = quality.flatMap((one) =>
    one.faults.filter(({ status }) => status === "failed").map((fault) => faultSignal(fault, one)),
  );
  return {
    signals: [...(isLiteral ? drift.flatMap(literalSignals) : drift.map(alarmSignal)), ...faults],
    windows: [
      ...drift.map((one) => watched(one, ["feature-drift", "prediction-drift"])),
      ...quality.map((one) => watched(one, ["null-rate", "schema", "quality-fault"])),
    ],
  };
}
