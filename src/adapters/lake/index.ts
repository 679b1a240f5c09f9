export { createLake, type LakePorts } from "./lake.js";
export { type LakeProblem, verifyLake } from "./verify-lake.js";
