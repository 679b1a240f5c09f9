export { exampleScenarioName, renderExampleScenario } from "./example-scenario.js";
export { type ContractHints, type InferredContract, inferContract } from "./infer-contract.js";
export {
  type IngestPorts,
  type IngestReport,
  type IngestWarning,
  ingestFile,
  quarantineFields,
  quarantineTable,
  rawFieldsOf,
} from "./ingest-file.js";
export { missingSpellings } from "./missing-spellings.js";
export {
  contractOf,
  type DataOptions,
  dataOptions,
  type LabelOptions,
} from "./options.js";
export type {
  ColumnProfile,
  LabelSeparation,
  LandedRows,
  LandRequest,
  QuarantinedRows,
  QuarantineReason,
  RawFile,
  RawFileReader,
  TableFile,
  TableFileReader,
  RawFileShape,
  ReadRequest,
  RowCheck,
  SpellingCount,
} from "./ports.js";
export { cleanedRelation, cleanedRows, type RawFiles, rowChecksOf } from "./row-checks.js";
export { type FileProfile, profileFile } from "./profile-file.js";
export { type ProjectFileHeading, renderProjectFile } from "./project-file.js";
