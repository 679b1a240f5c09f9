import type { FeatureMatrix } from "#tabular";
import type { BoosterParams } from "./booster-params.js";

/** Rows to learn from. */
export interface TrainingData {
  readonly matrix: FeatureMatrix;
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
  /** Weight per row; all 1 when left out. */
  readonly weights?: Float64Array;
  /** Raw margin per row that boosting starts from; zero when left out. */
  readonly initScores?: Float64Array;
}

/** Asks for a model on `trainRows`, stopped early on `validRows`. */
export interface FoldRequest {
  readonly params: BoosterParams;
  /** Row numbers into the session's data. */
  readonly trainRows: Int32Array;
  readonly validRows: Int32Array;
  /** Most boosting rounds. */
  readonly maxRounds: number;
  /** Stops after this many rounds without a better validation log loss. */
  readonly earlyStoppingRounds: number;
  readonly seed: number;
  /**
   * Gives the fold up once its curve can hardly end at or below this log loss; never when left out. What that means is
   * `canStillReach` of the statistics folder.
   */
  readonly lossToReach?: number;
  /** Leaves the probabilities out, which a search has no use for. */
  readonly lossOnly?: boolean;
}

/** What a fold gave. */
export interface FoldOutcome {
  /** The round with the lowest validation log loss, counted from 1. */
  readonly bestRound: number;
  /** Mean log loss on `validRows` after `bestRound` rounds; lower is better. */
  readonly logLoss: number;
  /** Probability per valid row, in the order of `validRows`, after `bestRound` rounds; empty when only the loss was asked for. */
  readonly probabilities: Float64Array;
  /** Validation log loss after 1, 2, 3, … rounds. */
  readonly validLossByRound: Float64Array;
  /** True when it was given up before its curve had ended; the loss is then the lowest so far. */
  readonly isGivenUp: boolean;
}

/** Asks for a model on `trainRows` with a fixed number of rounds. */
export interface FitRequest {
  readonly params: BoosterParams;
  /** Row numbers into the session's data; all rows when left out. */
  readonly trainRows?: Int32Array;
  readonly rounds: number;
  readonly seed: number;
  /**
   * Model text whose trees come before the new ones. Margins add up when the session's init scores are that model's margins of
   * the same rows: then the new trees are fitted to what it leaves, and the result scores everywhere as one model.
   */
  readonly continueFrom?: string;
}

/** A trained forest. */
export interface FittedBooster {
  /** LightGBM model text: the whole model, readable by every LightGBM. */
  readonly modelText: string;
  readonly rounds: number;
  /** Name and version of the library that trained it, such as `lightgbm 4.7.0`. */
  readonly library: string;
  /** Total split gain per model input, in the order of the matrix's names. */
  readonly gainImportance: Float64Array;
}

/** Data held ready for many fits; several requests may be under way at once, one thread each. */
export interface TrainerSession {
  evaluateFold(request: FoldRequest, signal?: AbortSignal): Promise<FoldOutcome>;
  fit(request: FitRequest, signal?: AbortSignal): Promise<FittedBooster>;
  /** Frees the data in every worker. */
  close(): Promise<void>;
}

/** Trains gradient-boosted trees for binary log loss. */
export interface Trainer {
  /** How many requests run at the same time. */
  readonly parallelism: number;
  open(data: TrainingData): Promise<TrainerSession>;
  /** Ends the workers. */
  close(): Promise<void>;
}
