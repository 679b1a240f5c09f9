import { type Instant, instantOf } from "#kernel";
import { decimalFormat, type TrainingReportInput } from "#reporting";

const generatedAt: Instant = instantOf({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });

/** The least a report needs. */
export const smallestInput: TrainingReportInput = {
  project: "telco_churn",
  generatedAt,
  confidence: 0.95,
  model: { name: "churn", version: null, alias: null, runId: "run-1", description: "LightGBM with 12 trees" },
  data: {
    source: "churn.csv",
    entities: "customers",
    outcome: "Churn = Yes",
    trainRows: 5634,
    testRows: 1409,
    positiveShare: 0.2654,
    featureCount: 20,
  },
};

/** Every part of a report, with hand-made numbers. */
export const fullInput: TrainingReportInput = {
  ...smallestInput,
  model: { ...smallestInput.model, version: 3, alias: "champion" },
  baselineName: "Logistic regression",
  metrics: [
    { name: "auc", estimate: { value: 0.846, interval: [0.824, 0.868] }, baseline: 0.839, headline: true },
    { name: "logLoss", estimate: { value: 0.412, interval: [0.391, 0.433] }, baseline: 0.42, headline: true },
    { name: "ownMetric", label: "Own", definition: "Ours.", estimate: { value: 1 }, headline: false },
  ],
  roc: {
    points: [
      [0, 0],
      [0.1, 0.5],
      [0.4, 0.9],
      [1, 1],
    ],
    band: [
      { x: 0, low: 0, high: 0.1 },
      { x: 0.5, low: 0.85, high: 0.97 },
      { x: 1, low: 1, high: 1 },
    ],
    operating: [0.16, 0.66],
  },
  precisionRecall: {
    points: [
      [0, 1],
      [0.5, 0.7],
      [1, 0.2654],
    ],
    operating: [0.66, 0.6],
  },
  calibration: {
    points: [
      { predicted: 0.1, observed: 0.11, interval: [0.06, 0.17], count: 140 },
      { predicted: 0.5, observed: 0.3, interval: [0.22, 0.38], count: 140 },
    ],
    error: 0.021,
  },
  gains: {
    points: [
      [0, 0],
      [0.1, 0.28],
      [0.2, 0.5],
      [1, 1],
    ],
    operating: [0.29, 0.66],
  },
  scores: { edges: [0, 0.5, 1], positives: [100, 274], negatives: [900, 135] },
  threshold: {
    value: 0.388,
    policy: "Best F1 with a floor for precision.",
    truePositives: 250,
    falsePositives: 160,
    falseNegatives: 124,
    trueNegatives: 875,
  },
  profit: {
    currency: "USD",
    value: 2000,
    cost: 50,
    successRate: 0.3,
    points: [
      { threshold: 0, profit: 153_950 },
      { threshold: 0.083, profit: 164_350 },
      { threshold: 1, profit: 0 },
    ],
    breakEven: { threshold: 0.083, profit: 164_350 },
    operating: { threshold: 0.388, profit: 100_400 },
    contactAll: 153_950,
  },
  importance: Array.from({ length: 20 }, (_, index) => ({
    feature: `column-${index + 1}`,
    share: (20 - index) / 210,
    interval: [(19 - index) / 210, (21 - index) / 210] as const,
  })),
  search: {
    objective: "Log loss",
    trials: [
      { number: 1, value: 0.43, pruned: false },
      { number: 2, value: 0.411, pruned: false },
      { number: 3, value: null, pruned: false },
      { number: 4, value: 0.4, pruned: true },
      { number: 5, value: 0.415, pruned: false },
    ],
    bestParams: { num_leaves: 14, learning_rate: 0.0521234567 },
    plots: {
      importance: [
        { parameter: "learning_rate", share: 0.7 },
        { parameter: "num_leaves", share: 0.3 },
      ],
      folds: [
        { trial: 2, fold: 1, difference: 0, state: "best" },
        { trial: 5, fold: 1, difference: 0.004, state: "complete" },
        { trial: 4, fold: 1, difference: 0.02, state: "given-up" },
        { trial: 1, fold: 1, difference: 0.05, state: "complete" },
      ],
      slices: [
        {
          parameter: "learning_rate",
          isLog: true,
          points: [
            { param: 0.05, value: 0.411, state: "best" },
            { param: 0.1, value: 0.415, state: "complete" },
            { param: 0.3, value: 0.42, state: "given-up" },
            { param: 0.2, value: 0.9, state: "given-up" },
          ],
        },
      ],
    },
  },
  learning: {
    curves: [
      [0.5, 0.42, 0.43],
      [0.5, 0.45, 0.44],
    ],
    bestRounds: [2, 3],
    rounds: 3,
  },
  gates: [
    { name: "AUC", value: "0.846", bound: "≥ 0.75", verdict: "passed", required: true, sentence: "Ranks well enough." },
    { name: "Worst segment", value: "0.69", bound: "≥ 0.70", verdict: "failed", required: false, sentence: "Too low." },
  ],
  business: {
    currency: "USD",
    scored: 7043,
    contacted: 2049,
    expectedPositives: { value: 1243, interval: [1185, 1301] },
    expectedSaved: { value: 373, interval: [342, 404] },
    cost: 102_450,
    netProfit: { value: 643_550, interval: [581_200, 705_900] },
    contactAllProfit: 769_250,
  },
  bands: [
    { name: "High", low: 0.7, high: 1, count: 600, observed: 0.77 },
    { name: "Low", low: 0, high: 0.7, count: 1400 },
  ],
  highRisk: {
    total: 612,
    entities: [{ entity: "7590-VHVEG", probability: 0.93, band: "High", reasons: ["tenure is 1"] }],
  },
  comparison: [{ feature: "tenure", measure: "mean, months", high: 6.4, low: 39.8, format: decimalFormat(1) }],
  lineage: [
    { label: "Seed", value: "42", kind: "text" },
    { label: "Test rows", value: "41aa09be", kind: "digest" },
  ],
};
