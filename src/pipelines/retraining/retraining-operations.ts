import type { OperationContext } from "#orchestration";
import type { ApprovalResult } from "../decision/challenger-approval.js";
import type { RegistrationResult } from "../fitting/model-registration.js";
import { automaticActor, type Bind } from "../operation-binding.js";
import { approveRetrained, evaluateForRun, recordEvaluation, type TriggerResult } from "./evaluation-run.js";
import { type RetrainingResult, retrainModel } from "./retrain-model.js";

/** What the tasks of the job leave for those after them. */
interface Outputs {
  readonly trigger_evaluation: TriggerResult;
  readonly model_training: RetrainingResult;
  readonly model_registration: RegistrationResult;
  readonly challenger_approval: ApprovalResult;
}

function outputOf<Task extends keyof Outputs>({ inputs }: OperationContext, task: Task): Outputs[Task] | null {
  return (inputs[task] as unknown as Outputs[Task] | undefined) ?? null;
}

const triggerEvaluation: Bind = (settings, ports) => async (context) => {
  const known = context.handle as { readonly decisionId: string } | null;
  const wanted = context.taskParameters["decision"];
  const asked = typeof wanted === "string" && wanted !== "" ? wanted : null;
  const result = evaluateForRun(known?.decisionId ?? asked, settings, ports);
  // A second attempt carries out the same decision.
  if (known === null) context.saveHandle({ decisionId: result.decisionId });
  context.log(result.sentence);
  return result;
};

const challengerTraining: Bind = (settings, ports) => async (context) => {
  const { decisionId } = outputOf(context, "trigger_evaluation")!;
  return retrainModel(context.runId, ports.decisions.get(decisionId), settings, ports);
};

const retrainingApproval: Bind = (settings, ports) => async (context) => {
  const { version } = outputOf(context, "model_registration")!;
  const { decisionId } = outputOf(context, "trigger_evaluation")!;
  return approveRetrained({ version, decisionId, actor: automaticActor }, settings, ports);
};

const retrainingOutcome: Bind = (_settings, ports) => async (context) => {
  const trigger = outputOf(context, "trigger_evaluation");
  if (trigger === null || !trigger.fired) return null;
  const training = outputOf(context, "model_training");
  const approval = outputOf(context, "challenger_approval");
  const failed = training === null || (training.outcome === "challenger" && approval === null);
  return recordEvaluation({ decisionId: trigger.decisionId, runId: context.runId, training, approval, failed }, ports);
};

/** Operations of the job `retraining`. */
export const retrainingOperations: Readonly<
  Record<"trigger_evaluation" | "challenger_training" | "retraining_approval" | "retraining_outcome", Bind>
> = {
  trigger_evaluation: triggerEvaluation,
  challenger_training: challengerTraining,
  retraining_approval: retrainingApproval,
  retraining_outcome: retrainingOutcome,
};
