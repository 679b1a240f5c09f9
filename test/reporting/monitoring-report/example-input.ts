import { readFileSync } from "node:fs";
import type {
  MonitoringReportInput,
  ReportColumn,
  ReportDistribution,
  ReportDriftWindow,
  ReportIncident,
  ReportJudgement,
  ReportPerformance,
  ReportPerformanceWindow,
  ReportTriggerDecision,
} from "#reporting";

const day = 86_400_000;
const origin = Date.UTC(2026, 0, 5);
const rowsPerDay = 100;

/** The bundled customers by column, as text. */
const telco = ((): ReadonlyMap<string, readonly string[]> => {
  const file = new URL("../../../examples/telco-churn/data/telco-churn.csv", import.meta.url);
  const [head, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(","));
  return new Map(head!.split(",").map((name, at) => [name, cells.map((row) => row[at]!)]));
})();

/** All columns of the example that can be a feature. */
export const columnNames: readonly string[] = [...telco.keys()].filter(
  (name) => !["customerID", "Churn"].includes(name),
);

const drifting = new Set(["Contract", "tenure", "MonthlyCharges"]);

function shareTable(values: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const value of values) shares.set(value, (shares.get(value) ?? 0) + 1 / values.length);
  return shares;
}

/** A column of the example at training and among its month-to-month customers: a change of mix that could happen. */
export function distribution(column: string): ReportDistribution {
  const all = telco.get(column)!;
  const contracts = telco.get("Contract")!;
  const some = all.filter((_value, row) => contracts[row] === "Month-to-month").slice(0, rowsPerDay);
  const isNumeric = ["tenure", "MonthlyCharges"].includes(column);
  const binned = (values: readonly string[]): readonly string[] =>
    isNumeric
      ? values.map((value) => `${Math.floor(Number(value) / 12) * 12} to ${Math.floor(Number(value) / 12) * 12 + 12}`)
      : values;
  const [then, now] = [shareTable(binned(all)), shareTable(binned(some))];
  const labels = [...then.keys()].toSorted((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
  return {
    column,
    window: { start: origin + 29 * day, end: origin + 30 * day },
    referenceRows: all.length,
    rows: some.length,
    bins: labels.map((label) => ({ label, reference: then.get(label)!, current: now.get(label) ?? 0 })),
    missing: { reference: 0, current: 0.02 },
    unseen: column === "Contract" ? 0.01 : 0,
  };
}

function columnAt(name: string, at: number, isDrifting: boolean): ReportColumn {
  if (name === "TotalCharges" && at % 30 > 24) {
    return { name, scores: [], isMaterial: false, meanShift: null, failure: "no value is a number" };
  }
  const value = isDrifting && drifting.has(name) ? 0.31 + 0.02 * (at % 5) : 0.01 * ((at + name.length) % 9);
  const score = (method: string, scale: number) => ({
    method,
    value: value * scale,
    referenceRows: 5634,
    rows: rowsPerDay,
    bins: 10,
    convention: `${method}-jeffreys-half`,
    nullExpectation: method === "psi" ? 0.0916 : null,
    pValue: value > 0.3 ? 0.0001 : 0.4,
    qValue: value > 0.3 ? 0.002 : 0.8,
    corrected: Math.max(0, value * scale - 0.0916),
    errorBound: 0,
  });
  const methods = ["psi", "ks", "js", "wasserstein", "hellinger", "tvd"].map((method, place) =>
    score(method, 1 / (1 + place)),
  );
  return { name, scores: methods, isMaterial: value > 0.3, meanShift: null, failure: null };
}

/** Daily windows; the last third of them drifts. */
export function driftWindows(count: number): readonly ReportDriftWindow[] {
  return Array.from({ length: count }, (_, at): ReportDriftWindow => {
    const isDrifting = at >= (count * 2) / 3;
    const shifts = { Contract: 0.21, tenure: 0.18, MonthlyCharges: -0.05, PaymentMethod: 0.03 };
    return {
      start: origin + at * day,
      end: origin + (at + 1) * day,
      revision: at === count - 1 ? 2 : 1,
      modelVersion: 1,
      referenceId: "ab12",
      rows: rowsPerDay,
      isAlarm: isDrifting,
      severity: isDrifting ? (at > count * 0.8 ? "act" : "warn") : "none",
      rules: isDrifting ? ["two-key"] : [],
      evidence: isDrifting ? 41.2 : 1.3,
      bound: 20,
      culprits: isDrifting ? ["Contract", "tenure", "MonthlyCharges"] : [],
      columns: columnNames.map((name) => columnAt(name, at, isDrifting)),
      meanScoreShift: isDrifting ? 0.082 : 0.003,
      decisionShift: isDrifting ? 0.11 : 0.01,
      attribution: Object.entries(shifts).map(([feature, shift]) => ({
        feature,
        shift: isDrifting ? shift : shift / 20,
      })),
      sentence: isDrifting
        ? "Contract, tenure and MonthlyCharges differ from training in 3 of 3 windows."
        : "No alarm.",
    };
  });
}

function performanceWindow(at: number, count: number): ReportPerformanceWindow {
  const stage = at < count * 0.4 ? "mature" : at < count * 0.7 ? "partial" : "estimated";
  const value = stage === "partial" && at % 7 === 3 ? null : 0.6 - 0.001 * at + 0.02 * Math.sin(at);
  const half = stage === "mature" ? 0.05 : 0.08;
  return {
    start: origin + at * day,
    end: origin + (at + 1) * day,
    modelVersion: 1,
    isRunning: at === count - 1,
    stage,
    revision: 1,
    value,
    ...(value === null ? {} : { interval: [value - half, value + half] as const }),
    coverage: { mature: 1, partial: 0.45, estimated: 0 }[stage],
    rows: rowsPerDay,
    labelled: { mature: 100, partial: 45, estimated: 0 }[stage],
    reason: value === null ? "fewer than 10 labelled positives" : null,
    confusion:
      stage === "mature"
        ? { truePositives: 15 + (at % 4), falsePositives: 11, falseNegatives: 10, trueNegatives: 64 - (at % 4) }
        : null,
  };
}

/** F1 by daily window: mature, partial, estimated. */
export function performance(count: number): ReportPerformance {
  return {
    metric: "F1",
    format: { kind: "decimal", digits: 3 },
    direction: "higher",
    training: [
      {
        start: origin,
        end: origin + count * day,
        modelVersion: 1,
        value: 0.602,
        interval: [0.561, 0.641],
        rows: 1409,
        alertBound: 0.5719,
      },
    ],
    windows: Array.from({ length: count }, (_, at) => performanceWindow(at, count)),
  };
}

/** F1 of pooled labelled rows, 6 % below training but within chance. */
export function judgement(changes: Partial<ReportJudgement> = {}): ReportJudgement {
  return {
    start: origin + 7 * day,
    end: origin + 12 * day,
    metric: "F1",
    format: { kind: "decimal", digits: 3 },
    modelVersion: 1,
    basis: "realised",
    value: 0.566,
    interval: [0.516, 0.616],
    training: 0.602,
    loss: 0.0598,
    bound: 0.05,
    pValue: 0.14,
    rows: 500,
    isRaised: false,
    ...changes,
  };
}

/** One incident, open. */
export const incident: ReportIncident = {
  id: "01KB2Q7Z0000000000000000AA",
  family: "model",
  status: "open",
  severity: "act",
  modelVersion: 1,
  openedAt: origin + 21 * day,
  closedAt: null,
  closedBecause: null,
  closedBy: null,
  firstWindow: origin + 20 * day,
  lastWindow: origin + 29 * day,
  raisedWindows: 9,
  culprits: ["Contract", "MonthlyCharges", "tenure"],
  sentence: "Contract, tenure and MonthlyCharges differ from training.",
  findings: [
    {
      kind: "feature-drift",
      severity: "act",
      lastRaised: origin + 29 * day,
      value: 0.34,
      bound: 0.25,
      sentence: "psi of Contract is 0.34 on 100 rows.",
    },
  ],
};

/** Evaluations over 30 days: quiet, held, one that fired and was audited. */
export const decisions: readonly ReportTriggerDecision[] = [3, 10, 20, 22, 25, 28].map((at): ReportTriggerDecision => {
  const isFiring = at === 25;
  const isFound = at > 15;
  return {
    id: `d${at}`,
    at: origin + at * day,
    verdict: isFound ? (isFiring ? "covariate-drift-with-loss" : "covariate-drift") : "nothing",
    action: isFound ? (isFiring ? "evaluate" : "alert") : "none",
    fired: isFiring,
    incidentId: isFound ? incident.id : null,
    sentences: [isFiring ? "Drift with an estimated loss: challengers are tried." : "Nothing to do."],
    rules: [{ rule: "cooldown", passed: true, sentence: "No evaluation in the 7 days before." }],
    result: isFiring
      ? {
          outcome: "promoted",
          at: origin + 25 * day,
          challenger: 2,
          recipe: "recency-weighted",
          sentence: "Version 2 is better on the newest labels.",
        }
      : null,
    audit: isFiring
      ? {
          at: origin + 29 * day,
          rows: 400,
          difference: -0.012,
          interval: [-0.02, -0.004],
          helped: "yes",
          triggerWasRight: "yes",
          sentence: "It helped.",
        }
      : null,
  };
});

/** A report with everything in it. */
export function fullInput(windowCount = 30): MonitoringReportInput {
  const window = { start: origin + 12 * day, end: origin + 13 * day };
  return {
    project: "telco_churn",
    generatedAt: "2026-02-04T06:00:00.000Z",
    confidence: 0.95,
    model: { name: "telco_churn", version: 2 },
    drift: driftWindows(windowCount),
    distributions: ["Contract", "tenure", "MonthlyCharges"].map(distribution),
    faults: [
      {
        ...window,
        check: "null-rate",
        column: "PaymentMethod",
        isFault: true,
        quarantines: true,
        sampleSize: 100,
        pValue: 0.0002,
        sentence: "12 of 100 rows have no PaymentMethod, against 0 of 5,634 at training.",
      },
    ],
    scoreShift: { start: origin + 29 * day, end: origin + 30 * day, value: 0.082, interval: [0.041, 0.123], rows: 100 },
    performance: [performance(windowCount), { ...performance(windowCount), metric: "AUC" }],
    judgements: [judgement()],
    streams: [
      {
        start: origin,
        end: origin + 12 * day,
        modelVersion: 1,
        detector: "DDM",
        signal: { start: origin + 10 * day, end: origin + 11 * day },
        windows: 12,
        rows: 1200,
        falseAlarmRate: 0.24,
        convention: "error rate against its own best",
      },
    ],
    incidents: [incident],
    decisions,
    promotions: [{ at: origin + 25 * day, version: 2 }],
    cooldownDays: 7,
  };
}
