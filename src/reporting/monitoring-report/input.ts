import type { Instant } from "#kernel";
import type { DriftScore, MultivariateDrift } from "#monitoring";
import type { IncidentFamily } from "#retraining";
import type { ChartWindow, TimelineStage } from "../time-chart-model.js";
import type { Interval, NumberFormat } from "../number-format.js";

/** How much a finding matters: nothing, told, it moves predictions, or it costs. */
export type ReportSeverity = "none" | "info" | "warn" | "act";

/** One number about how far a column is from its reference; any method may be told, such as `psi`. */
export type ReportScore = Omit<DriftScore, "method"> & { readonly method: string };

/** One column in one window. */
export interface ReportColumn {
  readonly name: string;
  readonly scores: readonly ReportScore[];
  /** Whether the difference is both significant and large. */
  readonly isMaterial: boolean;
  readonly meanShift: number | null;
  /** Why there are no scores; null when there are. */
  readonly failure: string | null;
}

/** What was found about drift in one window. */
export interface ReportDriftWindow extends ChartWindow {
  readonly revision: number;
  readonly modelVersion: number;
  readonly referenceId: string;
  readonly rows: number;
  readonly isAlarm: boolean;
  readonly severity: ReportSeverity;
  readonly rules: readonly string[];
  readonly evidence: number;
  readonly bound: number;
  /** The strongest first. */
  readonly culprits: readonly string[];
  readonly columns: readonly ReportColumn[];
  readonly meanScoreShift: number;
  readonly decisionShift: number;
  /** Shift of the mean margin by feature; adds up to `marginShift`. */
  readonly attribution: readonly { readonly feature: string; readonly shift: number }[] | null;
  /** All columns of the seven days that end with this window; left out in most windows. */
  readonly multivariate?: MultivariateDrift;
  readonly sentence: string;
}

/** A column at training and in a window, in shares of all rows. */
export interface ReportDistribution {
  readonly column: string;
  readonly window: ChartWindow;
  readonly referenceRows: number;
  readonly rows: number;
  readonly bins: readonly { readonly label: string; readonly reference: number; readonly current: number }[];
  /** Shares of rows without a value, and with one the reference never had. */
  readonly missing: { readonly reference: number; readonly current: number };
  readonly unseen: number;
}

/** A fault of the data, or a check that could not be judged. */
export interface ReportFault extends ChartWindow {
  readonly check: string;
  readonly column: string | null;
  readonly isFault: boolean;
  readonly quarantines: boolean;
  readonly sampleSize: number;
  readonly pValue: number | null;
  readonly sentence: string;
}

/** What is known about performance in one window. */
export interface ReportPerformanceWindow extends ChartWindow {
  readonly modelVersion: number;
  /** Whether rows may still come: it had not ended at the last look. */
  readonly isRunning: boolean;
  readonly stage: TimelineStage;
  readonly revision: number;
  readonly value: number | null;
  readonly interval?: Interval;
  /** Labelled share, 0 to 1. */
  readonly coverage: number;
  readonly rows: number;
  readonly labelled: number;
  readonly reason: string | null;
  /** Null until labels are in. */
  readonly confusion: {
    readonly truePositives: number;
    readonly falsePositives: number;
    readonly falseNegatives: number;
    readonly trueNegatives: number;
  } | null;
}

/** A metric of a version at training, beside the windows in which that version served. */
export interface ReportYardstick extends ChartWindow {
  readonly modelVersion: number;
  readonly value: number;
  readonly interval?: Interval;
  readonly rows: number;
  /** Worse than this is an alert, when it is more than chance. */
  readonly alertBound: number;
}

/** A metric in production, defined as at training. */
export interface ReportPerformance {
  /** Such as `F1`. */
  readonly metric: string;
  readonly format: NumberFormat;
  readonly direction: "higher" | "lower";
  /** By version that served, oldest first; none where nothing is known of training. */
  readonly training: readonly ReportYardstick[];
  readonly windows: readonly ReportPerformanceWindow[];
}

/** A metric of a version over pooled windows, as the triggers judged it against the same metric at training. */
export interface ReportJudgement extends ChartWindow {
  readonly metric: string;
  readonly format: NumberFormat;
  readonly modelVersion: number;
  /** `realised` rests on labels, `estimated` does not. */
  readonly basis: "realised" | "estimated";
  readonly value: number;
  readonly interval?: Interval;
  readonly training: number;
  /** How much worse, relative to training; negative when better. */
  readonly loss: number;
  readonly bound: number;
  readonly pValue: number | null;
  readonly rows: number;
  /** Worse by at least the bound, and not by chance. */
  readonly isRaised: boolean;
}

/** What a stream detector of other tools says of the errors of a version in the windows from `start` to `end`. */
export interface ReportStreamReading extends ChartWindow {
  readonly modelVersion: number;
  /** Such as `DDM`. */
  readonly detector: string;
  /** The window after which it signalled first; null without a signal. */
  readonly signal: ChartWindow | null;
  readonly windows: number;
  /** Rows with their labels. */
  readonly rows: number;
  /** Its chance of a signal in as many windows when nothing changed, 0 to 1. */
  readonly falseAlarmRate: number;
  readonly convention: string;
}

/** Shift of the mean score of a window from the reference's, in probability. */
export interface ReportScoreShift extends ChartWindow {
  readonly value: number;
  readonly interval: Interval;
  readonly rows: number;
}

/** Something that began, was told, and ended or goes on. */
export interface ReportIncident {
  readonly id: string;
  readonly family: IncidentFamily;
  readonly status: "open" | "muted" | "closed";
  readonly severity: ReportSeverity;
  readonly modelVersion: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly closedBecause: string | null;
  readonly closedBy: string | null;
  readonly firstWindow: number;
  readonly lastWindow: number;
  readonly raisedWindows: number;
  readonly culprits: readonly string[];
  readonly sentence: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly severity: ReportSeverity;
    readonly lastRaised: number;
    readonly value: number;
    readonly bound: number;
    readonly sentence: string;
  }[];
}

/** One evaluation of the triggers and what came of it. */
export interface ReportTriggerDecision {
  readonly id: string;
  readonly at: number;
  readonly verdict: string;
  readonly action: string;
  readonly fired: boolean;
  readonly incidentId: string | null;
  /** Why; the first one is the decision. */
  readonly sentences: readonly string[];
  readonly rules: readonly { readonly rule: string; readonly passed: boolean; readonly sentence: string }[];
  readonly result: {
    readonly outcome: string;
    readonly at: number;
    readonly challenger: number | null;
    readonly recipe: string | null;
    readonly sentence: string;
  } | null;
  readonly audit: {
    readonly at: number;
    readonly rows: number;
    readonly difference: number | null;
    readonly interval: Interval | null;
    readonly helped: string;
    readonly triggerWasRight: string;
    readonly sentence: string;
  } | null;
}

/** A version that became champion. */
export interface ReportPromotion {
  readonly at: number;
  readonly version: number;
}

/** Everything a monitoring report shows; all lists oldest first. */
export interface MonitoringReportInput {
  readonly project: string;
  readonly generatedAt: Instant;
  /** Of all intervals, 0 to 1. */
  readonly confidence: number;
  /** The champion; null while there is none. */
  readonly model: { readonly name: string; readonly version: number } | null;
  readonly drift: readonly ReportDriftWindow[];
  readonly distributions: readonly ReportDistribution[];
  readonly faults: readonly ReportFault[];
  /** Of the newest window with rows; null without one. */
  readonly scoreShift: ReportScoreShift | null;
  /** By metric, the leading one first; none when nothing is known about performance. */
  readonly performance: readonly ReportPerformance[];
  /** What the triggers judge by; none while there are too few rows. */
  readonly judgements: readonly ReportJudgement[];
  /** Detectors of other tools, which raise no alarm here; none while there are too few windows with labels. */
  readonly streams: readonly ReportStreamReading[];
  readonly incidents: readonly ReportIncident[];
  readonly decisions: readonly ReportTriggerDecision[];
  readonly promotions: readonly ReportPromotion[];
  /** Days without another evaluation after one fired; null when there is no such rule. */
  readonly cooldownDays: number | null;
}
