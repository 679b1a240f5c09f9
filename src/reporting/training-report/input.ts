import type { Instant } from "#kernel";
import type { Interval, NumberFormat } from "../number-format.js";

/** A measured number and its uncertainty. */
export interface Estimate {
  readonly value: number;
  readonly interval?: Interval;
  /** Rows it rests on, where they are not all test rows: precision rests on the predicted positives. */
  readonly sampleSize?: number;
}

/** The model the report is about. */
export interface ReportModel {
  readonly name: string;
  /** Version in the registry; null before registration. */
  readonly version: number | null;
  /** Alias it carries, such as `champion`; null when it has none. */
  readonly alias: string | null;
  readonly runId: string;
  /** Such as `LightGBM, 142 trees`. */
  readonly description: string;
}

/** The data it was fitted and judged on. */
export interface ReportData {
  /** Where the rows came from. */
  readonly source: string;
  /** What one row is, in the plural, such as `customers`. */
  readonly entities: string;
  /** What the model predicts, such as `Churn = Yes`. */
  readonly outcome: string;
  readonly trainRows: number;
  readonly testRows: number;
  /** Share of positives among the test rows, 0 to 1. */
  readonly positiveShare: number;
  /** Model inputs before encoding. */
  readonly featureCount: number;
}

/** A metric on the test rows. The names in `metric-words.ts` (`auc`, `logLoss`, `f1`, …) bring their own label, format and definition. */
export interface ReportMetric {
  readonly name: string;
  readonly estimate: Estimate;
  /** The same metric of the comparison model on the same rows. */
  readonly baseline?: number;
  readonly label?: string;
  readonly definition?: string;
  readonly format?: NumberFormat;
  /** Whether it gets a card at the top. */
  readonly headline: boolean;
}

/** A curve over (x, y) with an optional interval around it; all axes 0 to 1. */
export interface ReportCurve {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly band?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  /** Where the operating threshold is on the curve. */
  readonly operating?: readonly [x: number, y: number];
}

/** Observed share of positives in groups of similar scores. */
export interface ReportCalibration {
  readonly points: readonly {
    readonly predicted: number;
    readonly observed: number;
    readonly interval: Interval;
    readonly count: number;
  }[];
  /** Expected calibration error, 0 to 1. */
  readonly error?: number;
}

/** Rows per score bin and class. */
export interface ReportScores {
  /** Ascending, from 0 to 1. */
  readonly edges: readonly number[];
  /** One fewer than there are edges. */
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** The threshold in use and what it does on the test rows. */
export interface ReportThreshold {
  readonly value: number;
  /** How it was chosen, one sentence. */
  readonly policy: string;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Profit of a campaign by threshold, on the test rows. */
export interface ReportProfit {
  readonly currency: string;
  /** Value of one kept entity, cost of one contact, share of contacted positives that are kept. */
  readonly value: number;
  readonly cost: number;
  readonly successRate: number;
  readonly points: readonly { readonly threshold: number; readonly profit: number }[];
  /** The threshold where a contact pays for itself. */
  readonly breakEven: { readonly threshold: number; readonly profit: number };
  readonly operating?: { readonly threshold: number; readonly profit: number };
  /** Profit of contacting everybody. */
  readonly contactAll: number;
}

/** Importance of one original column, summed over its encodings. */
export interface ReportImportance {
  readonly feature: string;
  /** Share of the total, 0 to 1. */
  readonly share: number;
  readonly interval?: Interval;
}

/** Mean probability of the sample rows when one feature is set to each of its values in turn. */
export interface ReportDependence {
  readonly feature: string;
  readonly kind: "number" | "category";
  /** Numbers ascend. */
  readonly points: readonly { readonly value: number | string; readonly probability: number }[];
}

/** Two features that do more together than apart. */
export interface ReportInteraction {
  readonly features: readonly [string, string];
  /** 0 none, 1 all of the joint effect. */
  readonly strength: number;
  readonly joint: {
    readonly rows: readonly (number | string)[];
    readonly columns: readonly (number | string)[];
    /** `[row][column]`: mean probability. */
    readonly probabilities: readonly (readonly number[])[];
  };
}

type TrialState = "best" | "complete" | "given-up";

/** What the usual plots of a search draw. */
export interface ReportSearchPlots {
  /** Most important first; shares sum to 1. */
  readonly importance: readonly { readonly parameter: string; readonly share: number }[];
  /** By how much a trial was worse than the best one on a fold, counted from 1. */
  readonly folds: readonly {
    readonly trial: number;
    readonly fold: number;
    readonly difference: number;
    readonly state: TrialState;
  }[];
  /** Of the most important parameters that are numbers. */
  readonly slices: readonly {
    readonly parameter: string;
    readonly isLog: boolean;
    readonly points: readonly { readonly param: number; readonly value: number; readonly state: TrialState }[];
  }[];
}

/** How the folds of the final recipe learned. */
export interface ReportLearning {
  /** Loss on held-out rows after 1, 2, 3, … rounds, a curve per fold. */
  readonly curves: readonly (readonly number[])[];
  /** Round with the lowest loss, counted from 1, per fold. */
  readonly bestRounds: readonly number[];
  /** Rounds of the final model. */
  readonly rounds: number;
}

/** The hyper-parameter search. */
export interface ReportSearch {
  /** Such as `Cross-validated log loss`; smaller is better. */
  readonly objective: string;
  readonly trials: readonly {
    readonly number: number;
    /** Null when the trial failed; of a pruned trial what its folds let expect. */
    readonly value: number | null;
    readonly pruned: boolean;
  }[];
  readonly plots?: ReportSearchPlots;
  /** Parameters of the best trial. */
  readonly bestParams: Readonly<Record<string, string | number>>;
}

/** One gate. */
export interface ReportGate {
  readonly name: string;
  /** Already written with its unit. */
  readonly value: string;
  readonly bound: string;
  readonly verdict: "passed" | "failed" | "error";
  readonly required: boolean;
  readonly sentence: string;
}

/** What using the model is worth, from calibrated probabilities. */
export interface ReportBusiness {
  readonly currency: string;
  /** The rows that were scored. */
  readonly scored: number;
  readonly contacted: number;
  readonly expectedPositives: Estimate;
  readonly expectedSaved: Estimate;
  readonly cost: number;
  readonly netProfit: Estimate;
  /** Net profit of contacting everybody. */
  readonly contactAllProfit?: number;
}

/** One risk band. */
export interface ReportBand {
  readonly name: string;
  /** Probabilities from `low` (included) to `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Share of positives where the outcome is known. */
  readonly observed?: number;
}

/** The entities to look at first. */
export interface ReportHighRisk {
  /** How many there are in all. */
  readonly total: number;
  /** The first of them, highest probability first. */
  readonly entities: readonly {
    readonly entity: string;
    readonly probability: number;
    readonly band: string;
    readonly reasons?: readonly string[];
  }[];
}

/** One feature in the high-risk and low-risk groups. */
export interface ReportComparison {
  readonly feature: string;
  /** What is compared, such as `mean` or `share of Month-to-month`. */
  readonly measure: string;
  readonly high: number;
  readonly low: number;
  readonly format: NumberFormat;
}

/** One fact of the model's origin. */
export interface ReportLineage {
  readonly label: string;
  readonly value: string;
  /** `digest` is set in a monospaced face. */
  readonly kind: "text" | "digest";
}

/** Everything a training report can show; a part that is absent is left out of the page. */
export interface TrainingReportInput {
  readonly project: string;
  readonly generatedAt: Instant;
  /** Of all intervals, 0 to 1. */
  readonly confidence: number;
  readonly model: ReportModel;
  readonly data: ReportData;
  /** Name of the comparison model in `metrics[].baseline`. */
  readonly baselineName?: string;
  readonly metrics?: readonly ReportMetric[];
  readonly roc?: ReportCurve;
  readonly precisionRecall?: ReportCurve;
  readonly calibration?: ReportCalibration;
  /** Share of positives found (y) against share of entities contacted (x). */
  readonly gains?: ReportCurve;
  readonly scores?: ReportScores;
  readonly threshold?: ReportThreshold;
  readonly profit?: ReportProfit;
  readonly importance?: readonly ReportImportance[];
  readonly dependence?: readonly ReportDependence[];
  readonly interaction?: ReportInteraction;
  readonly search?: ReportSearch;
  readonly learning?: ReportLearning;
  readonly gates?: readonly ReportGate[];
  readonly business?: ReportBusiness;
  readonly bands?: readonly ReportBand[];
  readonly highRisk?: ReportHighRisk;
  readonly comparison?: readonly ReportComparison[];
  readonly lineage?: readonly ReportLineage[];
}
