export { initProject, openProject, predict, type Project, runTraining, writeReport } from "#app";
export { DriftloopError, type ErrorKind } from "#kernel";
