export { createLake, type LakePorts } from "./lake.js";
export { expireFiles, type NeededVersions, unneededFiles } from "./old-files.js";
export { type LakeProblem, verifyLake } from "./verify-lake.js";
