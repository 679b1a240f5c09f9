/** Margins of the promotion rule; measured on Telco, where one paired AUC difference has a standard deviation of .0035. */
export const margins = {
  /** AUC the challenger may lose. */
  auc: 0.005,
  /** Mean log loss the challenger may add and still count as not worse. */
  logLoss: 0.005,
  /** Recall at the operating thresholds the challenger may lose. */
  recall: 0.02,
  /** Distance of the calibration slope from 1. */
  slope: 0.15,
  /** Distance of the mean probability from the base rate. */
  inTheLarge: 0.02,
  /** AUC the challenger may lose on a slice. */
  slice: 0.03,
  /** AUC that all promotions together may lose to the best version ever on the frozen reference set. */
  anchor: 0.01,
  /** Mean log loss the challenger may add to the champion's on the frozen reference set. */
  forgetting: 0.01,
  /** F1 the challenger may lose under policy `reference`. */
  referenceF1: 0.02,
} as const;
