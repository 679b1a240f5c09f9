export { type AliasLedger, checkJournal, journalMoves } from "./alias-journal.js";
export { type AliasPlaces, promotionMoves, rejectionMoves, rollbackMoves } from "./alias-moves.js";
export { lineageFacts } from "./lineage-facts.js";
export { type CardGate, type CardNumber, type CardSlice, modelCard, type ModelCardInput } from "./model-card.js";
export type {
  Alias,
  AliasAction,
  AliasJournalEntry,
  AliasMove,
  ModelVersion,
  ValidationStatus,
} from "./model-version.js";
export type { AliasChange, ArtifactStore, NewModelVersion, RegistryStore } from "./ports.js";
