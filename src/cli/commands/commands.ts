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

/** Every verb by its name, in the order in which a newcomer needs them. */
export const commands: Readonly<Record<string, DefineCommand>> = {
  demo: defineDemo,
  init: defineInit,
  doctor: defineDoctor,
  run: defineRun,
  ingest: defineIngest,
  features: defineFeatures,
  train: defineTrain,
  runs: defineRuns,
  register: defineRegister,
  models: defineModels,
  validate: defineValidate,
  approve: defineApprove,
  reject: defineReject,
  rollback: defineRollback,
  predict: definePredict,
  explain: defineExplain,
  labels: defineLabels,
  monitor: defineMonitor,
  drift: defineDrift,
  report: defineReport,
  retrain: defineRetrain,
  incidents: defineIncidents,
  simulate: defineSimulate,
  notifications: defineNotifications,
  export: defineExport,
  serve: defineServe,
  jobs: defineJobs,
  schedule: defineSchedule,
  repair: defineRepair,
  cancel: defineCancel,
  backfill: defineBackfill,
  raise: defineRaise,
  verify: defineVerify,
  gc: defineGc,
  backup: defineBackup,
  reset: defineReset,
  attempt: defineAttempt,
};
