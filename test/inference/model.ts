import type { ModelDocument } from "#inference";
import { contract } from "../features/contract.js";
import { plan } from "./plan.js";

/** A complete model document around the plan of these tests. */
export const document: ModelDocument = {
  format: 1,
  name: "shop",
  runId: "run_1",
  trainedAt: "2024-01-01T00:00:00.000Z",
  contract,
  times: { availableAt: null },
  signature: { inputs: [] },
  plan,
  boosterDigest: "0".repeat(64),
  library: "lightgbm 4.7.0",
  rounds: 3,
  params: { learning_rate: 0.1 },
  seed: 42,
  calibrator: { kind: "identity" },
  threshold: 0.42,
  bands: { high: 0.7, medium: 0.4 },
};
