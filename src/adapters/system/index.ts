export { createArtifactStore } from "./artifact-store.js";
export { systemClock } from "./clock.js";
export { writeCsvFile } from "./csv-file.js";
export { writeFileDurably, writeFileInOneStep } from "./durable-file.js";
export {
  copyPath,
  freeBytes,
  isEmptyFolder,
  isFolder,
  isPresent,
  makeFolder,
  makeTemporaryFolder,
  movePath,
  removePath,
} from "./folders.js";
export { type MachineFacts, machineFacts, programVersion } from "./machine.js";
export { type AgedPath, agedPathsIn } from "./file-ages.js";
export { fileStates, sourceFiles } from "./source-files.js";
export { readTextFile } from "./text-file.js";
