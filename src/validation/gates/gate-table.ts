import type { Gate } from "../gate.js";
import { championF1, errorRates, minorityClass, performance, predictionBalance } from "./decision-gates.js";
import { leakage } from "./leakage.js";
import { calibration, logisticAuc, logisticLogLoss, nullRobustness } from "./paired-gates.js";
import { profit } from "./profit.js";
import { latency, nullRows } from "./scoring-gates.js";
import { slicesAgainstChampion, worstSliceAuc } from "./slice-gates.js";

/** Names of the seven reference gates, as they stand in the project file. */
export type ReferenceGateId =
  | "performance"
  | "error-rates"
  | "minority-class"
  | "prediction-balance"
  | "latency"
  | "champion-f1"
  | "null-rows";

/** Names of the gates the default set adds. */
export type PairedGateId =
  | "logistic-log-loss"
  | "logistic-auc"
  | "calibration"
  | "profit"
  | "null-robustness"
  | "slices-against-champion"
  | "worst-slice"
  | "leakage";

/** Name of a gate, as it stands in the project file. */
export type GateId = ReferenceGateId | PairedGateId;

/** The seven gates of the reference, always evaluated and shown. */
export const referenceGates: Readonly<Record<ReferenceGateId, Gate>> = {
  performance,
  "error-rates": errorRates,
  "minority-class": minorityClass,
  "prediction-balance": predictionBalance,
  latency,
  "champion-f1": championF1,
  "null-rows": nullRows,
};

/** The gates that tell good models from bad ones: most compare with a logistic regression or the champion on the same rows. */
export const pairedGates: Readonly<Record<PairedGateId, Gate>> = {
  "logistic-log-loss": logisticLogLoss,
  "logistic-auc": logisticAuc,
  calibration,
  profit,
  "null-robustness": nullRobustness,
  "slices-against-champion": slicesAgainstChampion,
  "worst-slice": worstSliceAuc,
  leakage,
};

/** Every gate there is, by id. */
export const gateTable: Readonly<Record<GateId, Gate>> = { ...referenceGates, ...pairedGates };
