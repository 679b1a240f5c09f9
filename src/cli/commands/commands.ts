import type { DefineCommand } from "../command.js";
import { defineFeatures, defineIngest } from "./data.js";
import { defineDrift, defineMonitor } from "./drift.js";
import { defineLabels } from "./labels.js";
import { defineModels } from "./models.js";
import { defineGc } from "./gc.js";
import { defineExport } from "./export.js";
import { defineExplain } from "./explain.js";
import { definePredict, defineReport } from "./inference.js";
import { defineBackup, defineDemo, defineDoctor, defineInit, defineReset, defineRun, defineVerify } from "./project.js";
import { defineNotifications } from "./notifications.js";
import { defineApprove, defineRegister, defineReject, defineRollback, defineValidate } from "./registry.js";
import { defineBackfill, defineCancel, defineJobs, defineRaise, defineRepair, defineSchedule } from "./jobs.js";
import { defineAttempt, defineServe } from "./serve.js";
import { defineIncidents, defineRetrain } from "./retraining.js";
import { defineSimulate } from "./simulation.js";
import { defineRuns, defineTrain } from "./training.js";

/** Every verb, in the order in which a newcomer needs them. */
export const commands: readonly DefineCommand[] = [
  defineDemo,
  defineInit,
  defineDoctor,
  defineRun,
  defineIngest,
  defineFeatures,
  defineTrain,
  defineRuns,
  defineRegister,
  defineModels,
  defineValidate,
  defineApprove,
  defineReject,
  defineRollback,
  definePredict,
  defineExplain,
  defineLabels,
  defineMonitor,
  defineDrift,
  defineReport,
  defineRetrain,
  defineIncidents,
  defineSimulate,
  defineNotifications,
  defineExport,
  defineServe,
  defineJobs,
  defineSchedule,
  defineRepair,
  defineCancel,
  defineBackfill,
  defineRaise,
  defineVerify,
  defineGc,
  defineBackup,
  defineReset,
  defineAttempt,
];
