export { type AliasLedger, checkJournal, journalMoves } from "./alias-journal.js";
export type {
  Alias,
  AliasAction,
  AliasJournalEntry,
  AliasMove,
  ModelVersion,
  ValidationStatus,
} from "./model-version.js";
export type { AliasChange, ArtifactStore, NewModelVersion, RegistryStore } from "./ports.js";
