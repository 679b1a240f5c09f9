export { evaluateGate, evaluateGates } from "./evaluate-gates.js";
export type { ModelOutput, SingleFeatureAuc, SliceColumn, ValidationEvidence } from "./evidence.js";
export type {
  Bound,
  CheckDefinition,
  CheckOutcome,
  Gate,
  GateFact,
  GateFindings,
  GateOutcome,
  GateReport,
  GateUnit,
  Measurement,
  Verdict,
} from "./gate.js";
export { type GateId, gateTable, type PairedGateId, type ReferenceGateId } from "./gates/gate-table.js";
export {
  type BoundOption,
  type GateChoice,
  type GateOption,
  type GateSetName,
  type PromotionOptions,
  promotionOptions,
  type SelectedGate,
  type ValidationOptions,
  validationOptions,
} from "./options.js";
export { decidePromotion } from "./promotion/decide-promotion.js";
export type {
  GuardrailState,
  PromotionDecision,
  PromotionFinding,
  PromotionKind,
  PromotionNumber,
} from "./promotion/decision.js";
export {
  boundedLossDifferences,
  type EProcess,
  extendEProcess,
  isProvenBetter,
  lossDifferenceBound,
  mergeEProcesses,
  startEProcess,
} from "./promotion/e-process.js";
export type { AnchorEvidence, AnchorProblem, PromotionEvidence, PromotionReason } from "./promotion/evidence.js";
export { type SliceAuc, sliceAucs } from "./slice-aucs.js";
export { boundText, valueText } from "./wording.js";
